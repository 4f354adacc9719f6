import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Body, requireStorable } from "../../lib/codec/body.ts";
import { canonical } from "../../lib/codec/canonical.ts";
import { compileRules } from "../../lib/codec/form_rules.ts";
import { compress, decompress } from "../../lib/codec/compress.ts";
import { DamagedBodyError, InexactError, MalformedError } from "../../lib/codec/errors.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { MAX_CAPTURED, MAX_VALUES } from "../../lib/codec/limits.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";
import { decode } from "../../lib/codec/msgpack_reader.ts";
import { redact } from "../../lib/codec/redact.ts";
import { secretRules } from "../../lib/looker/secrets.ts";

const pack = (value: unknown): Uint8Array =>
  readJson(new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value))).bytes;
const NONE = compileRules({ volatile: [], keepsNothing: true });

Deno.test("Body gives its top-level properties and takes one more at its end", () => {
  const many = Object.fromEntries(Array(15).keys().map((i) => [`k${i}`, { i }]));
  const source = { id: "7", title: "Ä", n: 5, empty: "", ...many, "": null };
  for (
    const body of [
      Body.parse(pack(source)),
      Body.of(readJson(new TextEncoder().encode(JSON.stringify(source)))),
    ]
  ) {
    assertEquals(body.text("id"), "7");
    assertEquals(body.text("n"), "5");
    assertEquals([body.text("empty"), body.get("empty"), body.text("nothing")], [null, "", null]);
    assertEquals(body.get(""), null);
    assertEquals(body.has("title"), true);
    assertEquals(body.get("nothing"), undefined);
    const more = body.with("_vault", pack({ query: 1 })).with("z", pack([1]));
    assertEquals(decode(more.bytes), { ...source, _vault: { query: 1 }, z: [1] });
    assertEquals(more.get("k14"), { i: 14 });
    assertEquals(more.get("_vault"), { query: 1 });
  }
  assertThrows(() => Body.parse(pack([1])), MalformedError);
});

Deno.test("canonical() is the same for any order of keys and for any volatile value", () => {
  const volatile = compileRules({ volatile: ["can", "view_count"], keepsNothing: true });
  const a = pack('{"b":1,"a":[{"y":1,"x":2,"can":{"z":1}}],"view_count":1}');
  const b = pack('{"view_count":999,"a":[{"can":null,"x":2,"y":1}],"b":1}');
  assertEquals(new Uint8Array(canonical(a, volatile)), new Uint8Array(canonical(b, volatile)));
  assertEquals(writeJson(new Uint8Array(canonical(a, volatile))), '{"a":[{"x":2,"y":1}],"b":1}');
});

Deno.test("canonical() tells apart what differs", async (t) => {
  const pairs = [
    ["[1,2]", "[2,1]"],
    ['{"a":null}', "{}"],
    ['{"a":9007199254740993}', '{"a":9007199254740992}'],
    ['""', "null"],
    ['{"a":""}', '{"a":[]}'],
  ];
  for (const [a, b] of pairs as [string, string][]) {
    await t.step(
      `${a} and ${b}`,
      () =>
        assertNotEquals(new Uint8Array(canonical(pack(a), NONE)), new Uint8Array(canonical(pack(b), NONE))),
    );
  }
});

Deno.test("canonical() of any value is that value with sorted keys", () => {
  const sort = (v: unknown): unknown => {
    if (Array.isArray(v)) return v.map(sort);
    if (typeof v !== "object" || v === null) return v;
    return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, sort(x)]));
  };
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      fc.pre(!/\d{16,}/.test(JSON.stringify(value)));
      const json = JSON.stringify(value);
      const form = new Uint8Array(canonical(pack(json), NONE));
      assertEquals(decode(form), JSON.parse(json));
      assertEquals(new Uint8Array(canonical(form, NONE)), form);
      assertEquals(sort(decode(form)), sort(JSON.parse(json)));
    }),
    { numRuns: 500 },
  );
});

