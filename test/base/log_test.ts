import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { createLogger, createRedactor, type LogLevel, sanitize, sanitizeJson } from "../../lib/base/log.ts";
import { addKey } from "../../lib/base/redactor.ts";

const SECRET = "p@ss/w0rd+with space&äö";

for (
  const [level, expected] of [
    ["quiet", ["e", "w"]],
    ["normal", ["e", "w", "i"]],
    ["verbose", ["e", "w", "i", "v"]],
    ["debug", ["e", "w", "i", "v", "d"]],
  ] as [LogLevel, string[]][]
) {
  Deno.test(`createLogger() at level ${level} writes ${expected.join(" ")}`, () => {
    const lines: string[] = [];
    const log = createLogger(level, (line) => lines.push(line));
    log.error("e");
    log.warning("w");
    log.info("i");
    log.verbose("v");
    log.debug("d");
    assertEquals(lines, expected);
  });
}

Deno.test("createLogger() writes a message of two lines as two lines and escapes the rest", () => {
  const lines: string[] = [];
  createLogger("normal", (line) => lines.push(line)).info("one\ntwo\x1b[2J");
  assertEquals(lines, ["one", "two\\x1b[2J"]);
});

Deno.test("createRedactor() blots out a secret in every form it travels in", () => {
  const redactor = createRedactor();
  redactor.add(SECRET);
  const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const forms = [
    SECRET,
    encodeURIComponent(SECRET),
    encodeURIComponent(SECRET).replaceAll("%20", "+"),
    new URLSearchParams({ s: SECRET }).toString(),
    JSON.stringify({ s: SECRET }),
    base64(SECRET),
    base64(`id:${SECRET}`),
    base64(`x:${SECRET}`),
    base64(`client:${SECRET}`).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
  ];
  for (const form of forms) {
    const clean = redactor.redact(`before ${form} after`);
    assertFalse(clean.includes(form), form);
    assertStringIncludes(clean, "***");
  }
});

Deno.test("createRedactor() ignores what is too short for a secret and leaves other text alone", () => {
  const redactor = createRedactor();
  redactor.add("");
  redactor.add("ext");
  assertEquals(redactor.redact("plain text"), "plain text");
});

Deno.test("createLogger() redacts before it writes", () => {
  const redactor = createRedactor();
  redactor.add("hunter22");
  const lines: string[] = [];
  createLogger("debug", (line) => lines.push(line), redactor).debug("login with hunter22 failed");
  assertEquals(lines, ["login with *** failed"]);
});

for (
  const [name, hostile, shown] of [
    ["a color", "\x1b[31mred", "\\x1b[31mred"],
    ["a C1 introducer", "a\x9b2Jb", "a\\x9b2Jb"],
    ["NUL and bell", "a\0b\x07", "a\\x00b\\x07"],
    ["line ends and tabs", "a\r\n\tb\u2028c", "a\\r\\n\\tb\\u2028c"],
    ["a bidi override", "abc\u202etxt.exe\u2069", "abc\\u202etxt.exe\\u2069"],
    ["a lone surrogate", "x\ud800y", "x\ufffdy"],
    ["an OSC title", "\x1b]0;pwned\x07", "\\x1b]0;pwned\\x07"],
    ["emoji with joiners", "👩‍👩‍👧 日本 é", "👩‍👩‍👧 日本 é"],
  ] as const
) {
  Deno.test(`sanitize() makes ${name} harmless`, () => assertEquals(sanitize(hostile), shown));
}

Deno.test("sanitizeJson() keeps the value and leaves no character that steers a terminal", () => {
  const value = { "a\u202e": "x\x9b2J\x7f\u2028\n\x1b[2J\ud800" };
  const text = sanitizeJson(JSON.stringify(value, null, 2));
  assertEquals(JSON.parse(text), value);
  assertFalse(/[\p{Cc}\u202e\u2028]/u.test(text.replaceAll("\n", "")));
});

Deno.test("createRedactor() knows a key in every encoding that a server could echo it in", () => {
  const id = "client/id+1", secret = 'p"ss\\w/rd&ä+=<é>';
  const redactor = createRedactor();
  addKey(redactor, { id, secret });
  const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(
    /[^ -~]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`,
  );
  const echoes: Record<string, string> = {
    plain: secret,
    url: encodeURIComponent(secret),
    "url, small digits": encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
    "url, only what must be": encodeURI(secret).replaceAll("+", "%2B"),
    form: new URLSearchParams({ client_secret: secret }).toString(),
    json,
    "json in ASCII": ascii,
    "json with escaped slashes": json.replaceAll("/", "\\/"),
    html: secret.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(
      ">",
      "&gt;",
    ),
    basic: base64(`${id}:${secret}`),
    "base64 in a URL": encodeURIComponent(base64(secret)),
    "base64 of the form": base64(new URLSearchParams({ client_id: id, client_secret: secret }).toString()),
    ...Object.fromEntries([0, 1, 2].map((n) => [`base64 after ${n}`, base64(`${"x".repeat(n)}${secret}yz`)])),
    "base64 for URLs": base64(`?${secret}`).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
  };
  for (const [how, echo] of Object.entries(echoes)) {
    const clean = redactor.redact(`before ${echo} after`);
    assertStringIncludes(clean, "***", how);
    for (const form of [secret, json, encodeURIComponent(secret)]) {
      const digits = [0, 1, 2].map((n) => base64("x".repeat(n) + form + "yz").slice(4, -8));
      for (const text of [form, ...digits]) {
        for (let at = 0; at + 8 <= text.length; at++) {
          const piece = text.slice(at, at + 8);
          assertFalse(clean.includes(piece), `${how}: ${piece} is left in ${clean}`);
        }
      }
    }
  }
});

Deno.test("createRedactor() is not slowed down by a secret of millions of characters", () => {
  const redactor = createRedactor();
  redactor.add("a/".repeat(2_000_000));
  assertEquals(redactor.redact("a short text"), "a short text");
});

Deno.test("a secret is blotted out where even its letters and digits are escaped, wholly or in part", () => {
  const redactor = createRedactor(), secret = "Kq7zWx-4";
  redactor.add(secret);
  const codes = [...secret].map((char) => char.charCodeAt(0).toString(16));
  const texts = [
    codes.map((code) => `\\u00${code}`).join(""),
    codes.map((code) => `\\u00${code.toUpperCase()}`).join(""),
    codes.map((code) => `%${code}`).join(""),
    codes.map((code) => `&#x${code};`).join(""),
    `Kq7z%${codes[4]}\\u00${codes[5]}%2D4`,
  ];
  for (const text of texts) assertEquals(redactor.redact(`bad ${text}!`), "bad ***!");
  assertEquals(redactor.redact("100%25 of \\u0041"), "100%25 of \\u0041");
});
