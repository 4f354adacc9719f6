import { assertEquals } from "@std/assert";
import { nearest } from "../../lib/config/nearest.ts";

const KNOWN = [
  "looker.base_url",
  "looker.client_id",
  "looker.client_secret",
  "looker.timeout",
  "vault.path",
  "extract.workers",
];

for (
  const [word, expected] of [
    ["looker.timout", "looker.timeout"],
    ["base_url", "looker.base_url"],
    ["looker.url", "looker.base_url"],
    ["extract.worker", "extract.workers"],
    ["vault.timeout", "looker.timeout"],
    ["looker.client-secret", "looker.client_secret"],
    ["loooker.timeouts", "looker.timeout"],
    ["", "vault.path"],
  ] as const
) {
  Deno.test(`nearest() takes ${word} for ${expected}`, () => assertEquals(nearest(word, KNOWN), expected));
}

Deno.test("nearest() of nothing is nothing", () => assertEquals(nearest("x", []), undefined));
