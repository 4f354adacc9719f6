/**
 * Compares the vault with Looker: which items are the same, changed, added or deleted, and where they changed.
 *
 * @module
 */
import { sameBytes } from "../codec/digest.ts";
import { DamagedBodyError } from "../codec/errors.ts";
import type { JsonObject } from "../codec/json_value.ts";
import type { ErrorSummary } from "../extract/summary.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { baselineItems, canonicalHashes } from "../vault/baseline.ts";
import type { Vault } from "../vault/vault.ts";
import { readBody } from "../vault/versions.ts";
import { comparableBody, differingPaths } from "./diff/body_differences.ts";
import {
  type LiveReading,
  readLive,
  type ReadLiveDeps,
  type ReadLiveOptions,
  type ReadType,
} from "./read_live.ts";

/** The number of items by result. */
export interface LiveCounts {
  /** The same as in the vault. */
  same: number;
  changed: number;
  /** In the vault, but no longer in Looker. */
  missing: number;
  /** In Looker, but not in the vault. */
  extra: number;
}

/** The result for a type. */
export interface LiveType extends LiveCounts, ReadType {}

/** An item that differs. */
export interface LiveDifference {
  type: ContentType;
  id: string;
  name: string | null;
  what: "changed" | "missing" | "extra";
  /**
   * The paths of the differences, as `diff` shows them: `dashboard_elements[12].title`. Empty unless the item changed.
   */
  paths: string[];
}

/** The result of a comparison. */
export interface LiveResult {
  live: LiveCounts;
  live_types: LiveType[];
  differences: LiveDifference[];
  /** Parts of Looker that could not be read. They are not compared. */
  errors: ErrorSummary[];
  calls: number;
  /** Full sentences about limits of the result. */
  warnings: string[];
}

/** The maximum number of paths for one item. */
const MOST_PATHS = 20;

/** Compares the vault with Looker. @throws as {@linkcode readLive}. */
export async function compareLive(
  options: Omit<ReadLiveOptions, "id">,
  deps: ReadLiveDeps,
): Promise<LiveResult> {
  using reading = await readLive(options, deps);
  const result: LiveResult = {
    live: { same: 0, changed: 0, missing: 0, extra: 0 },
    live_types: [],
    differences: [],
    errors: reading.errors,
    calls: reading.calls,
    warnings: reading.warnings,
  };
  for (const type of reading.types) compareType(result, type, { vault: deps.vault, reading });
  return result;
}

function compareType(
  result: LiveResult,
  read: ReadType,
  { vault, reading: { baseline } }: { vault: Vault; reading: LiveReading },
): void {
  const { type } = read;
  const forms = canonicalHashes(vault, typeCode(type));
  const counts: LiveCounts = { same: 0, changed: 0, missing: 0, extra: 0 };
  for (const { id, name, standing, canonicalHash } of baselineItems(baseline, typeCode(type))) {
    if (standing === "unknown") continue;
    const form = forms.get(id);
    const what = standing === "gone"
      ? "missing"
      : form === undefined
      ? "extra"
      : sameBytes(form, canonicalHash)
      ? "same"
      : "changed";
    counts[what]++;
    if (what === "same") continue;
    const paths = what === "changed" ? pathsOf(type, id, { vault, baseline }) : [];
    result.differences.push({ type, id, name, what, paths });
  }
  result.live_types.push({ ...read, ...counts });
  for (const key of ["same", "changed", "missing", "extra"] as const) result.live[key] += counts[key];
}

function pathsOf(
  type: ContentType,
  id: string,
  { vault, baseline }: { vault: Vault; baseline: Vault },
): string[] {
  try {
    const before = bodyOf(vault, type, id), now = bodyOf(baseline, type, id);
    return before === null || now === null ? [] : differingPaths(before, now, { type, most: MOST_PATHS });
  } catch (error) {
    // Damage of the stored body is reported by the verification.
    if (error instanceof DamagedBodyError) return [];
    throw error;
  }
}

function bodyOf(vault: Vault, type: ContentType, id: string): JsonObject | null {
  const bytes = readBody(vault, typeCode(type), id);
  return bytes === null ? null : comparableBody(type, bytes);
}
