import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InexactError, MalformedError } from "../../lib/codec/errors.ts";
import { lendJsonArray, readJson, readJsonArray } from "../../lib/codec/json_reader.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("lendJsonArray() shows each item as it was served, also while others are read", () => {
  const json = [...Array(50).keys()].map((i) => `{"id":"${i}","text":"${"x".repeat(i * 40)}"}`);
  const lent = lendJsonArray(utf8(`[${json.join(",")}]`));
  assertEquals(lent.count, 50);
  const seen: string[] = [];
  lent.visit((item) => {
    if (item instanceof Error) throw item;
    // Reads of the same size, kept and lent: none may take the buffer that is lent.
    const other = utf8(`[${json.map((text) => text.replaceAll("x", "y")).join(",")}]`);
    readJsonArray(other);
    readJson(utf8('{"query":{"id":1}}'));
    lendJsonArray(other).visit(() => {});
    seen.push(writeJson(item.bytes));
  });
  assertEquals(seen, json);
});

Deno.test("lendJsonArray() lends again what came back, and shows nothing twice", () => {
  const page = lendJsonArray(utf8('[{"id":"1"}]'));
  page.visit(() => {});
  assertThrows(() => page.visit(() => {}), Error, "bytes are reused");
  const failing = lendJsonArray(utf8("[1,2]"));
  assertThrows(
    () =>
      failing.visit(() => {
        throw new Error("visitor");
      }),
    Error,
    "visitor",
  );
  assertThrows(() => failing.visit(() => {}), Error, "bytes are reused");
});

Deno.test("lendJsonArray() and readJsonArray() agree, and refuse the same", () => {
  const values = fc.array(fc.jsonValue({ maxDepth: 2 }).filter((v) => !/\d{16}/.test(JSON.stringify(v))));
  fc.assert(fc.property(values, (items) => {
    const json = utf8(JSON.stringify(items));
    const lent: string[] = [];
    lendJsonArray(json).visit((item) =>
      lent.push(item instanceof Error ? item.message : writeJson(item.bytes))
    );
    const read = readJsonArray(json).map((item) =>
      item instanceof Error ? item.message : writeJson(item.bytes)
    );
    assertEquals(lent, read);
    assertEquals(lent, items.map((item) => writeJson(readJson(utf8(JSON.stringify(item))).bytes)));
  }));
  for (const text of ["", "null", "{}", "[1", "[1,]", "[1]]", "[1] x", '["\xff]']) {
    assertThrows(() => lendJsonArray(utf8(text)), MalformedError);
    assertThrows(() => readJsonArray(utf8(text)), MalformedError);
  }
});

Deno.test("an item that cannot be stored comes as its error between the others, which keep their bytes and sizes", () => {
  const texts = ['{"id":"1"}', '{"id":"2","n":123456789012345678901}', '{"s":"\\ud800"}', '{"id": "3"}'];
  const found: (string | number)[] = [];
  lendJsonArray(utf8(`[${texts.join(" , ")}]`)).visit((item) => {
    if (item instanceof Error) {
      assertInstanceOf(item, InexactError);
      assertEquals(item.exitCode, 4);
      found.push("inexact");
    } else found.push(writeJson(item.bytes), item.jsonSize);
  });
  assertEquals(found, ['{"id":"1"}', 10, "inexact", "inexact", '{"id":"3"}', 11]);
});

const WATCH = ["query", "merge_result_id", "result_maker"];
const WATCHED: [json: string, found: string][] = [
  ["{}", ""],
  ['{"query":null}', ""],
  ['{"query":{}}', "query"],
  ['{"query": \n "x"}', "query"],
  ['{"query":false}', "query"],
  ['{"queryx":1,"quer":1,"Query":1}', ""],
  ['{"text":"query","list":["query"]}', ""],
  ['{"a":[[{"b":{"query":1}}]]}', "query"],
  ['{"query":null,"a":{"query":0}}', "query"],
  [
    '{"a":{"query":null},"b":[{"merge_result_id":"x"},{"result_maker":{"query":{}}}]}',
    "merge_result_id query result_maker",
  ],
  ['{"qu\\u0065ry":1}', "query"],
];

for (const [json, found] of WATCHED) {
  Deno.test(`watched keys with a value in ${json}: ${found || "none"}`, () => {
    const names = (set: ReadonlySet<string>): string => [...set].sort().join(" ");
    assertEquals(names(readJson(utf8(json), { watch: WATCH }).found), found);
    // What one item holds says nothing of its neighbors.
    const items = readJsonArray(utf8(`[{"x":1},${json},{"query":null}]`), { watch: WATCH });
    assertEquals(items.map((item) => item instanceof Error ? "" : names(item.found)), ["", found, ""]);
    assertEquals(names(readJson(utf8(json)).found), "");
  });
}
