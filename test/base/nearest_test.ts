import { assert, assertEquals } from "@std/assert";
import { nearestNames, nearestOf } from "../../lib/base/nearest.ts";

const NAMES = ["Executive overview", "Exec", "Sales", "Sales 2", "Finance", "sales"];

const CASES: readonly [text: string, nearest: string[]][] = [
  ["exec", ["Exec", "Executive overview"]],
  ["Exex", ["Exec"]],
  ["Excutive overveiw", ["Executive overview"]],
  ["SALES", ["Sales", "sales", "Sales 2"]],
  ["overview", ["Executive overview"]],
  ["Marketing", []],
  ["", []],
  ["an", []],
  ["Exce", ["Exec"]],
];

for (const [text, nearest] of CASES) {
  Deno.test(`nearestNames() of "${text}" are ${nearest.join(", ") || "none"}`, () =>
    assertEquals(nearestNames(text, NAMES, 3), nearest));
}

Deno.test("nearestOf() gives the first of them", () => {
  assertEquals([nearestOf("exec", NAMES), nearestOf("zzz", NAMES)], ["Exec", null]);
});

Deno.test("nearestNames() goes through a hundred thousand names", () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `Weekly revenue of region ${i}`);
  assert(nearestNames("Weekly revnue of region 99999", names, 1)[0]?.endsWith("99999"));
});
