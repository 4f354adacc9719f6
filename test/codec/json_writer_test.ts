import { assertEquals, assertThrows } from "@std/assert";
import { encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { DamagedBodyError } from "../../lib/codec/errors.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";

const STRINGS = [
  "",
  ...Array.from({ length: 0x80 }, (_, code) => `a${String.fromCharCode(code)}b`),
  "\ufeffafter a mark of byte order",
  "\u2028\u2029\x7f\x80\u0600",
  "👩‍👩‍👧 日本語",
  '"\\"'.repeat(40_000),
  "\u0000".repeat(70_000),
  "é".repeat(40_000),
];

Deno.test("writeJson() escapes what JSON.stringify escapes, and nothing else", () => {
  for (const text of STRINGS) {
    const object = { [text]: text, list: [text, { text }] };
    assertEquals(
      writeJson(encode(object)) === JSON.stringify(object),
      true,
      JSON.stringify(text).slice(0, 80),
    );
    const indented = JSON.stringify(object, null, 2);
    assertEquals(writeJson(encode(object), { indent: 2 }) === indented, true, indented.slice(0, 80));
  }
});

Deno.test("writeJson() writes any value as JSON.stringify does, whatever it wrote before", () => {
  const value = fc.jsonValue({ maxDepth: 5, noUnicodeString: false }).filter((one) =>
    !/\d{16}|e|-0(?!\.)|\.0/i.test(JSON.stringify(one).replace(/"(?:[^"\\]|\\.)*"/g, ""))
  );
  fc.assert(fc.property(value, (one) => assertEquals(writeJson(encode(one)), JSON.stringify(one))));
});

Deno.test("writeJson() refuses a body that is cut anywhere, or has a string that is no UTF-8", () => {
  const body = encode({ id: "42", title: "Größe 😀", list: [1, -1, 300, 70_000, 1.5, null, true, [], {}] });
  for (let size = 0; size < body.length; size++) {
    assertThrows(() => writeJson(body.subarray(0, size)), DamagedBodyError);
  }
  for (const bytes of [[0xff], [0xc3], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0x61, 0x80]]) {
    const broken = new Uint8Array([0x92, 0xa0 + bytes.length, ...bytes, 0xa1, 0x80]);
    assertThrows(() => writeJson(broken), DamagedBodyError, "not valid UTF-8");
  }
  assertThrows(
    () => writeJson(new Uint8Array([0x81, 0x01, 0x01])),
    DamagedBodyError,
    "a key is not a string",
  );
  assertEquals(writeJson(encode(["still right"])), '["still right"]');
});
