/**
 * Retention: says what is old enough to go, removes it, and gives its space back.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { VaultClockError } from "./errors.ts";
import { type Expired, findExpired, knownMoments, removeExpired } from "./expired.ts";
import { clockDoubt, retentionCutoff } from "./retention.ts";
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
  /** Why the clock is doubted: then nothing goes without consent to it. Null when it is not, or when nothing goes. */
  doubt: VaultClockError | null;
}

/** A cleanup that was done. Sizes in bytes of the file with its write-ahead log. */
export interface CleanupResult extends CleanupPlan {
  bytesBefore: number;
  bytesAfter: number;
}

/**
 * Says what a cleanup would remove.
 *
 * @throws {VaultClockError} when the vault knows of moments in the future.
 */
export function planCleanup(vault: Vault, { clock, days, acceptClock }: CleanupRequest): CleanupPlan {
  const now = clock.now();
  const cutoff = retentionCutoff({ now, days });
  const expired = findExpired(vault, cutoff);
  const doubt = acceptClock ? null : clockDoubt({ now, days, ...knownMoments(vault) });
  if (doubt === null) return { cutoff, expired, doubt };
  const said = `this machine says ${readable(new Date(now).toISOString())}`;
  if (doubt.kind === "future") {
    throw new VaultClockError(
      `Cannot clean up the vault ${vault.path}: its newest run is of ${readable(doubt.at)}, but ${said}`,
      { hint: "Set this machine's clock. If it is right and that run's was wrong, add --accept-clock." },
    );
  }
  return {
    cutoff,
    expired,
    doubt: expired.length === 0 ? null : new VaultClockError(
      `Cannot clean up the vault ${vault.path}: from ${readable(doubt.from)} to ${readable(doubt.to)} ` +
        `it knows of no run, longer than the retention of ${days} days; the clock may have jumped (${said})`,
      { hint: "If the clock is right and there was no backup for so long, add --accept-clock." },
    ),
  };
}

/**
 * Removes what is old enough in one transaction, then gives the space back to the file system. The vault is open for
 * writing.
 *
 * @throws {VaultClockError} when the clock may have jumped; nothing was removed.
 */
export function cleanUp(vault: Vault, request: CleanupRequest): CleanupResult {
  const bytesBefore = vault.size();
  const plan = vault.withTransaction(() => {
    const plan = planCleanup(vault, request);
    if (plan.doubt !== null) throw plan.doubt;
    if (plan.expired.length > 0) removeExpired(vault, plan.cutoff);
    return plan;
  });
  vault.compact();
  return { ...plan, bytesBefore, bytesAfter: vault.size() };
}

/** `2026-01-02 03:04 UTC` of an ISO time. */
function readable(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
