import type { JsonValue } from "../../lib/codec/json_value.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Body } from "../../lib/codec/body.ts";
import { DamagedBodyError, InexactError } from "../../lib/codec/errors.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";
import { decode, MsgpackReader } from "../../lib/codec/msgpack_reader.ts";
import { MsgpackWriter } from "../../lib/codec/msgpack_writer.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const roundTrip = (text: string): string => writeJson(readJson(utf8(text)).bytes);

/** A JSON text, and what comes back of it: the same without white space, escapes only where they are needed. */
interface Text {
  text: string;
  exact: string;
}

const space = fc.string({ unit: fc.constantFrom(" ", "\n", "\r", "\t"), maxLength: 3 });

const integers = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map(String),
  fc.constantFrom(31, 32, 53, 63).chain((bits) =>
    fc.bigInt({ min: -2n, max: 2n }).chain((near) =>
      fc.constantFrom(1n, -1n).map((sign) =>
        String(bits === 63 && sign < 0 ? -(2n ** 63n) : sign * 2n ** BigInt(bits) + near)
      )
    )
  ),
).filter((text) => BigInt(text) >= -(2n ** 63n)).map((text): Text => ({ text, exact: text }));

const floats = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value): Text => {
  const exact = Object.is(value, -0) ? "-0.0" : /[.e]/.test(String(value)) ? String(value) : `${value}.0`;
  return { text: exact, exact };
});

/** A character, written as itself or as one escape or two. */
const character = fc.tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), fc.nat(2)).map(
  ([c, way]) => {
    const units = [...Array(c.length).keys()].map((i) => c.charCodeAt(i).toString(16).padStart(4, "0"));
    if (way === 0) return { text: JSON.stringify(c).slice(1, -1), exact: c };
    return { text: units.map((u) => "\\u" + (way === 1 ? u : u.toUpperCase())).join(""), exact: c };
  },
);

const strings = fc.array(character, { maxLength: 12 }).map((chars): Text => ({
  text: `"${chars.map((c) => c.text).join("")}"`,
  exact: JSON.stringify(chars.map((c) => c.exact).join("")),
}));

const keys = fc.oneof(
  strings,
  fc.constantFrom("__proto__", "constructor", "10", "9", "-1", "", "a", "a", "id").map((key): Text => ({
    text: `"${key}"`,
    exact: `"${key}"`,
  })),
);

const { value: anyText } = fc.letrec<{ value: Text }>((tie) => {
  const inner = fc.tuple(space, tie("value"), space).map(([before, { text, exact }, after]): Text => ({
    text: before + text + after,
    exact,
  }));
  const join = (open: string, parts: Text[], close: string, gap: string): Text => ({
    text: open + (parts.length === 0 ? gap : parts.map((part) => part.text).join(",")) + close,
    exact: open + parts.map((part) => part.exact).join(",") + close,
  });
  const entry = fc.tuple(space, keys, space, inner).map(([before, key, after, value]): Text => ({
    text: before + key.text + after + ":" + value.text,
    exact: `${key.exact}:${value.exact}`,
  }));
  const words = fc.constantFrom("true", "false", "null").map((text): Text => ({ text, exact: text }));
  return {
    value: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      words,
      integers,
      floats,
      strings,
      fc.tuple(fc.array(inner, { maxLength: 18 }), space).map(([parts, gap]) => join("[", parts, "]", gap)),
      fc.tuple(fc.array(entry, { maxLength: 18 }), space).map(([parts, gap]) => join("{", parts, "}", gap)),
    ),
  };
});

Deno.test("any JSON text comes back with its keys, order, doubles, numbers and characters", () => {
  fc.assert(
    fc.property(space, anyText, space, (before, { text, exact }, after) => {
      assertEquals(roundTrip(before + text + after), exact);
      assertEquals(roundTrip(exact), exact);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("an object comes back with indent as JSON.stringify would write it", () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
    const json = JSON.stringify(value);
    fc.pre(!/\d{15,}|e[+-]\d|-0/.test(json));
    assertEquals(
      writeJson(readJson(utf8(json)).bytes, { indent: 2 }),
      JSON.stringify(JSON.parse(json), null, 2),
    );
  }));
});

Deno.test("integers at every boundary keep all digits, and beyond 64 bits are refused or exact", () => {
  for (const bits of [7, 8, 15, 16, 31, 32, 53, 63, 64]) {
    for (let near = -2n; near <= 2n; near++) {
      for (const value of [2n ** BigInt(bits) + near, -(2n ** BigInt(bits)) + near]) {
        const text = String(value);
        const fits = value < 2n ** 64n && value >= -(2n ** 63n);
        if (fits) assertEquals(roundTrip(text), text);
        else if (BigInt(Number(value)) === value) {
          assertEquals(decode(readJson(utf8(text)).bytes), Number(value));
        } else assertThrows(() => roundTrip(text), InexactError, "64 bits");
      }
    }
  }
});

Deno.test("MsgpackWriter writes any value as readJson() does", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })), (value) => {
      const writer = new MsgpackWriter(1);
      const plain = typeof value === "bigint" ? value : JSON.parse(JSON.stringify(value));
      writer.value(plain as JsonValue);
      assertEquals(writeJson(writer.slice()), roundTrip(writeJson(writer.slice())));
    }),
  );
  for (const value of [2n ** 64n, -(2n ** 63n) - 1n]) {
    assertThrows(() => new MsgpackWriter(16).value(value), InexactError, "64 bits");
  }
});

