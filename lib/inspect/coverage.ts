/**
 * Reports how much of an instance the vault contains: what was captured, what the API user could not see, and what no
 * backup contains.
 *
 * @module
 */
import { CONTENT_TYPES, type ContentType, typeCode } from "../looker/content_type_names.ts";
import { REGISTRY } from "../looker/content_types.ts";
import { generalLacks } from "../looker/operations/table.ts";
import { isAdminRole } from "../looker/instance_info.ts";
import { asSpecRecord, beyondJson, type ServedBeyond } from "../looker/spec_record.ts";
import { storedSpec } from "../vault/api_specs.ts";
import { type AttemptError, attemptErrors, lastAttempts, trashCounts } from "../vault/coverage.ts";
import { rememberedCopies } from "../vault/copied.ts";
import { type DrillRecord, rememberedDrills } from "../vault/drills.ts";
import { typeCounts } from "../vault/listing.ts";
import { measureSession } from "../vault/session_users.ts";
import { allSessions } from "../vault/stats.ts";
import type { Vault } from "../vault/vault.ts";

/** How completely the last run that tried has captured a type. */
export type CoverageState = "complete" | "partial" | "not captured" | "interrupted" | "never tried";

/** The coverage of one type. Times are ISO 8601 UTC. */
export interface TypeCoverage {
  type: ContentType;
  state: CoverageState;
  /** The number of items that exist in Looker (including its trash), that are in its trash, and that are deleted. */
  items: number;
  trashed: number;
  deleted: number;
  /** The number of items of the type that the last run that tried could not capture. */
  failed: number;
  last_tried: string | null;
  last_complete: string | null;
  /** That run's note about the type, such as a refused request. */
  note: string | null;
  errors: AttemptError[];
  /** What no backup contains. */
  beyond_reach: readonly string[];
}

/** The coverage of the vault. */
export interface Coverage {
  db: string;
  instance: string | null;
  looker_version: string | null;
  /** The API user of the newest backup. Looker omits what this user may not see. */
  user: { id: string | null; email: string | null; roles: readonly string[]; admin: boolean | null };
  last_run: { started_at: string; status: string; mode: string } | null;
  types: TypeCoverage[];
  /**
   * What the Looker release of the newest backup has that this version of lookervault does not support; null if no run
   * has checked.
   */
  beyond: ServedBeyond | null;
  beyond_reach: readonly string[];
  /** The last drill; null if the vault records none. */
  drill: DrillRecord | null;
  /**
   * The newest snapshot at each location that the vault records, the latest location first; `at` is the snapshot's
   * time, ISO 8601 UTC.
   */
  copies: { location: string; at: string }[];
}

/** Returns the coverage of a vault. */
export function vaultCoverage(vault: Vault): Coverage {
  const [newest] = allSessions(vault);
  const user = measureSession(vault);
  const attempts = lastAttempts(vault);
  const counts = new Map(typeCounts(vault).map((count) => [count.type, count]));
  const withTrash = CONTENT_TYPES.filter((type) => REGISTRY[type].trashed !== undefined).map(typeCode);
  const trash = trashCounts(vault, withTrash);
  const types = CONTENT_TYPES.map((type): TypeCoverage => {
    const code = typeCode(type), attempt = attempts.get(code);
    const errors = attempt === undefined ? [] : attemptErrors(vault, attempt.sessionId, code);
    return {
      type,
      state: attempt === undefined ? "never tried" : stateOf({ ...attempt, errors: errors.length }),
      items: counts.get(code)?.items ?? 0,
      trashed: trash.get(code) ?? 0,
      deleted: counts.get(code)?.deleted ?? 0,
      failed: attempt?.failed ?? 0,
      last_tried: attempt?.startedAt ?? null,
      last_complete: attempt?.lastComplete ?? null,
      note: attempt?.note ?? null,
      errors,
      beyond_reach: REGISTRY[type].reach.lacks ?? [],
    };
  });
  return {
    db: vault.path,
    instance: vault.meta("instance"),
    looker_version: newest?.looker_version ?? null,
    user: {
      id: user?.userId ?? null,
      email: user?.userEmail ?? null,
      roles: user?.roles ?? [],
      admin: user === null ? null : user.roles.some(isAdminRole),
    },
    last_run: newest === undefined
      ? null
      : { started_at: newest.started_at, status: newest.status, mode: newest.mode },
    types,
    beyond: servedBeyond(vault, newest?.looker_version ?? vault.meta("looker_version")),
    beyond_reach: generalLacks(),
    drill: rememberedDrills(vault)[0] ?? null,
    copies: rememberedCopies(vault).map(({ location, folder, stamp }) => ({
      location: `${location}/${folder}`,
      at: stamp.replace(/T(\d\d)-(\d\d)-(\d\d)Z$/, "T$1:$2:$3Z"),
    })),
  };
}

function servedBeyond(vault: Vault, release: string | null): ServedBeyond | null {
  const record = release === null ? null : asSpecRecord(storedSpec(vault, release));
  return record === null ? null : beyondJson(record);
}

function stateOf(
  { done, complete, failed, stored, errors }: {
    done: boolean;
    complete: boolean;
    failed: number;
    stored: number;
    errors: number;
  },
): CoverageState {
  if (!done) return "interrupted";
  if (complete && failed === 0 && errors === 0) return "complete";
  return stored === 0 ? "not captured" : "partial";
}

/** Whether every type was captured completely by the last run that tried. */
export function isWhole({ types }: Coverage): boolean {
  return types.every(({ state }) => state === "complete");
}
