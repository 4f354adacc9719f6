/**
 * Facts about the API of Looker's releases, as JSON in the table `meta`.
 *
 * @module
 */
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

const KEY = "api_specs";
/**
 * The maximum number of stored releases: the release of the instance, and those of targets of restores. The last saved
 * stay.
 */
const MOST = 5;

/** Returns the stored facts about a release; undefined if there are none. */
export function storedSpec(vault: Vault, release: string): unknown {
  return entries(vault).find((entry) => releaseOf(entry) === release);
}

/** Stores the facts about a release; `record.release` names the release. In its own transaction. */
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
