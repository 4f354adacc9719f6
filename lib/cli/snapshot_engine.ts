/**
 * Implements `snapshot list` and `snapshot prune`.
 *
 * @module
 */
import { breaksOf, breakText, readCatalog } from "../snapshot/catalog.ts";
import { parseDestination } from "../snapshot/destination.ts";
import { planOf, prune, type PruneRequest } from "../snapshot/prune.ts";
import type { PruneVerdict } from "../snapshot/prune_plan.ts";
import { type CopyReport, copyReport } from "../snapshot/report.ts";
import type { JudgedCopy } from "../term/snapshot.ts";
import type { CommandContext } from "./command_context.ts";
import { folderOf, headsOf, openCopies, type PlacedConfig } from "./snapshot_store.ts";
import { VERSION } from "./version.ts";

/** The result of `snapshot list`. */
export interface ListReport {
  snapshots: CopyReport[];
  location: string;
  /** Unusual findings that are not damage. */
  warnings: string[];
  /** Damaged or missing snapshots. */
  problems: string[];
}

/** Lists the snapshots. */
export async function listCopies(context: CommandContext, config: PlacedConfig): Promise<ListReport> {
  const store = await openCopies(context, config), { location } = store;
  const folder = folderOf(config);
  const catalog = await readCatalog(store, { folder, locks: true, signal: context.signal });
  const heads = headsOf(config.db, store);
  if (folder !== null) { for (const one of [...heads.keys()]) if (one !== folder) heads.delete(one); }
  const snapshots = catalog.copies.map((copy, at) => copyReport(copy, { location, index: at + 1 }));
  const problems = [
    ...snapshots.filter(({ fault }) => fault !== null).map(({ ref, fault }) => `${ref}: ${fault}`),
    ...catalog.unreadable.map(({ error }) => error.message),
    ...breaksOf(catalog, heads).map(breakText),
  ];
  const { length } = catalog.orphans;
  const warnings = length === 0 ? [] : [
    `${length} ${
      length === 1 ? "object has" : "objects have"
    } no manifest, because a push was interrupted or somebody removed the manifest: ${
      catalog.orphans.slice(0, 3).map(({ key }) => key).join(", ")
    }${length > 3 ? ", ..." : ""}`,
  ];
  return { snapshots, location, warnings, problems };
}

/** A plan, and the verdicts that it is built from. */
export interface PrunePlan {
  snapshots: JudgedCopy[];
  verdicts: PruneVerdict[];
}

/** A prune that is ready to run. */
export interface PruneEngine {
  /** Whether the store is a directory, so that files are removed. */
  isDirectory: boolean;
  plan(): Promise<PrunePlan>;
  remove(plan: PrunePlan): Promise<{ snapshots: JudgedCopy[]; failures: { ref: string; message: string }[] }>;
}

/** Opens the store and returns a prune of it. */
export async function pruneCopies(
  context: CommandContext,
  config: PlacedConfig,
  question: Pick<PruneRequest, "policy" | "acceptClock">,
): Promise<PruneEngine> {
  const { io, clock, signal } = context;
  const store = await openCopies(context, config), { location } = store;
  const by = io.env("USER") ?? io.env("USERNAME") ?? null;
  const request = { ...question, store, folder: folderOf(config), version: VERSION, by, clock, signal };
  const judged = (verdicts: readonly PruneVerdict[]): JudgedCopy[] =>
    verdicts.map(({ copy, action, reasons }) => ({ ...copyReport(copy, { location }), action, reasons }));
  return {
    isDirectory: parseDestination(config.snapshotDest).kind === "directory",
    async plan() {
      const verdicts = await planOf(request);
      return { verdicts, snapshots: judged(verdicts) };
    },
    async remove(plan) {
      const { verdicts, failures } = await prune(request, plan.verdicts);
      return {
        snapshots: judged(verdicts),
        failures: failures.map(({ stamp, message }) => ({ ref: stamp, message })),
      };
    },
  };
}
