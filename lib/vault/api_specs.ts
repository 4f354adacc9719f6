/**
 * What is known of the API of Looker's releases, as compact facts in the table `meta`.
 *
 * @module
 */
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

const KEY = "api_specs";
/** At most this many releases are recorded, the newest first: one for the instance, and one for each target of a restore. */
const MOST = 5;

/** What was kept of a release; undefined when nothing was. */
export function storedSpec(vault: Vault, release: string): unknown {
  return entries(vault).find((entry) => releaseOf(entry) === release);
}

/** Keeps what is known of a release; `record` has it under `release`. In a transaction of its own. */
export function keepSpec(vault: Vault, record: { release: string }): void {
  vault.withTransaction(() => {
    const others = entries(vault).filter((entry) => releaseOf(entry) !== record.release);
    vault.setMeta(KEY, JSON.stringify([record, ...others].slice(0, MOST)));
  });
}

function entries(vault: Vault): unknown[] {
  const stored = storedJson(vault.meta(KEY));
  return Array.isArray(stored) ? stored : [];
}

function releaseOf(entry: unknown): unknown {
  return typeof entry === "object" && entry !== null ? (entry as { release?: unknown }).release : undefined;
}
