import { assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "commander";
import { nameMap, type Replaced } from "../../lib/cli/commands/restore/name_map.ts";

Deno.test("nameMap() reads pairs with commas and repetition; a comma belongs to a text", () => {
  assertEquals(nameMap("field")("a.b=a.c, d.e=d.f", undefined), { "a.b": "a.c", "d.e": "d.f" });
  assertEquals(nameMap("explore")("a::x=b::y", { "c::z": "d::z" }), { "c::z": "d::z", "a::x": "b::y" });
  assertEquals(nameMap("text")("a, b=c=d", undefined), { "a, b": "c=d" });
});

for (
  const [kind, text, why] of [
    ["field", "a=b.c", "no view"],
    ["field", "a.b", "no new name"],
    ["field", "a.b=a.b", "the same name"],
    ["field", "=a.b", "no old name"],
    ["explore", "a=b", "no explore"],
    ["model", "a::b=c", "no model"],
    ["text", " =x", "nothing to look for"],
    ["field", "a.b=a.c,a.b=a.d", "to two names"],
    ["field", "a.b=a.c,a.c=a.d", "one after the other"],
    ["field", "a.b=a.c,a.c=a.b", "swapped"],
  ] satisfies [Replaced, string, string][]
) {
  Deno.test(`nameMap() refuses ${kind} "${text}": ${why}`, () => {
    assertThrows(() => nameMap(kind)(text, undefined), InvalidArgumentError);
  });
}
