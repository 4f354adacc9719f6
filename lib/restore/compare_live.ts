/**
 * The vault against Looker as it is now. An extraction runs into a shadow of the vault in memory, so that what an
 * incremental run would leave alone costs nothing here either. It stands here because reading Looker is a matter of
 * the extraction, which the read side does not know.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { canonical } from "../codec/canonical.ts";
import { differingPaths } from "../codec/differing_paths.ts";
import { sameBytes } from "../codec/digest.ts";
import { DamagedBodyError } from "../codec/errors.ts";
import type { JsonValue } from "../codec/json_value.ts";
import { decode } from "../codec/msgpack_reader.ts";
import type { EventSink } from "../extract/events.ts";
import { runExtract } from "../extract/run.ts";
import type { ExtractSummary } from "../extract/summary.ts";
import type { Connection } from "../looker/connect.ts";
import { CONTENT_TYPES, type ContentType, typeCode } from "../looker/content_type_names.ts";
import { volatileKeys } from "../looker/volatile.ts";
import { temporaryVault } from "../vault/open.ts";
import { newestSession } from "../vault/sessions.ts";
import { canonicalHashes, capturedTypes, castShadow, shadowItems } from "../vault/shadow.ts";
import type { Vault } from "../vault/vault.ts";
import { readBody } from "../vault/versions.ts";

/** How many items stand how. */
export interface LiveCounts {
  /** As in the vault. */
  same: number;
  changed: number;
  /** In the vault, and gone from Looker. */
  missing: number;
  /** In Looker, and not in the vault. */
  extra: number;
}

/** One type. */
export interface LiveType extends LiveCounts {
  type: ContentType;
  /** False when Looker did not show all of it: `missing` then lacks what cannot be told. */
  complete: boolean;
  note: string | null;
}

/** An item that differs. */
export interface LiveDifference {
  type: ContentType;
  id: string;
  name: string | null;
  what: "changed" | "missing" | "extra";
  /** Where it differs; empty unless it is changed. */
  paths: string[];
}

/** What a comparison comes to. */
export interface LiveResult {
  live: LiveCounts;
  live_types: LiveType[];
  differences: LiveDifference[];
  calls: number;
}

/** What is compared, and how. */
export interface CompareOptions {
  /** Null for the types that the vault has captured. */
  types: readonly ContentType[] | null;
  /** Read everything, though its time stamp says that it is as it was. */
  full: boolean;
  workers: number;
  maxRetries: number;
}

/** What a comparison works with. */
export interface CompareDeps {
  connection: Connection;
  /** Open for reading. */
  vault: Vault;
  clock: Clock;
  sink: EventSink;
  signal: AbortSignal;
  lookervaultVersion: string;
}

/** Paths told of one item. */
const MOST_PATHS = 20;

/** Compares. @throws {LoginError} {@linkcode UnreachableError} */
export async function compareLive(options: CompareOptions, deps: CompareDeps): Promise<LiveResult> {
  const { vault } = deps;
  const captured = capturedTypes(vault);
  const types = options.types ?? CONTENT_TYPES.filter((type) => captured.has(typeCode(type)));
  using shadow = temporaryVault(CONTENT_TYPES);
  castShadow(shadow, vault, types.map(typeCode));
  const summary = await extractInto(shadow, types, { options, deps });
  const result: LiveResult = {
    live: { same: 0, changed: 0, missing: 0, extra: 0 },
    live_types: [],
    differences: [],
    calls: summary.calls,
  };
  for (const type of types) compareType(result, type, { vault, shadow, summary });
  return result;
}

async function extractInto(
  shadow: Vault,
  types: readonly ContentType[],
  { options, deps }: { options: CompareOptions; deps: CompareDeps },
): Promise<ExtractSummary> {
  const { vault, sink, ...rest } = deps;
  const before = askedBefore(vault);
  return await runExtract({
    types,
    workers: options.workers,
    batchSize: 100,
    maxRetries: options.maxRetries,
    folders: [],
    recursive: false,
    // What the vault was not to hold is not missing from it.
    noTrash: before.has("noTrash"),
    noUserValues: before.has("noUserValues"),
    acceptDeletions: true,
    incremental: !options.full,
  }, {
    ...rest,
    vault: shadow,
    hostUser: null,
    goOn: () => false,
    sink: (event) => sink(event.event === "started" ? { ...event, db: vault.path, compares: true } : event),
  });
}

/** Which options of the newest run were set. */
function askedBefore(vault: Vault): Set<string> {
  const options = newestSession(vault)?.options;
  if (typeof options !== "object" || options === null) return new Set();
  return new Set(Object.entries(options).flatMap(([key, value]) => value === true ? [key] : []));
}

function compareType(
  result: LiveResult,
  type: ContentType,
  { vault, shadow, summary }: { vault: Vault; shadow: Vault; summary: ExtractSummary },
): void {
  const line = summary.types.find((one) => one.type === type);
  const forms = canonicalHashes(vault, typeCode(type));
  const counts: LiveCounts = { same: 0, changed: 0, missing: 0, extra: 0 };
  for (const { id, name, standing, canonicalHash } of shadowItems(shadow, typeCode(type))) {
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
    const paths = what === "changed" ? pathsOf(type, id, { vault, shadow }) : [];
    result.differences.push({ type, id, name, what, paths });
  }
  result.live_types.push({ type, ...counts, complete: line?.complete ?? false, note: line?.note ?? null });
  for (const key of ["same", "changed", "missing", "extra"] as const) result.live[key] += counts[key];
}

function pathsOf(
  type: ContentType,
  id: string,
  { vault, shadow }: { vault: Vault; shadow: Vault },
): string[] {
  try {
    const [before, now] = [vault, shadow].map((from) => formOf(from, type, id));
    return before === undefined || now === undefined ? [] : differingPaths(before, now, MOST_PATHS);
  } catch (error) {
    // That the stored body is damaged is said by the verification.
    if (error instanceof DamagedBodyError) return [];
    throw error;
  }
}

/** A body without what changes by itself. */
function formOf(vault: Vault, type: ContentType, id: string): JsonValue | undefined {
  const bytes = readBody(vault, typeCode(type), id);
  return bytes === null ? undefined : decode(canonical(bytes, volatileKeys(type)).slice());
}
