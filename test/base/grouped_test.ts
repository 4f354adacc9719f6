import { assertEquals, assertStrictEquals } from "@std/assert";
import { addTo } from "../../lib/base/grouped.ts";

Deno.test("addTo() grows the list of a key in place", () => {
  const lists = new Map<string, number[]>();
  addTo(lists, "a", 1);
  const list = lists.get("a");
  addTo(lists, "a", 2);
  addTo(lists, "b", 3);
  assertStrictEquals(lists.get("a"), list);
  assertEquals([...lists], [["a", [1, 2]], ["b", [3]]]);
});
