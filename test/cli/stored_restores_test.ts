import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { LookervaultError, UsageError } from "../../lib/base/errors.ts";
import { mergeSummaries } from "../../lib/cli/commands/restore/merge_summaries.ts";
import { deadLettersByRestore } from "../../lib/cli/commands/restore/restore_dead_letters.ts";
import {
  storedOptions,
  StoredOptionsError,
  toResume,
  toUndo,
} from "../../lib/cli/commands/restore/stored_restores.ts";
import type { RestoreStatus } from "../../lib/restore/restore_summary.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { restorations } from "../../lib/vault/restorations.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { restoreSummary, restoreTotals } from "../term/_restore_fakes.ts";
import { RestoredVault, type Session, STORED_OPTIONS } from "./_restore_vault.ts";

const OLD: Session = { id: "aaa111", status: "interrupted", began: "2026-01-02T03:04:05.000Z" };
const NEW: Session = { id: "bbb222", status: "completed", began: "2026-01-03T03:04:05.000Z" };

/** Asks a vault with those restores. */
function asked<T>(sessions: readonly Session[], question: (vault: Vault) => T): T {
  using made = new RestoredVault(sessions);
  using vault = openVaultForReading(made.path);
  return question(vault);
}

function refusal(sessions: readonly Session[], question: (vault: Vault) => unknown): string {
  const error = assertThrows(() => asked(sessions, question));
  return error instanceof LookervaultError ? `${error.message} ${error.hint}` : String(error);
}

for (const status of ["interrupted", "running", "failed"]) {
  Deno.test(`toResume() takes the newest restore when it is ${status}`, () => {
    assertEquals(asked([OLD, { ...NEW, status }], (vault) => toResume(vault, null).id), "bbb222");
  });
}

Deno.test("toResume() takes the restore that is named, by the beginning of its id", () => {
  assertEquals(asked([OLD, NEW], (vault) => toResume(vault, "aaa").id), "aaa111");
});

Deno.test("toResume() never adopts an older restore by itself, and names it", () => {
  assertStringIncludes(refusal([OLD, NEW], (vault) => toResume(vault, null)), "An older one, aaa111");
});

for (
  const [name, sessions, part] of [
    ["there is none", [], "records none"],
    ["it is completed", [NEW], "it is completed"],
    ["it is partial", [{ ...NEW, status: "partial" }], "restore dlq retry"],
  ] as [string, Session[], string][]
) {
  Deno.test(`toResume() refuses when ${name}`, () => {
    assertStringIncludes(refusal(sessions, (vault) => toResume(vault, null)), part);
  });
}

/** Asks which restore to undo of those of which some, by id, updated an item. */
function undone(sessions: readonly Session[], changed: readonly string[], id: string | null = null): string {
  using made = new RestoredVault(sessions);
  for (const id of changed) made.addStep(id, 1, { id: "12", step: "item", state: "created", to: "88" });
  using vault = openVaultForReading(made.path);
  return toUndo(vault, id).id;
}

Deno.test("toUndo() takes the newest restore that changed something, or the one that is named", () => {
  assertEquals(undone([OLD, NEW], ["aaa111", "bbb222"]), "bbb222");
  assertEquals(undone([OLD, NEW], ["aaa111"]), "aaa111");
  assertEquals(undone([OLD, NEW], ["bbb222"], "aaa111"), "aaa111");
});

Deno.test("toUndo() says when the last restore changed nothing, and none before it did", () => {
  assertThrows(() => undone([OLD, NEW], []), UsageError, "the last restore, bbb222, changed nothing");
});

Deno.test("toUndo() takes an undoing back only when it is named", () => {
  const sessions = [OLD, { ...NEW, options: { ...STORED_OPTIONS, undo: "aaa111" } }];
  assertThrows(() => undone(sessions, ["aaa111", "bbb222"]), UsageError, "is itself the undo of aaa111");
  assertEquals(undone(sessions, ["bbb222"], "bbb222"), "bbb222");
});

Deno.test("storedOptions() reads what a restore was asked, and nothing besides", () => {
  const { command: _, ...options } = STORED_OPTIONS;
  // Restores of before there was such an option did not have it.
  const known = { ...options, allowIncomplete: false, allowAdmin: false, fixLinks: false };
  assertEquals(storedOptions({ id: "a", options: STORED_OPTIONS }) as unknown, known);
  const allowed = { ...STORED_OPTIONS, allowIncomplete: true };
  assertEquals(storedOptions({ id: "a", options: allowed }).allowIncomplete, true);
  // Who may become Admin is no matter of a vault, which others may have written.
  assertEquals(
    storedOptions({ id: "a", options: { ...STORED_OPTIONS, allowAdmin: true } }).allowAdmin,
    false,
  );
  const limited = storedOptions({ id: "a", options: { ...STORED_OPTIONS, rateLimit: 3 } });
  assertEquals(limited.rateLimit, 3);
});

for (const options of [null, {}, "all", { ...STORED_OPTIONS, scope: { kind: "bulk", type: "nope" } }]) {
  Deno.test(`storedOptions() refuses ${JSON.stringify(options)?.slice(0, 30)}`, () => {
    assertThrows(() => storedOptions({ id: "a", options }), StoredOptionsError);
  });
}

