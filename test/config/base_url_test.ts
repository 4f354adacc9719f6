import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { parseBaseUrl, shownUrl } from "../../lib/config/base_url.ts";

for (
  const [text, url] of [
    ["https://acme.looker.com", "https://acme.looker.com"],
    ["https://acme.looker.com/", "https://acme.looker.com"],
    ["https://acme.looker.com/api/4.0", "https://acme.looker.com"],
    ["https://acme.looker.com:19999/api/4.0/", "https://acme.looker.com:19999"],
    ["  HTTPS://Acme.Looker.com ", "https://acme.looker.com"],
    ["acme.looker.com", "https://acme.looker.com"],
    ["acme.looker.com:19999/", "https://acme.looker.com:19999"],
    ["http://localhost:8080", "http://localhost:8080"],
    ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
    ["http://127.8.9.1", "http://127.8.9.1"],
    ["http://[::1]:3000", "http://[::1]:3000"],
    ["localhost:8080", "https://localhost:8080"],
  ] as const
) {
  Deno.test(`parseBaseUrl() reads "${text}" as ${url}`, () => assertEquals(parseBaseUrl(text), { url }));
}

for (
  const [text, problem] of [
    ["", "not a web address"],
    ["https://", "not a web address"],
    ["two words", "not a web address"],
    ["ftp://acme.looker.com", "scheme is ftp:"],
    ["https://me:pw@acme.looker.com", "user name or password"],
    ["me@acme.looker.com", "user name or password"],
    ["https://acme.looker.com?x=1", "query"],
    ["https://acme.looker.com/#top", "query"],
    ["https://acme.looker.com?", "query"],
    ["https://acme.looker.com/api/3.1", "path /api/3.1"],
    ["https://acme.looker.com/folders/1", "path /folders/1"],
    ["http://acme.looker.com", "unencrypted"],
    ["http://127.0.0.1.evil.com", "unencrypted"],
    ["http://localhost.evil.com", "unencrypted"],
    ["http://10.0.0.1", "unencrypted"],
  ] as const
) {
  Deno.test(`parseBaseUrl() refuses "${text}": ${problem}`, () => {
    const result = parseBaseUrl(text);
    assertStringIncludes("problem" in result ? result.problem : result.url, problem);
  });
}

Deno.test("shownUrl() omits user information, query and fragment", () => {
  for (
    const text of [
      "https://me:hunter22@acme.com?token=hunter22#hunter22",
      "me:hunter22@acme.com",
      "//hunter22@acme.com",
    ]
  ) {
    assertFalse(shownUrl(text).includes("hunter22"), shownUrl(text));
    assertStringIncludes(shownUrl(text), "acme.com");
  }
});
