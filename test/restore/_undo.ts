import { assertEquals } from "@std/assert";
import { findRestoration } from "../../lib/restore/journal/restore_session.ts";
import { beforeSource } from "../../lib/restore/plan/source.ts";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { changedBy } from "../../lib/restore/journal/undo.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import type { NormalForm, Sim } from "../sim/mod.ts";
import { type Damaged, formOf } from "./_damage.ts";
import { differences, lostIds } from "./_forms.ts";
import { restore, type RestoreCase } from "./_in_process.ts";

/** Undoes a restore of a vault, or goes on with that. */
export async function undo(
  { path, sim, session }: { path: string; sim: Sim; session: string | null },
  given: RestoreCase = {},
): Promise<RestoreSummary> {
  using vault = openVaultForReading(path);
  const found = session === null ? null : findRestoration(vault, session);
  if (found === null) throw new Error("There is no such restore to undo");
  const { id, destination } = found;
  return await restore(path, sim, {
    ...given,
    options: {
      scope: { kind: "items", items: changedBy(vault, id) },
      undo: id,
      enableSchedules: true,
      ...given.options,
    },
    request: { command: "restore undo", source: beforeSource(vault, destination, id) },
  });
}

/**
 * What an undo leaves: content that the restore made is in the trash, users are disabled, folders stay. And what named
 * something that was gone for good names what the restore made of it: nobody can be made to name nothing.
 */
const LEFT = [
  /^(dashboards|looks|agents)\[.*\(trash\)( #\d+)?"\]: nothing ≠/,
  /^folders\[.*: nothing ≠/,
  /: "unknown [^"]*" ≠/,
  /^users\[.*: nothing ≠.*"is_disabled":true/,
];

/** Where an instance after an undo differs from the one before the restore. */
export function notUndone(damaged: NormalForm, undone: NormalForm): string[] {
  return differences(damaged, undone).filter((line) => !LEFT.some((left) => left.test(line)));
}

/** Restores, undoes, and expects the instance to be as the damage left it. */
export async function thereAndBack(at: Damaged): Promise<void> {
  const { sim, vault } = at;
  const damaged = formOf(sim);
  const { session_id: session } = await at.repair();
  const restored = formOf(sim);
  const deletions = sim.deletions().length;
  const summary = await undo({ path: vault.path, sim, session });
  assertEquals(summary.errors, []);
  const undone = formOf(sim);
  assertEquals(notUndone(damaged, undone), []);
  assertEquals(lostIds({ before: damaged, damaged: restored, after: undone }), []);
  assertEquals(sim.deletions().slice(deletions), []);
  assertEquals(sim.violations, []);
}