const HERE = "https://acme.looker.com";

/** Two restores here and one elsewhere, each with failures. */
function queue(): RestoredVault {
  const made = new RestoredVault([
    OLD,
    NEW,
    { ...NEW, id: "ccc333", began: "2026-01-04T03:04:05.000Z", destination: "https://new.looker.com" },
  ]);
  made.addLetter("bbb222", 1, "5", "x");
  made.addLetter("aaa111", 1, "5", "x");
  made.addLetter("aaa111", 2, "5", "x");
  made.addLetter("ccc333", 1, "9", "x");
  return made;
}

Deno.test("deadLettersByRestore() gives the failures of the configured instance, each with its type", () => {
  using made = queue();
  using vault = openVaultForReading(made.path);
  const groups = deadLettersByRestore(vault, { letter: null, configured: HERE });
  assertEquals(groups.map(({ session, items }) => [session.id, items]), [
    ["aaa111", [{ type: "dashboards", id: "5" }, { type: "looks", id: "5" }]],
    ["bbb222", [{ type: "dashboards", id: "5" }]],
  ]);
  const one = deadLettersByRestore(vault, { letter: 3, configured: HERE });
  assertEquals(one.map(({ items }) => items), [[{ type: "looks", id: "5" }]]);
});

Deno.test("deadLettersByRestore() refuses a failure of another instance, one that is not there, and an empty queue", () => {
  using made = queue();
  using vault = openVaultForReading(made.path);
  for (
    const [letter, part] of [[4, "belong to https://new.looker.com"], [
      99,
      "not in the dead-letter queue",
    ]] as const
  ) {
    const error = assertThrows(() => deadLettersByRestore(vault, { letter, configured: HERE }), Error);
    assertStringIncludes(error.message, part);
  }
  assertStringIncludes(
    refusal([OLD], (vault) => deadLettersByRestore(vault, { letter: null, configured: HERE })),
    "is empty",
  );
});

Deno.test("mergeSummaries() adds up and keeps the status that must not be missed", () => {
  const of = (status: RestoreStatus, id: string) =>
    restoreSummary({
      status,
      session_id: id,
      totals: restoreTotals({ planned: 1, created: 1 }),
      types: [{ type: "looks", ...restoreTotals({ planned: 1, created: 1 }) }],
      warnings: ["w"],
    });
  const merged = mergeSummaries(of("partial", "a"), of("completed", "b"));
  assertEquals([merged.status, merged.session_id, merged.calls, merged.warnings], ["partial", "b", 90, [
    "w",
  ]]);
  assertEquals(merged.types, [{ type: "looks", ...restoreTotals({ planned: 2, created: 2 }) }]);
  assertEquals(merged.verified, { same: 24, different: 0 });
  assertEquals(mergeSummaries(of("completed", "a"), of("interrupted", "b")).status, "interrupted");
});

Deno.test("a restore whose record is damaged hides no other restore, and says so itself", () => {
  using made = new RestoredVault([OLD, NEW]);
  const db = new DatabaseSync(made.path);
  db.exec("UPDATE restoration_sessions SET options = '{\"scope\": ' WHERE id = 'bbb222'");
  db.close();
  using vault = openVaultForReading(made.path);
  assertEquals(restorations(vault).map(({ id }) => id), ["bbb222", "aaa111"]);
  assertEquals(toResume(vault, "aaa111").id, "aaa111");
  const [damaged] = restorations(vault);
  assertThrows(() => storedOptions(damaged ?? { id: "", options: null }), StoredOptionsError, "bbb222");
});

for (
  const [name, value] of [
    ["workers", 1e9],
    ["workers", 0],
    ["workers", 2.5],
    ["maxRetries", -1],
    ["checkpointInterval", 1e12],
    ["rateLimit", 0],
  ] as const
) {
  Deno.test(`storedOptions() refuses ${name} ${value}, which no command line can ask`, () => {
    const options = { ...STORED_OPTIONS, [name]: value };
    assertThrows(() => storedOptions({ id: "aaa", options }), StoredOptionsError);
  });
}

Deno.test("storedOptions() never lets anybody become Admin", () => {
  const options = { ...STORED_OPTIONS, allowAdmin: true };
  assertEquals(storedOptions({ id: "aaa", options }).allowAdmin, false);
});

Deno.test("storedOptions() keeps what parts were asked for, what was to come along, and where it was to go", () => {
  const asked = {
    parts: ['tile "Revenue"'],
    accessOnly: true,
    withDependents: true,
    intoFolder: "Shared/Finance",
  };
  const read = storedOptions({ id: "aaa111", options: { ...STORED_OPTIONS, ...asked } });
  assertEquals(
    [read.parts, read.accessOnly, read.withDependents, read.intoFolder],
    [asked.parts, true, true, "Shared/Finance"],
  );
  assertEquals(Object.hasOwn(storedOptions({ id: "aaa111", options: STORED_OPTIONS }), "parts"), false);
});
