/**
 * The result of a cleanup, or of its dry run.
 *
 * @module
 */
import {
  cleanUp,
  type CleanupPlan,
  type CleanupRequest,
  type CleanupResult,
  planCleanup,
} from "../vault/cleanup.ts";
import type { Expired } from "../vault/expired.ts";
import type { Vault } from "../vault/vault.ts";

/** What a cleanup removes: deleted items, former versions, and the bytes that their bodies use in the vault. */
export interface CleanupCounts {
  items: number;
  versions: number;
  bytes: number;
}

/** What a cleanup removes from one type. */
export interface CleanupTypeRow extends CleanupCounts {
  type: string;
  /**
   * The earliest and the latest time since which a removed item or version has been deleted or superseded; ISO 8601
   * UTC.
   */
  oldest: string;
  newest: string;
}

/** The JSON output of `cleanup`. */
export interface CleanupReport {
  command: "cleanup";
  /** `planned` with `--dry-run`, which removes nothing. */
  status: "planned" | "completed";
  db: string;
  retention_days: number;
  /** The cleanup removes everything that was deleted or superseded before this time; ISO 8601 UTC. */
  older_than: string;
  totals: CleanupCounts;
  types: CleanupTypeRow[];
  expired: Expired[];
  /** The size of the vault in bytes, and how many bytes the cleanup freed. */
  vault_bytes: number;
  freed_bytes: number;
  /** Why a cleanup would currently remove nothing, or why it has not freed all space yet. */
  warnings: string[];
}

/** Returns what a cleanup of a vault would remove. */
export function planOf(vault: Vault, request: CleanupRequest): CleanupReport {
  const { path: db } = vault;
  return plannedCleanup(planCleanup(vault, request), { db, days: request.days, bytes: vault.size() });
}

/** Executes a cleanup of a vault. */
export function removalOf(vault: Vault, request: CleanupRequest): CleanupReport {
  return completedCleanup(cleanUp(vault, request), { db: vault.path, days: request.days });
}

/** Returns the report of a planned cleanup. `bytes` is the size of the vault. */
export function plannedCleanup(
  plan: CleanupPlan,
  { db, days, bytes }: { db: string; days: number; bytes: number },
): CleanupReport {
  const { refusal } = plan;
  return {
    ...frame(plan, { db, days, status: "planned" }),
    vault_bytes: bytes,
    freed_bytes: 0,
    warnings: refusal === null ? [] : [`${refusal.message}. ${refusal.hint ?? ""}`.trim()],
  };
}

/** Returns the report of an executed cleanup. */
export function completedCleanup(
  result: CleanupResult,
  { db, days }: { db: string; days: number },
): CleanupReport {
  return {
    ...frame(result, { db, days, status: "completed" }),
    vault_bytes: result.bytesAfter,
    freed_bytes: Math.max(0, result.bytesBefore - result.bytesAfter),
    warnings: result.compacted
      ? []
      : ["Another program is reading the vault, so some space is not freed yet. The next cleanup frees it."],
  };
}

function frame(
  { cutoff, expired }: CleanupPlan,
  { db, days, status }: { db: string; days: number; status: CleanupReport["status"] },
): Omit<CleanupReport, "vault_bytes" | "freed_bytes" | "warnings"> {
  const types = new Map<string, CleanupTypeRow>();
  const totals: CleanupCounts = { items: 0, versions: 0, bytes: 0 };
  for (const { type, reason, since, bytes } of expired) {
    const row = types.get(type) ?? { type, items: 0, versions: 0, bytes: 0, oldest: since, newest: since };
    for (const counts of [row, totals]) {
      counts[reason === "deleted" ? "items" : "versions"]++;
      counts.bytes += bytes;
    }
    if (since < row.oldest) row.oldest = since;
    if (since > row.newest) row.newest = since;
    types.set(type, row);
  }
  return {
    command: "cleanup",
    status,
    db,
    retention_days: days,
    older_than: cutoff,
    totals,
    types: [...types.values()],
    expired,
  };
}
