import { assertEquals } from "@std/assert";
import { diffForms } from "../../lib/restore/diff.ts";
import type { Change } from "../../lib/restore/item.ts";
import { shownItems } from "../../lib/restore/plan_report.ts";
import { placeholder } from "../../lib/restore/refs.ts";

Deno.test("diffForms() knows keys that every object inherits from those that it has", () => {
  for (const key of ["constructor", "toString", "__proto__"]) {
    const held = JSON.parse(`{"vis_config":{"${key}":"x"}}`), bare = { vis_config: {} };
    const path = `vis_config.${key}`;
    assertEquals(diffForms(held, bare), [{ path, from: "x", to: null }]);
    assertEquals(diffForms(bare, held), [{ path, from: null, to: "x" }]);
    assertEquals(diffForms(held, held), []);
  }
});

Deno.test("shownItems() keeps numbers that JavaScript cannot hold, and says in words what is still to be made", () => {
  const to = {
    big: 9007199254740993n,
    folder: placeholder("folders", "7"),
    list: [placeholder("looks", "1")],
  };
  const changes: Change[] = [{ path: "x", from: 9007199254740993n, to }];
  const [item] = shownItems([{
    type: "dashboards",
    id: "1",
    name: null,
    action: "update",
    destinationId: "1",
    changes,
    dependsOn: [],
    calls: 1,
    reason: null,
    omitted: [],
    warnings: [],
  }], true);
  assertEquals(item?.changes, [{
    path: "x",
    from: 9007199254740993n,
    to: { big: 9007199254740993n, folder: "(folders/7, to be made)", list: ["(looks/1, to be made)"] },
  }]);
});
