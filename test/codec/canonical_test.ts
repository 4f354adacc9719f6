import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { canonical } from "../../lib/codec/canonical.ts";
import { compileRules } from "../../lib/codec/form_rules.ts";
import { DamagedBodyError } from "../../lib/codec/errors.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";

const pack = (json: string): Uint8Array => readJson(new TextEncoder().encode(json)).bytes;
const NONE = compileRules({ volatile: [], keepsNothing: true });
const form = (json: string, volatile = NONE): string =>
  writeJson(new Uint8Array(canonical(pack(json), volatile)));

const TABLE: [json: string, canonical: string][] = [
  ['{"b":1,"":2,"a":3}', '{"":2,"a":3,"b":1}'],
  ['{"a":1,"":"zzz"}', '{"":"zzz","a":1}'],
  ['{"abcde":1,"abc":2,"abcd":3,"a":4,"ab":5}', '{"a":4,"ab":5,"abc":2,"abcd":3,"abcde":1}'],
  ['{"a\\u0000":1,"a":2}', '{"a":2,"a\\u0000":1}'],
  ['{"é":1,"z":2,"😀":3,"\uffff":4}', '{"z":2,"é":1,"\uffff":4,"😀":3}'],
  ['{"10":1,"9":2}', '{"10":1,"9":2}'],
  ['{"a":1,"b":0,"a":2}', '{"a":1,"a":2,"b":0}'],
  ['[{"b":[{"d":1,"c":2}],"a":1}]', '[{"a":1,"b":[{"c":2,"d":1}]}]'],
  ["1", "1"],
  ["{}", "{}"],
];

for (const [json, expected] of TABLE) {
  Deno.test(`canonical() of ${json} is ${expected}`, () => assertEquals(form(json), expected));
}

Deno.test("canonical() leaves volatile properties out at every depth, whatever they hold", () => {
  const volatile = compileRules({ volatile: ["can", "view_count", ""], keepsNothing: true });
  const json =
    '{"can":{"a":[1,{"can":2}]},"x":[{"view_count":1.5,"y":{"can":null,"":"s"}}],"cannot":1,"ca":2}';
  assertEquals(form(json, volatile), '{"ca":2,"cannot":1,"x":[{"y":{}}]}');
  assertEquals(form('{"view_count":1}', volatile), "{}");
});

Deno.test("canonical() counts its entries again when volatile ones leave a large map", () => {
  const volatile = compileRules({ volatile: ["can"], keepsNothing: true });
  for (const size of [15, 16, 17, 65_535, 65_536]) {
    const json = JSON.stringify({
      ...Object.fromEntries(Array(size).keys().map((i) => [`k${i}`, i])),
      can: 1,
    });
    const bytes = new Uint8Array(canonical(pack(json), volatile));
    const { can: _can, ...rest } = JSON.parse(json);
    assertEquals(Object.keys(JSON.parse(writeJson(bytes))), Object.keys(rest).sort());
  }
});

Deno.test("canonical() of 100,000 shuffled keys takes no time", () => {
  const size = 100_000;
  const json = `{${[...Array(size).keys()].map((i) => `"k${(i * 7919) % size}":${i}`).join(",")}}`;
  const bytes = pack(json);
  const start = performance.now();
  const out = writeJson(new Uint8Array(canonical(bytes, NONE)));
  assert(performance.now() - start < 5000);
  assertEquals(Object.keys(JSON.parse(out)), Object.keys(JSON.parse(json)).sort());
});

Deno.test("canonical() keeps long strings and deep nesting", () => {
  const json = `{"b":"${"x".repeat(1_000_000)}","a":${'{"z":['.repeat(400)}1${"]}".repeat(400)}}`;
  const { a, b } = JSON.parse(json);
  assertEquals(form(json), JSON.stringify({ a, b }));
});

Deno.test("canonical() sorts by the bytes of the keys, and equal documents are equal in any order", () => {
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
  const compare = (a: string, b: string): number => {
    const x = bytesOf(a), y = bytesOf(b);
    const i = x.findIndex((byte, at) => byte !== y[at]);
    return i < 0 || i >= y.length ? x.length - y.length : (x[i] ?? 0) - (y[i] ?? 0);
  };
  const key = fc.oneof(fc.string({ maxLength: 6 }), fc.string({ unit: "binary", maxLength: 3 }));
  const entries = fc.uniqueArray(fc.tuple(key, fc.integer()), {
    selector: ([k]) => k,
    maxLength: 300,
    size: "max",
  });
  fc.assert(
    fc.property(entries, fc.infiniteStream(fc.nat()), (given, random) => {
      const json = (list: [string, number][]): string =>
        `{${list.map(([k, v]) => `${JSON.stringify(k)}:${v}`).join(",")}}`;
      const sorted = given.toSorted(([a], [b]) => compare(a, b));
      const shuffled = given.map((entry) => ({ entry, at: random.next().value }))
        .sort((a, b) => a.at - b.at).map(({ entry }) => entry);
      assertEquals(form(json(given)), json(sorted));
      assertEquals(form(json(shuffled)), json(sorted));
    }),
    { numRuns: 200 },
  );
});

