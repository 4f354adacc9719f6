import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readJson } from "../../lib/codec/json_reader.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";
import { redact, type RedactRules, type SecretKind } from "../../lib/codec/redact.ts";

const pack = (value: unknown): Uint8Array => readJson(new TextEncoder().encode(JSON.stringify(value))).bytes;
const KINDS: Record<string, SecretKind> = {
  secret: "secret",
  sessions: "secret",
  value: "value",
  url: "url",
};
/** Everything is looked into. */
const RULES: RedactRules = {
  kindOf: (name) => KINDS[name] ?? "object",
  isFlag: (name) => name === "sensitive",
  isSecretName: (name) => name === "secret",
  keepLinks: false,
};

Deno.test("redact() leaves no secret, takes nothing else, and names every path", () => {
  const secret = fc.oneof(
    fc.record({ secret: fc.constantFrom<unknown>("HUSH", ["HUSH"], { deep: { secret: "HUSH" } }) }),
    fc.record({ sessions: fc.array(fc.constant({ id: "HUSH" })) }),
    fc.constantFrom({ value: "HUSH", sensitive: true }, { sensitive: true, value: "HUSH" }),
    fc.constantFrom("https://me:HUSH@git.example/x", "https://HUSH@git.example/x", "ssh://a:HUSH@h/x").map((
      url,
    ) => ({ url })),
  );
  const plain = fc.oneof(
    fc.constantFrom<unknown>({ value: "open", sensitive: false }, { url: "ssh://git@h:22/x" }, {
      secret: null,
    }, { id: 1 }),
    fc.jsonValue({ maxDepth: 2 }).filter((v) =>
      !/\d{16}|HUSH|secret|sensitive|url|sessions|value/.test(JSON.stringify(v))
    ),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "medium" },
      secret,
      plain,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom("a", "b", "10", ""), tie("tree")),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const { bytes, paths } = redact(pack(value), RULES);
      const out = writeJson(bytes);
      assertEquals(out.includes("HUSH"), false);
      assertEquals(redact(bytes, RULES).paths, []);
      const before = writeJson(pack(value));
      if (paths.length === 0) assertEquals(out, before);
      assertEquals(Object.keys(JSON.parse(out) ?? {}), Object.keys(JSON.parse(before) ?? {}));
      if (before.includes("HUSH")) assert(paths.length > 0);
    }),
    { numRuns: 1000 },
  );
});

const URLS: [url: unknown, secret: boolean][] = [
  ["https://user:password@git.example/x.git", true],
  ["https://ghp_token@github.com/x/y.git", true],
  ["HTTPS://TOKEN@github.com/x", true],
  [" https://token@github.com/x", true],
  ["ssh://git:pw@host:22/x", true],
  ["ssh://git@host:22/x", false],
  ["ssh://:p@host", true],
  ["ssh://git:@host", false],
  ["ssh://git@host:p@host", true],
  ["https://@host/é", true],
  // A search that tries each colon as the start of a password never ends.
  [`x://${":".repeat(1_000_000)}é`, false],
  ["git@github.com:x/y.git", false],
  ["https://github.com/x/y@v1", false],
  ["https://github.com:443/x?to=a:b@c", false],
  ["https://github.com#a:b@c", false],
  ["", false],
  [null, false],
  [{ a: 1 }, false],
];

for (const [url, secret] of URLS) {
  Deno.test(`redact() ${secret ? "takes out" : "keeps"} the URL ${JSON.stringify(url)?.slice(0, 60)}`, () => {
    assertEquals(redact(pack({ a: [{ url }] }), RULES).paths, secret ? ["a[0].url"] : []);
  });
}

Deno.test("redact() changes nothing but the values that go, whatever stands around them", () => {
  const around = { z: [1.5, -0, 1e300, "é😀", { "10": null, "2": [] }], a: "" };
  const before = { ...around, secret: "HUSH", list: [{ secret: ["HUSH"] }, around], end: around };
  const { bytes, paths } = redact(pack(before), RULES);
  assertEquals(paths, ["secret", "list[0].secret"]);
  assertEquals(
    writeJson(bytes),
    writeJson(pack({ ...before, secret: null, list: [{ secret: null }, around] })),
  );
});

Deno.test("redact() takes neither null nor a boolean for a secret", () => {
  for (const value of [null, true, false]) {
    assertEquals(redact(pack({ secret: value }), RULES).paths, [], JSON.stringify(value));
  }
  for (const value of [0, 7, "", "x", [], ["x"], { a: 1 }]) {
    assertEquals(redact(pack({ secret: value }), RULES).paths, ["secret"]);
  }
});
