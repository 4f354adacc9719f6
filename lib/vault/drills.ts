/**
 * The last drills, as recorded in the vault.
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
  /** The target instance. */
  destination: string;
  /** Who ran it: the API user, and the user of the machine; null if unknown. */
  api_user: string | null;
  host_user: string | null;
  lookervault_version: string;
  /** The timestamp of the snapshot that the copies were restored from; null for the vault itself. */
  snapshot: string | null;
  /** How many items were requested, and how many were chosen. */
  sample: number;
  tried: number;
  /** How many copies equal the backup, and how many differ. */
  same: number;
  different: number;
  /** How many copies lack a part that Looker does not accept, and how many items failed. */
  incomplete: number;
  failed: number;
}

const KEY = "drills";

/** The maximum number of recorded drills. */
const MOST = 20;

/** Records a drill in a vault. */
export function rememberDrill(vault: Vault, drill: DrillRecord): void {
  vault.withTransaction(() =>
    vault.setMeta(KEY, vault.cleanJson([drill, ...rememberedDrills(vault)].slice(0, MOST)))
  );
}

/** Returns the recorded drills, the last one first. */
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
