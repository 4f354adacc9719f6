/**
 * The nightly run that costs almost nothing: of thousands of items a few changed.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import type { ExtractSummary } from "../../lib/extract/summary.ts";
import { OpenVault } from "../e2e/_vault.ts";
import { type Backup, backup, line } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { assertSameRows, living } from "./invariants.ts";
import { between, chance } from "./round.ts";

/** What three runs cost: calls and bytes. */
export interface ChangesFigures {
  full: { calls: number; bytes: number };
  changed: { calls: number; bytes: number };
  idle: { calls: number; bytes: number };
  /** An incremental run of all types, and what of it was spent on dashboards and looks. */
  everything: { calls: number; ofDated: number };
}

const DATED = ["dashboards", "looks"] as const satisfies readonly ContentType[];
/** Requests that give bodies of dashboards and looks. */
const BODIES = ["dashboard", "look", "folder_looks"] as const;

/**
 * Backs up `size` dashboards and as many looks, changes 10, adds 3, deletes 2, and backs up incrementally: exactly those are
 * stored. Then again, when nothing has changed; then with all types.
 */
export async function changes(seed: number, size: number): Promise<ChangesFigures> {
  const random = chance(seed);
  await using sim = startSim({
    seed,
    dashboards: size,
    looks: size,
    folders: Math.ceil(size / 10),
    tileBytes: 300,
  });
  await using place = await backup(sim);
  const full = await place.run({ types: DATED });
  const pick = (): string => String(between(random, 30, size));
  const touched = new Set<string>();
  while (touched.size < 12) touched.add(pick());
  const ids = [...touched];
  ids.slice(0, 10).forEach((id, i) =>
    sim.mutate({ op: "update", type: i % 2 === 0 ? "dashboards" : "looks", id })
  );
  ids.slice(10).forEach((id, i) =>
    sim.mutate({ op: "delete", type: i % 2 === 0 ? "dashboards" : "looks", id })
  );
  for (const type of ["dashboards", "looks", "looks"] as const) {
    sim.mutate({ op: "insert", type, id: pick() });
  }

  const changed = await place.run({ types: DATED, incremental: true });
  assertEquals(changed.status, "completed");
  assertEquals(of(changed, "dashboards"), { new: 1, updated: 5, deleted: 1 });
  assertEquals(of(changed, "looks"), { new: 2, updated: 5, deleted: 1 });
  await assertEqualsFull(sim, place);

  // Some have no timestamp, in Looker as in the vault: that is no reason to read them.
  assert(undatedItems(place.path) > 0);
  const idle = await bodiesRead(sim, () => place.run({ types: DATED, incremental: true }));
  assertEquals([idle.bodies, idle.summary.totals.unchanged], [0, idle.summary.totals.stored]);

  await place.run({});
  const everything = await bodiesRead(sim, () => place.run({ incremental: true }));
  assertEquals([everything.bodies, everything.summary.totals.updated], [0, 0]);
  const cost = ({ calls, bytes }: ExtractSummary): { calls: number; bytes: number } => ({ calls, bytes });
  return {
    full: cost(full),
    changed: cost(changed),
    idle: cost(idle.summary),
    everything: {
      calls: everything.summary.calls,
      ofDated: DATED.reduce((sum, type) => sum + line(everything.summary, type).calls, 0),
    },
  };
}

/** Dashboards and looks that Looker gives no timestamp. */
function undatedItems(path: string): number {
  using vault = new OpenVault(path);
  return Number(
    vault.value("SELECT count(*) FROM content_items WHERE content_type IN (1, 2) AND updated_at IS NULL"),
  );
}

function of(summary: ExtractSummary, type: ContentType): { new: number; updated: number; deleted: number } {
  const { new: added, updated, deleted } = line(summary, type);
  return { new: added, updated, deleted };
}

/** The vault holds what a full run into a new one holds. */
async function assertEqualsFull(sim: Sim, place: Backup): Promise<void> {
  await using whole = await backup(sim);
  await whole.run({ types: DATED });
  assertSameRows(living(place.path), living(whole.path), "an incremental run against a full one");
}

/** A run, and how many requests for bodies of dashboards and looks it sent: pages without `fields`, folders, single reads. */
async function bodiesRead(
  sim: Sim,
  run: () => Promise<ExtractSummary>,
): Promise<{ summary: ExtractSummary; bodies: number }> {
  const from = sim.log.at(-1)?.n ?? 0;
  const summary = await run();
  const bodies = sim.log.filter(({ n, operation, query }) =>
    n > from &&
    (BODIES.some((name) => name === operation) ||
      (operation === "search_dashboards" && !query.includes("fields=")))
  ).length;
  assert(summary.status === "completed", summary.status);
  return { summary, bodies };
}
