import { assertEquals } from "@std/assert";
import type { ExtractSummary, TypeSummary, Withheld } from "../../lib/extract/summary.ts";
import { extractShortfall } from "../../lib/term/extract_shortfall.ts";
import { counts, summary } from "./_fakes.ts";

function type(name: TypeSummary["type"], withheld: Withheld | null, note: string | null = null): TypeSummary {
  return { type: name, ...counts(), complete: false, note, withheld };
}

const mass = (gone: number, of: number): Withheld => ({ gone, of, because: "mass_deletion" });
const error = (id: string | null, status: number | null) => ({
  type: "users" as const,
  id,
  operation: "all_users",
  status,
  message: "You do not have access",
});

const CASES: [name: string, given: Partial<ExtractSummary>, reason: string, hint: string][] = [
  [
    "a wiped instance: how many of what, and both ways on",
    { types: [type("dashboards", mass(400, 400), "n"), type("looks", mass(31, 60), "n")] },
    "400 of 400 dashboards and 31 of 60 looks are suddenly missing in Looker, and were not marked as deleted",
    "If the instance was lost or wiped, or they were deleted by mistake, do not back up further: lookervault " +
    "restore all --dry-run shows what to restore. If they really were deleted, run lookervault extract " +
    "--accept-deletions.",
  ],
  [
    "a user who sees less",
    { types: [type("boards", { gone: 1, of: 9, because: "narrower_user" }, "n")] },
    "1 of 9 boards is not listed to this API user, and was not marked as deleted",
    "Give the API user its former rights back. If these items really are deleted, run lookervault extract " +
    "--accept-deletions.",
  ],
  [
    "a refusal",
    { types: [], errors: [error(null, 403)] },
    "users: all_users returned 403: You do not have access",
    "Give the API user the role Admin, which can read users, then run lookervault extract again.",
  ],
  [
    "anything else",
    { types: [], errors: [error("7", 500)] },
    "users 7: all_users returned 500: You do not have access",
    "Run lookervault extract again: stored items are kept.",
  ],
  [
    "a type that only its note tells of",
    { types: [type("looks", null, "stopped by --max-calls")] },
    "looks: stopped by --max-calls",
    "Run lookervault extract again: stored items are kept.",
  ],
];

for (const [name, given, reason, hint] of CASES) {
  Deno.test(`extractShortfall() tells ${name}`, () => {
    assertEquals(extractShortfall(summary({ status: "partial", ...given })), {
      reason: `The backup of https://acme.looker.com into ./lookervault.db is not complete: ${reason}`,
      hint,
    });
  });
}

Deno.test("extractShortfall() names three reasons and counts the others", () => {
  const types = (["looks", "boards", "users", "groups", "roles"] as const).map((name) =>
    type(name, null, "it failed")
  );
  const { reason } = extractShortfall(summary({ status: "partial", types }));
  assertEquals(reason.endsWith("boards: it failed; users: it failed; and 2 more"), true);
});

Deno.test("extractShortfall() says that the same command resumes an interrupted run", () => {
  const { reason, hint } = extractShortfall(summary({ status: "interrupted" }));
  assertEquals(
    reason,
    "The backup of https://acme.looker.com was interrupted: 58,998 of 58,998 listed items are stored",
  );
  assertEquals(hint, "Rerun the command to resume the run.");
});
