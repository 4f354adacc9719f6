import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Run } from "../../../lib/web/data/head.ts";
import { addressText, goAddress, itemPath, parseAddress, runIn } from "../../../lib/web/model/address.ts";

Deno.test("parseAddress() reads what addressText() writes, whatever an id holds", () => {
  const part = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(fc.property(fc.array(part, { maxLength: 3 }), fc.dictionary(part, part), (path, params) => {
    const { path: read, params: given } = parseAddress(addressText(path, params));
    assertEquals(read, path);
    assertEquals({ ...given }, { ...params });
  }));
});

Deno.test("parseAddress() takes anything", () => {
  const rows: [hash: string, path: string[], params: Record<string, string>][] = [
    ["", [], {}],
    ["#", [], {}],
    ["#/", [], {}],
    ["#/changes?from=a&to=b", ["changes"], { from: "a", to: "b" }],
    ["#/item/dashboards/a%2Fb", ["item", "dashboards", "a/b"], {}],
    ["#/item/looks/%E0%A4%A", ["item", "looks", "%E0%A4%A"], {}],
    ["#//x//y", ["x", "y"], {}],
    ["#/?q=%", [], { q: "%" }],
    ["#/?__proto__=1", [], { ["__proto__"]: "1" }],
    ["#javascript:alert(1)", ["javascript:alert(1)"], {}],
  ];
  for (const [hash, path, params] of rows) {
    const read = parseAddress(hash);
    assertEquals(read.path, path);
    assertEquals(Object.entries(read.params), Object.entries(params));
  }
});

const RUNS = ["2026-11-01T02:17:04Z", "2026-11-02T02:17:04Z", "2026-11-02T14:00:00Z", "2026-11-03T02:17:04Z"]
  .map((at, n): Run => ({
    id: `run-${n}`,
    at,
    mode: "full",
    status: "completed",
    secs: 1,
    calls: 1,
    n: [0, 0, 0],
    by: 0,
  }));

Deno.test("runIn() takes ids, times and days: the last run that was through by then", () => {
  const rows: [text: string | undefined, run: number][] = [
    [undefined, 3],
    ["", 3],
    ["run-1", 1],
    ["2026-11-02T02:17:04Z", 1],
    ["2026-11-02T02:17:03Z", 0],
    ["2026-11-02T15:00:00+02:00", 1],
    ["2026-11-02", 2],
    ["2020-01-01", 0],
    ["2030-01-01", 3],
    ["never", 3],
  ];
  for (const [text, run] of rows) assertEquals(runIn(RUNS, text, 3), run, text ?? "");
});

Deno.test("goAddress() leads into the page", () => {
  assertEquals(goAddress({ to: "item", key: "looks/a/b" }, RUNS), "#/item/looks/a%2Fb");
  assertEquals(goAddress({ to: "coverage" }, RUNS), "#/coverage");
  assertEquals(
    goAddress({ to: "changes", from: 0, until: 1, group: "editor" }, RUNS),
    "#/changes?from=2026-11-01T02%3A17%3A04Z&to=2026-11-02T02%3A17%3A04Z&group=editor",
  );
  assertEquals(itemPath("explores/m::e/f"), ["item", "explores", "m::e/f"]);
});
