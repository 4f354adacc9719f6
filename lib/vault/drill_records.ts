/**
 * Drills that were made, as the vault remembers them: nothing of a drill itself stays in it.
 *
 * @module
 */
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

/** A drill. */
export interface DrillRecord {
  /** When it ended; ISO 8601 UTC to the second. */
  at: string;
  /** Items that were to be copied, and of the copies those that were like the backup and those that were not. */
  sample: number;
  same: number;
  different: number;
}

/** The key of `meta`, and how many drills are kept. */
const KEY = "drills", MOST = 50;

/** The drills, the newest first. */
export function drillsOf(vault: Vault): DrillRecord[] {
  const value = storedJson(vault.meta(KEY) ?? "[]");
  return Array.isArray(value) ? value.flatMap((one) => recordOf(one) ?? []) : [];
}

/** Remembers a drill; inside a transaction. */
export function recordDrill(vault: Vault, drill: DrillRecord): void {
  vault.setMeta(KEY, JSON.stringify([drill, ...drillsOf(vault)].slice(0, MOST)));
}

function recordOf(value: unknown): DrillRecord | null {
  if (typeof value !== "object" || value === null) return null;
  const { at, sample, same, different } = value as Partial<Record<keyof DrillRecord, unknown>>;
  const counts = [sample, same, different].map(Number);
  if (typeof at !== "string" || Number.isNaN(Date.parse(at)) || !counts.every(Number.isSafeInteger)) {
    return null;
  }
  const [all = 0, good = 0, bad = 0] = counts;
  return { at, sample: all, same: good, different: bad };
}
