/**
 * Retention: says what is old enough to go, removes it, and gives its space back.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { LookervaultError } from "../base/errors.ts";
import { VaultClockError, VaultNeededError } from "./errors.ts";
import { type Expired, findExpired, knownMoments, removeExpired, unfinishedRestore } from "./expired.ts";
import { type ClockDoubt, clockDoubt, retentionCutoff, waitsForRestore } from "./retention.ts";
import type { Vault } from "./vault.ts";

/** What a cleanup is asked. */
export interface CleanupRequest {
  clock: Clock;
  /** How long to keep, days of 24 hours; at least 1. */
  days: number;
  /** Whether the clock is believed though it seems to have jumped. */
  acceptClock: boolean;
}

/** What is old enough to go. */
export interface CleanupPlan {
  /** What ended before this moment goes; ISO 8601 UTC. */
  cutoff: string;
  expired: Expired[];
  /** Why none of it may go now; null when it may, and when there is nothing. */
  refusal: LookervaultError | null;
}

/** A cleanup that was done. Sizes in bytes of the file with its write-ahead log. */
export interface CleanupResult extends CleanupPlan {
  bytesBefore: number;
  bytesAfter: number;
  /** False when a reader holds a part of the space back, until the next run. */
  compacted: boolean;
}

/**
 * Says what a cleanup would remove.
 *
 * @throws {VaultClockError} when the vault knows of moments in the future.
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
 * Removes what is old enough in one transaction, then gives the space back to the file system. The vault is open for
 * writing.
 *
 * @throws {VaultClockError} when the clock may have jumped; nothing was removed.
 * @throws {VaultNeededError} when an interrupted restore may need it; nothing was removed.
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
          "Set this machine's clock. If it is right, and the clock of that run was wrong, add --accept-clock.",
      },
    );
  }
  return new VaultClockError(
    `Cannot clean up the vault ${path}: from ${readable(doubt.from)} to ${readable(doubt.to)} it records ` +
      `no run, which is longer than the retention of ${days} days; the clock may have jumped (${said})`,
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
    { hint: "Resume it: lookervault restore resume. After a week, cleanup no longer waits for it." },
  );
}

/** `2026-01-02 03:04 UTC` of an ISO time. */
function readable(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
