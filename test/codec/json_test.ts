import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { decode as oracleDecode, encode as oracleEncode } from "@msgpack/msgpack";
import fc from "fast-check";
import { readJson, readJsonArray } from "../../lib/codec/json_reader.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";
import { decode } from "../../lib/codec/msgpack_reader.ts";
import { InexactError, MalformedError } from "../../lib/codec/errors.ts";
import { MsgpackWriter } from "../../lib/codec/msgpack_writer.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Any JSON value whose numbers can be stored exactly: JSON.stringify prints some floats as inexact integers. */
const exactJson = (maxDepth: number): fc.Arbitrary<fc.JsonValue> =>
  fc.jsonValue({ maxDepth }).filter((value) =>
    !/(?<![\d.e+-])-?\d{16,}(?![\d.e])/.test(JSON.stringify(value))
  );
const roundTrip = (text: string): string => writeJson(readJson(utf8(text)).bytes);

Deno.test("readJson() and writeJson() keep what JSON.parse would change", async (t) => {
  const cases = [
    "9007199254740993",
    "-9007199254740993",
    "18446744073709551615",
    "-9223372036854775808",
    "-0.0",
    "1.0",
    "1.5",
    '{"10":1,"9":2,"a":3}',
    '{"__proto__":{"x":1},"constructor":null}',
    '{"a":null,"b":"","c":[],"d":{}}',
    '"\\u0000\\u001f\\u007f"',
    '"😀 \u202e עברית \u0301"',
    "[[],[[]],{}]",
  ];
  for (const text of cases) {
    await t.step(text, () => {
      const out = roundTrip(text);
      assertEquals(out, text.startsWith('"\\u') ? JSON.stringify(JSON.parse(text)) : text);
    });
  }
  await t.step("1e21 keeps its value", () => assertEquals(JSON.parse(roundTrip("1e21")), 1e21));
  await t.step(
    "2^64 fits a float exactly",
    () => assertEquals(decode(readJson(utf8("18446744073709551616")).bytes), 2 ** 64),
  );
  await t.step("-0 keeps its sign", () => assert(Object.is(decode(readJson(utf8("-0")).bytes), -0)));
});

Deno.test("readJson() agrees with JSON.parse on any JSON value", () => {
  fc.assert(
    fc.property(exactJson(6), fc.integer({ min: 0, max: 3 }), (value, space) => {
      const text = JSON.stringify(value, null, space);
      assertEquals(decode(readJson(utf8(text)).bytes), JSON.parse(text));
      assertEquals(JSON.parse(roundTrip(text)), JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("the MessagePack is what the library writes and reads", () => {
  fc.assert(
    fc.property(exactJson(4), (value) => {
      const json = JSON.parse(JSON.stringify(value));
      const bytes = readJson(utf8(JSON.stringify(json))).bytes;
      if (JSON.stringify(json).includes('"__proto__"')) return;
      assertEquals(oracleDecode(bytes), json);
      const writer = new MsgpackWriter(1);
      writer.value(json);
      assertEquals(oracleDecode(writer.slice()), json);
    }),
    { numRuns: 500 },
  );
  for (
    const value of [
      0,
      127,
      128,
      255,
      256,
      65535,
      65536,
      2 ** 32 - 1,
      -1,
      -32,
      -33,
      -128,
      -129,
      -32768,
      -32769,
    ]
  ) {
    assertEquals(readJson(utf8(String(value))).bytes, new Uint8Array(oracleEncode(value)));
  }
  for (const size of [15, 16, 31, 32, 255, 256, 65535, 65536]) {
    const values = [
      Array(size).fill(1),
      "é".repeat(size),
      Object.fromEntries(Array(size).keys().map((i) => [`k${i}`, i])),
    ];
    for (const value of values) {
      assertEquals(readJson(utf8(JSON.stringify(value))).bytes, new Uint8Array(oracleEncode(value)));
    }
  }
});

Deno.test("any string survives, escaped in any way", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const escaped = '"' + [...text].map((c) =>
      [...Array(c.length).keys()].map((i) =>
        "\\u" + c.charCodeAt(i).toString(16).padStart(4, "0")
      ).join("")
    ).join("") + '"';
    assertEquals(decode(readJson(utf8(escaped)).bytes), text);
    assertEquals(decode(readJson(utf8(JSON.stringify(text))).bytes), text);
  }));
});

Deno.test("200 levels of nesting come back exactly", () => {
  const text = '{"a":['.repeat(100) + "1" + "]}".repeat(100);
  assertEquals(roundTrip(text), text);
});

Deno.test("readJson() refuses anything but JSON", async (t) => {
  const cases = [
    "",
    " ",
    "{",
    "[1,]",
    "[1 2]",
    '{"a"}',
    '{"a":1,}',
    "{a:1}",
    "01",
    "+1",
    "1.",
    ".5",
    "1e",
    "-",
    "tru",
    "nul",
    '"\n"',
    '"\\x"',
    '"\\u12g4"',
    '"abc',
    "1 2",
    "[1]]",
    "NaN",
    "<html>",
    "\u00a01",
    '"\\',
  ];
  for (const text of cases) {
    await t.step(JSON.stringify(text), () => void assertThrows(() => readJson(utf8(text)), MalformedError));
  }
  await t.step(
    "invalid UTF-8",
    () => void assertThrows(() => readJson(new Uint8Array([0x22, 0xff, 0x22])), MalformedError),
  );
  await t.step(
    "endless nesting",
    () => void assertThrows(() => readJson(utf8("[".repeat(5000))), MalformedError),
  );
});

Deno.test("readJson() refuses any text that JSON.parse refuses", () => {
  const alphabet = fc.constantFrom(...'{}[]",:0123456789.eE+-truefalsn\\u \n\u0001é'.split(""));
  fc.assert(
    fc.property(fc.array(alphabet, { maxLength: 12 }), (chars) => {
      const text = chars.join("");
      let expected: unknown, valid = true;
      try {
        expected = JSON.parse(text);
      } catch {
        valid = false;
      }
      if (typeof expected === "number" && !Number.isFinite(expected)) return;
      if (!valid) assertThrows(() => readJson(utf8(text)), MalformedError);
      else {assertEquals(
          Number(
            decode(readJson(utf8(text)).bytes) === expected || typeof expected === "object" ||
              typeof expected === "number",
          ),
          1,
        );}
    }),
    { numRuns: 5000 },
  );
});

Deno.test("readJson() refuses what MessagePack cannot hold exactly", async (t) => {
  for (
    const text of [
      "18446744073709551617",
      "-9223372036854775809",
      "1e400",
      '"\\ud800"',
      '"\\udc00\\ud800"',
      '["\\ud83dx"]',
    ]
  ) {
    await t.step(text, () => void assertThrows(() => readJson(utf8(text)), InexactError));
  }
});

Deno.test("readJsonArray() keeps the good items beside one that cannot be stored", () => {
  const items = readJsonArray(utf8('[{"id":"1"}, {"id":"2","n":99999999999999999999}, {"id":"3"}]'));
  assertEquals(items.length, 3);
  assertInstanceOf(items[1], InexactError);
  const ids = items.flatMap((i) => i instanceof Error ? [] : [decode(i.bytes)]);
  assertEquals(ids, [{ id: "1" }, { id: "3" }]);
  assertThrows(() => readJsonArray(utf8('{"a":1}')), MalformedError);
  assertEquals(readJsonArray(utf8(" [ ] ")), []);
});
