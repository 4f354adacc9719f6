/**
 * Retention: finds what is old enough, removes it, and returns its space to the file system.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import type { Clock } from "../base/clock.ts";
import type { LookervaultError } from "../base/errors.ts";
import { VaultClockError, VaultNeededError } from "./errors.ts";
import { type Expired, findExpired, knownMoments, removeExpired, unfinishedRestore } from "./expired.ts";
import { type ClockDoubt, clockDoubt, retentionCutoff, waitsForRestore } from "./retention.ts";
import type { Vault } from "./vault.ts";

/** The options of a cleanup. */
export interface CleanupRequest {
  clock: Clock;
  /** The retention, in days of 24 hours; at least 1. */
  days: number;
  /** Whether to accept the clock even if it seems to have jumped. */
  acceptClock: boolean;
}

/** The items and versions that are old enough to remove. */
export interface CleanupPlan {
  /** What ended before this time (ISO 8601 UTC) is old enough to be removed. */
  cutoff: string;
  expired: Expired[];
  /** Why nothing may be removed now; null if it may, or if there is nothing to remove. */
  refusal: LookervaultError | null;
}

/** The result of a cleanup. Sizes are bytes of the file with its write-ahead log. */
export interface CleanupResult extends CleanupPlan {
  bytesBefore: number;
  bytesAfter: number;
  /** False if a reader keeps some of the space in use until the next run. */
  compacted: boolean;
}

/**
 * Finds what a cleanup would remove.
 *
 * @throws {VaultClockError} if the vault has timestamps in the future.
 */
export function planCleanup(vault: Vault, request: CleanupRequest): CleanupPlan {
  const { clock, days, acceptClock } = request;
  const now = clock.now();
  const cutoff = retentionCutoff({ now, days });
  const expired = findExpired(vault, cutoff);
  const doubt = acceptClock ? null : clockDoubt({ now, days, ...knownMoments(vault) });
  const refusal = doubt === null ? neededByRestore(vault, now) : clockRefusal(vault, { doubt, now, days });
  if (doubt?.kind === "future") throw refusal;
  return { cutoff, expired, refusal: expired.length === 0 ? null : refusal };
}

/**
 * Removes what is old enough in one transaction, then returns the space to the file system. The vault must be open for
 * writing.
 *
 * @throws {VaultClockError} if the clock may have jumped; nothing was removed.
 * @throws {VaultNeededError} if an interrupted restore may need what would be removed; nothing was removed.
 */
export function cleanUp(vault: Vault, request: CleanupRequest): CleanupResult {
  const bytesBefore = vault.size();
  const plan = vault.withTransaction(() => {
    const plan = planCleanup(vault, request);
    if (plan.refusal !== null) throw plan.refusal;
    if (plan.expired.length > 0) removeExpired(vault, plan.cutoff);
    return plan;
  });
  const compacted = vault.compact();
  return { ...plan, bytesBefore, bytesAfter: vault.size(), compacted };
}

function clockRefusal(
  { path }: Vault,
  { doubt, now, days }: { doubt: ClockDoubt; now: number; days: number },
): VaultClockError {
  const said = `this machine's clock says ${readable(new Date(now).toISOString())}`;
  if (doubt.kind === "future") {
    return new VaultClockError(
      `Cannot clean up the vault ${path}: its newest run is from ${readable(doubt.at)}, but ${said}`,
      {
        hint:
          "Correct this machine's clock. If it is right, and the clock of that run was wrong, add --accept-clock.",
      },
    );
  }
  return new VaultClockError(
    `Cannot clean up the vault ${path}: it records no run from ${readable(doubt.from)} to ${
      readable(doubt.to)
    }, which is longer than the retention of ${counted(days, "day")}; the clock may have jumped (${said})`,
    { hint: "If the clock is right, and there was no backup for that time, add --accept-clock." },
  );
}

function neededByRestore(vault: Vault, now: number): VaultNeededError | null {
  const startedAt = unfinishedRestore(vault);
  if (startedAt === null || !waitsForRestore({ now, startedAt })) return null;
  return new VaultNeededError(
    `Cannot clean up the vault ${vault.path}: the restore of ${
      readable(startedAt)
    } was interrupted and may need it`,
    {
      hint: "Resume the restore: `lookervault restore resume`. After a week, cleanup no longer waits for it.",
    },
  );
}

/** Formats an ISO time as `2026-01-02 03:04 UTC`. */
function readable(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