Deno.test("canonical() tells a float from an integer and a string from a number", () => {
  for (
    const [a, b] of [["1", "1.0"], ["1", '"1"'], ["null", "false"], ["[]", "{}"], ["[[1]]", "[1]"]] as const
  ) {
    assertNotEquals(form(`{"x":${a}}`), form(`{"x":${b}}`));
  }
});

Deno.test("canonical() of bytes that end too early says so", () => {
  const whole = pack('{"text":"some text","list":[1.5,{"a":70000}],"n":12345678901}');
  for (let size = 0; size < whole.length; size++) {
    assertThrows(() => canonical(whole.subarray(0, size), NONE), DamagedBodyError);
    assertThrows(
      () => canonical(whole.subarray(0, size), compileRules({ volatile: ["list"], keepsNothing: true })),
      DamagedBodyError,
    );
  }
  const drops = compileRules({ volatile: ["list"], keepsNothing: true });
  for (const end of [`["some text",{"a":"${"x".repeat(40)}"}]`, '"some text"', '[1,"some text"]']) {
    const last = pack(`{"list":${end}}`);
    for (let size = 0; size < last.length; size++) {
      assertThrows(() => canonical(last.subarray(0, size), drops), DamagedBodyError);
    }
  }
  for (const tag of [0xdc, 0xdd, 0xde, 0xdf, 0xd9, 0xda, 0xdb]) {
    assertThrows(() => canonical(new Uint8Array([tag]), NONE), DamagedBodyError);
  }
});

Deno.test("canonical() knows the names of its rules by all their bytes, whatever their lengths", () => {
  for (let size = 0; size < 34; size++) {
    const name = "abcdefghijklmnopqrstuvwxyz0123456789".slice(0, size);
    const others = [...name].map((_, at) => `${name.slice(0, at)}~${name.slice(at + 1)}`);
    const kept = [...others, `${name}~`, `~${name}`, `${name}\0`].sort().filter((key, i, all) =>
      key !== all[i - 1]
    );
    const json = JSON.stringify(Object.fromEntries([name, ...kept].map((key) => [key, "x"])));
    const rules = compileRules({
      volatile: [name, ...(size === 0 ? [] : [`${name}!`, `!${name}`])],
      keepsNothing: true,
    });
    assertEquals(Object.keys(JSON.parse(form(json, rules))), kept);
  }
});

Deno.test("canonical() sorts maps of any size in any order, and entries with the same key keep their order", () => {
  for (const size of [1, 2, 3, 4, 5, 8, 15, 16, 17, 50, 99, 100, 101, 199, 200, 201, 250]) {
    const keys = Array.from({ length: size }, (_, i) => `"key ${String(i).padStart(3, "0")}"`);
    for (const times of [1, 2]) {
      const entries = (key: string): string => Array.from({ length: times }, (_, i) => `${key}:${i}`).join();
      const sorted = `{${keys.map(entries).join()}}`;
      assertEquals(form(`{${keys.toReversed().map(entries).join()}}`), sorted);
      for (const step of [7, 89]) {
        const mixed = keys.map((_, i) => keys[(i * step) % size] ?? "");
        if (new Set(mixed).size === size) assertEquals(form(`{${mixed.map(entries).join()}}`), sorted);
      }
      const apart = Array.from({ length: times }, (_, i) => keys.toReversed().map((key) => `${key}:${i}`));
      assertEquals(form(`{${apart.flat().join()}}`), sorted);
    }
  }
});

Deno.test("canonical() compares keys by all their bytes, whatever their lengths", () => {
  const letters = ["", "a", "ab", "abc", "abcd", "abcde", "abcdefgh", "abcdefghi"];
  const keys = letters.flatMap((text) => [text, `${text}!`, `${text}~`, `${text}é`, `${text}\0`]);
  const bytes = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));
  const order = [...new Set(keys)].sort((a, b) => Number(bytes(a) > bytes(b)) - Number(bytes(a) < bytes(b)));
  const json = (list: readonly string[]): string =>
    `{${list.map((key) => `${JSON.stringify(key)}:1`).join()}}`;
  assertEquals(form(json(order.toReversed())), json(order).replaceAll("\0", "\\u0000"));
  for (const a of order) {
    for (const b of order) {
      if (order.indexOf(a) < order.indexOf(b)) assertEquals(form(json([b, a])), form(json([a, b])));
    }
  }
});

Deno.test("canonical() copies keys and values of any length, also when it sorts them", () => {
  for (let size = 0; size < 140; size++) {
    const text = "0123456789".repeat(14).slice(0, size);
    const json = `{"z${text}":"${text}","y":["${text}",${size}],"a":{"${text}":1.5}}`;
    const expected = `{"a":{"${text}":1.5},"y":["${text}",${size}],"z${text}":"${text}"}`;
    assertEquals(form(json), expected);
  }
});
