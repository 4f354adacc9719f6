/**
 * Checks the snapshots for `check` and `doctor`: whether the store can be reached, and whether the newest snapshot is
 * recent enough.
 *
 * @module
 */
import { LookervaultError } from "../base/errors.ts";
import type { Config } from "../config/load.ts";
import { breaksOf, breakText, readCatalog } from "../snapshot/catalog.ts";
import { duration } from "../term/format.ts";
import { vaultFacts } from "../vault/copied.ts";
import { fileSize } from "../vault/file_size.ts";
import { openVaultForReading } from "../vault/open.ts";
import type { SnapshotStanding } from "./snapshot_standing.ts";
import type { CommandContext } from "./command_context.ts";
import { requirePlace } from "./commands/snapshot/snapshot_flags.ts";
import { folderOf, headsOf, openCopies, urlsOf } from "./snapshot_store.ts";

/** The maximum age of the newest snapshot if a run has finished since, in milliseconds: one day and a delay. */
const OLDEST = 26 * 3_600_000;

/** Checks the snapshots at the configured destination. @throws {StoreError} {@linkcode UsageError} */
export async function checkSnapshots(
  context: CommandContext,
  given: Config,
  signal: AbortSignal,
): Promise<SnapshotStanding> {
  const config = requirePlace(given), also = config.baseUrl === undefined ? [] : [config.baseUrl];
  const store = await openCopies(context, config, { also }), { location } = store;
  const folder = folderOf(config), now = context.clock.now();
  const catalog = await readCatalog(store, { folder, signal });
  const [newest] = catalog.copies;
  if (newest === undefined) {
    return { ok: false, message: `no snapshot at ${location}`, hint: "Run lookervault snapshot push." };
  }
  const heads = new Map([...headsOf(config.db, store)].filter(([one]) => folder === null || one === folder));
  const [broken] = breaksOf(catalog, heads);
  if (broken !== undefined) {
    return { ok: false, message: breakText(broken), hint: "Run lookervault snapshot list." };
  }
  const [damaged] = catalog.copies.filter(({ fault }) => fault !== null);
  if (damaged !== undefined) {
    return {
      ok: false,
      message: `${damaged.stamp}: ${damaged.fault}`,
      hint: "Run lookervault snapshot verify.",
    };
  }
  const age = duration(Math.max(0, now - newest.at) / 1000);
  const message = `${catalog.copies.length} at ${location}, the newest is ${age} old`;
  const run = newestRun(config.db);
  if (run === null || run === newest.manifest.session || now - newest.at <= OLDEST) {
    return { ok: true, message, hint: null };
  }
  return {
    ok: false,
    message: `${message}; a run has finished since`,
    hint: "Run lookervault snapshot push, or lookervault extract --snapshot every night.",
  };
}

/**
 * Keeps the permission for the store's hosts while others are given up. Problems with the destination are reported
 * later.
 */
export function reserveStore(context: CommandContext, config: Config): void {
  try {
    context.reserveHost(...urlsOf(context, requirePlace(config)));
  } catch (error) {
    if (!(error instanceof LookervaultError)) throw error;
  }
}

/** Returns the newest run in the vault, or null if there is none. */
function newestRun(path: string): string | null {
  if ((fileSize(path) ?? 0) === 0) return null;
  using vault = openVaultForReading(path);
  return vaultFacts(vault).session;
}
