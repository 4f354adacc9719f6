/**
 * What a vault records about its last drills.
 *
 * @module
 */
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

/** A drill. Times are ISO 8601 UTC. */
export interface DrillRecord {
  started_at: string;
  completed_at: string;
  /** `completed` if every copy equals the backup, otherwise `partial`. */
  status: string;
  /** Into which instance. */
  destination: string;
  /** Who ran it: the API user, and the user of the machine; null if unknown. */
  api_user: string | null;
  host_user: string | null;
  lookervault_version: string;
  /** The timestamp of the copy that was restored from; null for the vault itself. */
  snapshot: string | null;
  /** Items that were asked for, and those that there were to choose. */
  sample: number;
  tried: number;
  /** Copies that were like the backup, and those that were not. */
  same: number;
  different: number;
  /** Copies that lack a part which Looker does not take, and items that could not be copied. */
  incomplete: number;
  failed: number;
}

const KEY = "drills";

/** At most this many drills are recorded. */
const MOST = 20;

/** Records a drill in a vault. */
export function rememberDrill(vault: Vault, drill: DrillRecord): void {
  vault.withTransaction(() =>
    vault.setMeta(KEY, vault.cleanJson([drill, ...rememberedDrills(vault)].slice(0, MOST)))
  );
}

/** The drills that a vault remembers, the last one first. */
export function rememberedDrills(vault: Vault): DrillRecord[] {
  const list = storedJson(vault.meta(KEY));
  return Array.isArray(list) ? list.filter(isDrill).slice(0, MOST) : [];
}

const TEXTS = ["started_at", "completed_at", "status", "destination", "lookervault_version"] as const;
const OPTIONAL = ["api_user", "host_user", "snapshot"] as const;
const COUNTS = ["sample", "tried", "same", "different", "incomplete", "failed"] as const;

function isDrill(value: unknown): value is DrillRecord {
  if (typeof value !== "object" || value === null) return false;
  const of = value as Record<string, unknown>;
  return TEXTS.every((key) => typeof of[key] === "string") &&
    OPTIONAL.every((key) => of[key] === null || typeof of[key] === "string") &&
    COUNTS.every((key) => Number.isSafeInteger(of[key]));
}
