import { assertEquals } from "@std/assert";
import { type ItemRef, RefMap, RefSet, unique } from "../../lib/looker/item_ref.ts";

const ref = (type: ItemRef["type"], id: string): ItemRef => ({ type, id });

Deno.test("unique() keeps each item once, where it first stood and as it was last given", () => {
  const named = (type: ItemRef["type"], id: string, name: string) => ({ ...ref(type, id), name });
  assertEquals(
    unique([
      named("looks", "1", "a"),
      named("dashboards", "1", "b"),
      named("looks", "1", "c"),
      named("looks", "2", "d"),
    ]),
    [named("looks", "1", "c"), named("dashboards", "1", "b"), named("looks", "2", "d")],
  );
});

Deno.test("RefMap and RefSet tell items of one id and two types apart", () => {
  const map = new RefMap<number>(), set = new RefSet([ref("looks", "1")]);
  map.set(ref("looks", "1"), 1);
  map.set(ref("dashboards", "1"), 2);
  map.set(ref("looks", "1"), 3);
  assertEquals([map.get(ref("looks", "1")), map.get(ref("dashboards", "1")), map.get(ref("looks", "2"))], [
    3,
    2,
    undefined,
  ]);
  assertEquals([map.has(ref("looks", "1")), map.has(ref("boards", "1"))], [true, false]);
  assertEquals([set.has(ref("looks", "1")), set.has(ref("dashboards", "1")), set.has(ref("looks", "2"))], [
    true,
    false,
    false,
  ]);
});
