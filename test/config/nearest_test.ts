import { assertEquals } from "@std/assert";
import { editDistance, nearest } from "../../lib/config/nearest.ts";

for (
  const [a, b, edits] of [["", "", 0], ["abc", "abc", 0], ["", "abc", 3], ["kitten", "sitting", 3], [
    "timout",
    "timeout",
    1,
  ]] as const
) {
  Deno.test(`editDistance() counts ${edits} from "${a}" to "${b}"`, () =>
    assertEquals(editDistance(a, b), edits));
}

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
  ] as const
) {
  Deno.test(`nearest() takes ${word} for ${expected}`, () => assertEquals(nearest(word, KNOWN), expected));
}

Deno.test("nearest() of nothing is nothing", () => assertEquals(nearest("x", []), undefined));