Deno.test("compress() comes back exactly and damage is noticed", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
    const encoded = compress(bytes);
    assertEquals(decompress(encoded, bytes.length), bytes);
    assertThrows(() => decompress(encoded, bytes.length + 1), MalformedError);
  }));
  const zstd = compress(new Uint8Array(5000));
  assertEquals(zstd.encoding, 1);
  assertThrows(() => decompress({ ...zstd, data: zstd.data.subarray(0, 5) }, 5000), MalformedError);
});

Deno.test("redact() nulls secrets and names their paths", () => {
  const rules = secretRules({ keepLinks: false });
  const body = {
    credentials_email: { email: "a@b.c", password_reset_url: "https://x/reset/1" },
    sessions: [{ id: "1" }],
    params: [{ name: "a", value: "open", sensitive: false }, { value: "hush", name: "b", sensitive: true }, {
      value: null,
      sensitive: true,
    }],
    git_remote_url: "https://bot:tok@git.example/x.git",
    other: { git_remote_url: "git@github.com:x/y.git" },
  };
  const { bytes, paths } = redact(pack(body), rules);
  assertEquals(paths, [
    "credentials_email.password_reset_url",
    "sessions",
    "params[1].value",
    "git_remote_url",
  ]);
  const out = JSON.parse(writeJson(bytes));
  assertEquals(out.params[0].value, "open");
  assertEquals(out.params[1].value, null);
  assertEquals(out.other, body.other);
  assertEquals(JSON.stringify(out).includes("tok"), false);
  const clean = pack({ a: 1 });
  assertEquals(redact(clean, rules), { bytes: clean, paths: [] });
});

Deno.test("a body whose headers claim more than there is, or more than anybody stores, is refused at once", () => {
  const map32 = [0xdf, 0xff, 0xff, 0xff, 0xff], array32 = [0xdd, 0xff, 0xff, 0xff, 0xff];
  const texts: number[][] = [
    [...map32, 0xa1, 0x61, 0xc0],
    [0x81, 0xa1, 0x61, ...array32, 0xc0],
    [0x81, 0xa1, 0x61, ...map32, 0xc0],
    [0x81, 0xdb, 0xff, 0xff, 0xff, 0xff, 0x61],
    [0x81, 0xa1, 0x61, 0xdb, 0x7f, 0xff, 0xff, 0xff],
  ];
  for (const bytes of texts.map((text) => Uint8Array.from(text))) {
    assertThrows(() => Body.parse(bytes), DamagedBodyError);
    assertThrows(() => decode(bytes), DamagedBodyError);
    assertThrows(() => writeJson(bytes), DamagedBodyError);
    assertThrows(() => canonical(bytes, NONE), DamagedBodyError);
  }
});

Deno.test("a body that nests a million deep is damaged, for whoever walks it", () => {
  const bytes = new Uint8Array(1_000_004).fill(0x91);
  bytes.set([0x81, 0xa1, 0x61]);
  bytes[bytes.length - 1] = 0xc0;
  for (const walk of [decode, writeJson, (body: Uint8Array) => canonical(body, NONE)]) {
    assertThrows(() => walk(bytes), DamagedBodyError, "levels deep");
  }
});

Deno.test("more values than anybody stores are neither decoded nor stored", () => {
  const many = new Uint8Array(3 + 5 + MAX_VALUES + 1).fill(0x90);
  many.set([0x81, 0xa1, 0x61, 0xdd, ...new Uint8Array(new Uint32Array([MAX_VALUES]).buffer).reverse()]);
  assertThrows(() => decode(many.subarray(0, -1)), DamagedBodyError, "values");
  assertThrows(() => requireStorable(many.subarray(0, -1)), InexactError, "values");
  assertThrows(() => requireStorable(new Uint8Array(MAX_CAPTURED + 1)), InexactError, "bytes");
  requireStorable(new Uint8Array(MAX_CAPTURED).fill(0xa1));
  assertThrows(() => requireStorable(new Uint8Array(11), 10), InexactError, "11 bytes");
});
