import { assertEquals } from "@std/assert";
import { holdsAny } from "../../lib/codec/holds_any.ts";
import type { JsonValue } from "../../lib/codec/json_value.ts";
import { MsgpackWriter } from "../../lib/codec/msgpack_writer.ts";

for (
  const [what, body, ids, held] of [
    ["a text", { folder_id: "12" }, ["12"], true],
    ["a number in digits", { folder_id: 12 }, ["12"], true],
    ["a large number", { folder_id: 9_007_199_254_740_991 }, ["9007199254740991"], true],
    ["something deep", { a: [{ b: [["12"]] }] }, ["12"], true],
    ["one of several, of other lengths", { a: "ab" }, ["12345", "ab", "x"], true],
    ["characters of many bytes", { a: "größe😀" }, ["größe😀"], true],
    ["a part of a text", { a: "112", b: "x 12 y" }, ["12"], false],
    ["a part of a long text", { a: "12".repeat(40) }, ["12"], false],
    ["neither true nor nothing", { a: true, b: null }, ["true"], false],
    ["nothing at all", {}, ["12"], false],
  ] as [string, JsonValue, string[], boolean][]
) {
  Deno.test(`holdsAny() of ${what}: ${held}`, () => {
    const writer = new MsgpackWriter(64);
    writer.value(body);
    assertEquals(holdsAny(writer.slice(), new Set(ids)), held);
  });
}
