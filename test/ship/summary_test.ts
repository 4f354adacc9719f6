import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { lastArtifact } from "../../.github/action/last_artifact.mjs";
import { plain, summary } from "../../.github/action/summary.mjs";
import { launcher } from "../../scripts/action_launcher.ts";

const NOTHING = { extract: null, verify: null, extractCode: "", verifyCode: "", kept: "not kept." };

Deno.test("plain() leaves nothing of a text to Markdown, HTML, the table or the eye's direction", () => {
  const hostile =
    "<img src=x onerror=a()> | [a](https://evil.example) ![b](c) `d` **e** # f\n\n| g |\u202eh\ud800\u001b[31m";
  const shown = plain(hostile);
  assertEquals(shown.match(/[\p{Cc}\p{Cf}\p{Cs}]/u), null);
  // Every sign stands behind a backslash, but for those within a word.
  assertEquals(shown.replace(/\\[!-/:-@[-`{-~]/g, "").match(/[!-/:-@[-`{-~]/g), ["."]);
  assertStringIncludes(shown, "https\\:\\/\\/evil.example");
  assertEquals(
    plain("lookml_models 26.12.3 a-b _a_ __a__ a.b. www.x.y"),
    [
      "lookml_models 26.12.3 a-b \\_a\\_ \\_\\_a\\_\\_ a.b\\. www\\.x.y",
    ].join(""),
  );
  assertStringIncludes(shown, "\\<img src\\=x");
  assertStringIncludes(shown, "\\\\u\\{202e\\}h\\\\u\\{d800\\}\\\\u\\{1b\\}");
  assertEquals(plain("Umsätze 📈 été"), "Umsätze 📈 été");
  assertEquals([...plain("😀".repeat(5000))].length, 301);
  assertEquals([plain(3), plain(null), plain(undefined), plain({ a: 1 })], [
    "3",
    "null",
    "",
    '\\{\\"a\\"\\:1\\}',
  ]);
});

Deno.test("summary() cuts thousands of errors and problems short, and says how many there are", () => {
  const errors = Array.from({ length: 5000 }, (_, id) => ({
    type: "dashboards",
    id: String(id),
    operation: "dashboard",
    status: 500,
    message: `|<b>${"x".repeat(5000)}`,
  }));
  const problems = errors.map(({ type, id, message }) => ({ type, id, problem: message }));
  const text = summary({
    ...NOTHING,
    extract: { status: "partial", session_id: "abc", errors, warnings: ["a | b"], totals: {}, types: [] },
    extractCode: "4",
    verify: { checked: 5000, invalid: 5000, problems },
    verifyCode: "5",
  });
  assertStringIncludes(text, "### Not captured: 5000");
  assertEquals(text.match(/… and 4950 more\./g)?.length, 2);
  assertStringIncludes(text, "- a \\| b");
  assert(text.length < 200_000);
  for (const line of text.split("\n")) {
    if (line.startsWith("| dashboards")) assert([4, 6].includes(line.match(/(?<!\\)\|/g)?.length ?? 0), line);
  }
});

Deno.test("summary() tells a failure with its way out, a run without result, and none at all", () => {
  const error = {
    code: "login_refused",
    message: "Cannot log in to acme: no",
    hint: "Check the key.",
    exit_code: 3,
  };
  const refused = summary({ ...NOTHING, extract: { status: "failed", error }, extractCode: "3" });
  assertMatch(refused, /^## Looker backup: failed\n/);
  assertStringIncludes(refused, "**Cannot log in to acme\\: no.** Check the key\\.");
  assertStringIncludes(refused, "**Verified:** no, there is no vault.");
  const killed = summary({ ...NOTHING, extractCode: "137", verifyCode: "1" });
  assertMatch(killed, /^## Looker backup: no result\n\nExit code 137\./);
  assertStringIncludes(killed, "**Verified:** no, exit code 1.");
  assertMatch(summary(NOTHING), /^## Looker backup: not run\n/);
});

Deno.test("lastArtifact() takes the newest of the branch, not of a fork, and tells gone from never there", () => {
  const artifact = (
    id: number,
    day: number,
    more: { expired?: boolean; branch?: string; fork?: boolean } = {},
  ) => ({
    name: "lookervault",
    expired: more.expired ?? false,
    created_at: `2026-01-0${day}T00:00:00Z`,
    workflow_run: {
      id,
      head_branch: more.branch ?? "main",
      repository_id: 7,
      head_repository_id: more.fork ? 8 : 7,
    },
  });
  const expired = { expired: true };
  assertEquals(lastArtifact([], "main"), "none");
  assertEquals(lastArtifact([artifact(1, 1), artifact(2, 3), artifact(3, 2)], "main"), "2");
  assertEquals(
    lastArtifact([artifact(1, 1), artifact(2, 4, { fork: true }), artifact(3, 3, { branch: "x" })], "main"),
    "1",
  );
  assertEquals(lastArtifact([artifact(1, 1), artifact(2, 2, expired)], "main"), "1");
  assertEquals(lastArtifact([artifact(2, 2, expired), artifact(3, 3, { fork: true })], "main"), "expired");
  for (
    const broken of [{}, null, { ...artifact(1, 1), workflow_run: null }, {
      ...artifact(1, 1),
      created_at: "?",
    }]
  ) {
    assertThrows(() => lastArtifact([broken], "main"), Error, "Cannot");
  }
});

Deno.test("launcher() grants the one host and port, the working directory, and no more", () => {
  const text = launcher("https://acme.looker.com/", "/opt/it's here");
  assertEquals(text.match(/--allow-[a-z]+(=[^']*)?/g)?.filter((flag) => !flag.startsWith("--allow-env")), [
    "--allow-net=acme.looker.com:443",
    "--allow-read=.",
    "--allow-write=.",
  ]);
  assertStringIncludes(text, "'--no-prompt'");
  assertStringIncludes(text, `'/opt/it'\\''s here/main.ts' "$@"`);
  assertStringIncludes(launcher("looker.acme.example:19999", "/x"), "--allow-net=looker.acme.example:19999'");
  for (const wrong of ["http://acme.looker.com", "https://a.b/c?d", "", "x'; touch y"]) {
    assertThrows(() => launcher(wrong, "/x"), Error, "Cannot");
  }
});
