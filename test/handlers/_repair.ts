import { assert, assertEquals } from "@std/assert";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import type { RestoreOptions } from "../../lib/restore/restore_request.ts";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { backedUp, type Prepare } from "../extract/_in_process.ts";
import { sameUpToIds, type Sim, type SimOptions } from "../sim/mod.ts";
import { restore } from "../restore/_in_process.ts";

/** Few of everything. */
export const FEW: SimOptions = {
  dashboards: 5,
  looks: 4,
  folders: 8,
  users: 10,
  groups: 10,
  tileBytes: 300,
};

/** What a person does to an instance between backup and restore. */
export type Damage = (sim: Sim) => unknown;

/** What was restored, for what a test has to say besides. */
export interface Repaired {
  summary: RestoreSummary;
  /** Operations of the writes, in their order. */
  writes: string[];
}

/**
 * Backs up, damages, restores a type (or one item of it), and expects the instance to be as before, ids included where
 * `ids` says so, and a second restore to write nothing.
 */
export async function repair(
  type: ContentType,
  damage: Damage,
  { id, ids = true, options = {}, sim: simOptions = {}, prepare, ignore, counted = true }: {
    id?: string;
    /** Whether no more requests may be sent than were planned; no where answers get lost. */
    counted?: boolean;
    /** Done before the backup, the same for each test of a file. */
    prepare?: Prepare | undefined;
    /** Differences that no restore can mend. */
    ignore?: RegExp | undefined;
    ids?: boolean;
    options?: Partial<RestoreOptions>;
    sim?: SimOptions;
  } = {},
): Promise<Repaired> {
  const { sim, vault } = await backedUp({ ...FEW, ...simOptions }, { run: { noUserValues: false }, prepare });
  await using _sim = sim, _vault = vault;
  const before = sim.normalForm({ ids });
  await damage(sim);
  const damaged = sim.writes().length;
  assert(sameUpToIds(before, sim.normalForm({ ids })).length > 0, "nothing was damaged");
  const scope: RestoreOptions["scope"] = id === undefined
    ? { kind: "bulk", type }
    : { kind: "single", type, id };
  const summary = await restore(vault.path, sim, { options: { scope, ...options } });
  assertEquals(summary.errors, []);
  const different = sameUpToIds(before, sim.normalForm({ ids }));
  assertEquals(different.filter((line) => ignore?.test(line) !== true), []);
  const writes = sim.writes().slice(damaged).map((write) => write.operation);
  // From the write before which nothing was read for it, to the logout.
  const first = sim.log.findIndex((request) => request === sim.writes()[damaged]);
  const sent = sim.log.slice(first).filter((request) => request.operation !== "logout").length;
  assert(
    !counted || sent <= summary.planned_calls,
    `${sent} requests, and ${summary.planned_calls} were planned`,
  );
  const again = await restore(vault.path, sim, { options: { scope, ...options } });
  assertEquals(again.totals.updated + again.totals.created, 0);
  assertEquals(sim.writes().length - damaged, writes.length, "the second restore wrote something");
  assertEquals(sim.violations, []);
  assertEquals(sim.deletions(), []);
  return { summary, writes };
}
