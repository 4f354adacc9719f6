import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isPlainUrl } from "../../lib/codec/_plain_url.ts";
import { TextTable } from "../../lib/codec/_text_table.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { redact, urlHoldsSecret } from "../../lib/codec/redact.ts";
import { isSecretName, secretRules } from "../../lib/looker/secrets.ts";

const RULES = secretRules({ keepLinks: false });
const pack = (value: unknown): Uint8Array => readJson(new TextEncoder().encode(JSON.stringify(value))).bytes;

/** Whether the value of a property that may be a URL is removed. */
function isRemoved(url: string): boolean {
  return redact(pack({ url }), RULES).paths.length > 0;
}

/** Whether the fast test alone says that there is no secret. `secretNames` are the names that count as secrets. */
function isPlain(url: string, secretNames: readonly string[]): boolean {
  const bytes = new TextEncoder().encode(`#${url}#?token=1`), view = new DataView(bytes.buffer);
  const end = new TextEncoder().encode(url).length + 1;
  return isPlainUrl(bytes, view, {
    at: 1,
    end,
    secretNames: new TextTable((name) => secretNames.includes(name)),
  });
}

const TABLE: [url: string, plain: boolean][] = [
  ["/explore/x?token=1", true],
  ["x", true],
  ["https", true],
  ["https:", true],
  ["https:/", true],
  ["https:/?token=1", true],
  ["https://", true],
  ["1ttps://h?token=1", true],
  ["ht_tps://h?token=1", true],
  ["https://h", true],
  ["https://h?", true],
  ["https://h?token", true],
  ["https://h?token=", true],
  ["https://h?=1", true],
  ["https://h?tokens=1", true],
  ["https://h?a=token=1", true],
  ["https://h/token=1?a=1", true],
  ["https://h/a@b?a=1", true],
  ["https://h?a@b=1", true],
  ["https://h?token=1", false],
  ["A+b-c.9://h?token=1", false],
  ["HTTPS://h#token=1", false],
  ["https://?token=1", false],
  ["https://h/p/?a=1&token=1", false],
  ["https://h?a=1;token=1", false],
  ["https://h?a=1#token=1", false],
  ["https://h#a?token=1", false],
  ["https://h??token=1", false],
  ["https://h?token=1&a=", false],
  ["https://h?a=&token=1", false],
  ["https://h?a&token=1", false],
  // What the fast test leaves to the search of the text.
  [" https://h", false],
  ["\thttps://h", false],
  ["https://u@h", false],
  ["https://h/é", false],
  ["https://é", false],
  ["https://h?é", false],
  ["é", false],
  ["/é", false],
];

for (const [url, plain] of TABLE) {
  Deno.test(`the fast test ${plain ? "is sure that" : "does not say that"} ${JSON.stringify(url)} is plain`, () => {
    assertEquals(isPlain(url, ["token", ""]), plain);
  });
}

const PIECES = [
  ..."https://@:?#&;=%/ \té+.-_aZ9".split(""),
  "https://",
  "HTTP://",
  "ssh://",
  "x-y.z+1://",
  "h.example",
  "user:pass@",
  "tok@",
  "token=",
  "to%6ben=",
  "%74oken",
  "api_key",
  "apiKey",
  "API-Key=1",
  "f[users.id]=1",
  "sig=",
  "X-Amz-Signature=1",
  "code=2",
  "\u00a0",
  "\ufeff",
  "%zz",
];

Deno.test("a URL is removed exactly if the search of its text finds a secret", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }), fc.boolean(), (pieces, isUrl) => {
      const url = `${isUrl ? "https://" : ""}${pieces.join("")}`;
      if (url === "") return;
      assertEquals(isRemoved(url), urlHoldsSecret(url, { isSecretName }), JSON.stringify(url));
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("what is remembered for some rules does not count for others", () => {
  const body = pack({ url: "https://h?a=1", a: "x", name: "n", value: "v" });
  const rules = (secret: string): Parameters<typeof redact>[1] => ({
    kindOf: (name) => name === secret ? "secret" : name === "url" || name === "value" ? name : "plain",
    isFlag: () => false,
    isSecretName: (name) => name === secret,
    keepLinks: false,
  });
  const byA = rules("a"), byN = rules("n"), byNone = rules("");
  for (let times = 0; times < 2; times++) {
    assertEquals(redact(body, byA).paths, ["url", "a"]);
    assertEquals(redact(body, byN).paths, ["value"]);
    assertEquals(redact(body, byNone).paths, []);
  }
});

Deno.test("secrets deep in lists and objects are named by their paths, with what follows them", () => {
  const deep = {
    dashboards: [{}, { params: [[], [{ password: "x", query: { token: "y" } }], { api_key: 1 }] }],
  };
  const { paths } = redact(pack({ ...deep, user: { secret: 1 }, "": 0, password: "z" }), RULES);
  assertEquals(paths, [
    "dashboards[1].params[1][0].password",
    "dashboards[1].params[1][0].query.token",
    "dashboards[1].params[2].api_key",
    "user.secret",
    "password",
  ]);
  assert(
    redact(pack([{ password: 1 }, [{ password: 1 }]]), RULES).paths.join() === "[0].password,[1][0].password",
  );
});