Deno.test("1,000 levels are read, one more is refused, whichever way they nest", () => {
  for (const [open, close] of [["[", "]"], ['{"a":', "}"]] as const) {
    const nested = (levels: number): string => open.repeat(levels) + "1" + close.repeat(levels);
    assertEquals(roundTrip(nested(200)), nested(200));
    assertEquals(roundTrip(nested(1000)), nested(1000));
    assertThrows(() => roundTrip(nested(1001)), Error, "levels deep");
  }
});

Deno.test("any bytes decode to a value or are called damaged, never a stack trace", () => {
  const tags = fc.constantFrom(
    0x80,
    0x81,
    0x91,
    0xa1,
    0xc0,
    0xc1,
    0xc4,
    0xcb,
    0xcf,
    0xd9,
    0xdb,
    0xdc,
    0xdd,
    0xde,
    0xdf,
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(tags, fc.nat(255)), { maxLength: 40 }), (numbers) => {
      const bytes = new Uint8Array(numbers);
      for (const read of [decode, writeJson, (b: Uint8Array) => new MsgpackReader(b).skip(), Body.parse]) {
        try {
          read(bytes);
        } catch (error) {
          assert(error instanceof DamagedBodyError, String(error));
          assertEquals(error.exitCode, 5);
        }
      }
    }),
    { numRuns: 3000 },
  );
  for (const read of [decode, writeJson]) {
    assertThrows(() => read(new Uint8Array(1_000_000).fill(0x91)), DamagedBodyError, "levels deep");
  }
  assertThrows(() => decode(new Uint8Array([1, 2])), DamagedBodyError, "more bytes");
  assertThrows(() => Body.parse(new Uint8Array([0x80, 0])), DamagedBodyError, "more bytes");
});

Deno.test("Body finds what JSON.parse finds, takes one more at its end, and copies what was lent", () => {
  const key = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom("x".repeat(31), "x".repeat(32), "é".repeat(140)),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(key, fc.jsonValue({ maxDepth: 1 })), { maxLength: 40 }),
      key,
      (entries, other) => {
        fc.pre(![...entries.map(([k]) => k), other].includes("__proto__"));
        const json = JSON.stringify(Object.fromEntries(entries));
        fc.pre(!/\d{16}/.test(json));
        const source = JSON.parse(json) as Record<string, JsonValue>;
        const lent = readJson(utf8(json));
        const copy = Body.of(lent).copy();
        for (const body of [Body.of(lent), Body.parse(lent.bytes)]) {
          for (const name of [...Object.keys(source), other]) {
            assertEquals(body.has(name), Object.hasOwn(source, name));
            assertEquals(body.get(name), Object.hasOwn(source, name) ? source[name] : undefined);
          }
          const more = body.with("_vault", readJson(utf8('{"query":[1]}')).bytes);
          assertEquals(JSON.parse(writeJson(more.bytes)), { ...source, _vault: { query: [1] } });
          assertEquals(more.get("_vault"), { query: [1] });
          for (const name of Object.keys(source)) assertEquals(more.raw(name), body.raw(name));
          assertEquals(Body.parse(more.bytes).get("_vault"), { query: [1] });
        }
        lent.bytes.fill(0xc1);
        for (const name of Object.keys(source)) assertEquals(copy.get(name), source[name]);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("Body.text() gives strings and digits, null for the rest", () => {
  const body = Body.of(readJson(utf8('{"s":"7","n":12345678901234567890,"f":1.5,"b":true,"z":null,"o":{}}')));
  assertEquals(["s", "n", "f", "b", "z", "o", "none"].map((key) => body.text(key)), [
    "7",
    "12345678901234567890",
    "1.5",
    null,
    null,
    null,
    null,
  ]);
});
