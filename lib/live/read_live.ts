/**
 * Reads the current state of Looker for a comparison with a vault. An extraction runs into a baseline copy of the vault
 * in memory, so that items that an incremental run would skip are not read here either. This module is in `live`,
 * because the read side must not import the extraction.
 *
 * @module
 */
import { shellWord } from "../base/shell_word.ts";
import type { Clock } from "../base/clock.ts";
import { sameAddress } from "../base/address.ts";
import { UsageError } from "../base/errors.ts";
import type { EventSink } from "../extract/events.ts";
import { narrower, rightsOf } from "../extract/rights.ts";
import { runExtract } from "../extract/run.ts";
import { keepsPublicLinks } from "../extract/scrub.ts";
import type { ErrorSummary, ExtractSummary } from "../extract/summary.ts";
import type { Connection } from "../looker/connect.ts";
import { CONTENT_TYPES, type ContentType, TYPE_CODES, typeCode } from "../looker/content_type_names.ts";
import { temporaryVault } from "../vault/open.ts";
import { measureSession, sessionUser } from "../vault/session_users.ts";
import { newestSession } from "../vault/sessions.ts";
import { capturedTypes, copyBaseline, unconfirmedDeletions } from "../vault/baseline.ts";
import type { Vault } from "../vault/vault.ts";

/** What to read, and how. */
export interface ReadLiveOptions {
  /** The types; null for the types that the vault contains. */
  types: readonly ContentType[] | null;
  /** The id of the only item to read. */
  id?: string;
  /** Whether to read everything, even if its timestamp has not changed. */
  full: boolean;
  workers: number;
  maxRetries: number;
}

/** The options and dependencies of reading Looker. */
export interface ReadLiveDeps {
  connection: Connection;
  /** The vault, open for reading. */
  vault: Vault;
  clock: Clock;
  sink: EventSink;
  signal: AbortSignal;
  lookervaultVersion: string;
}

/** How completely a type was read. */
export interface ReadType {
  type: ContentType;
  /** False if Looker did not return all items. Items that were not returned may still exist. */
  complete: boolean;
  note: string | null;
}

/** The current state of Looker, for a comparison with the vault. Disposing closes the baseline. */
export interface LiveReading extends Disposable {
  baseline: Vault;
  types: ReadType[];
  /** Parts of Looker that could not be read. They are not compared. */
  errors: ErrorSummary[];
  calls: number;
  /** Full sentences about limits of the result. */
  warnings: string[];
}

/**
 * Reads the current state of Looker.
 *
 * @throws {UsageError} if the vault is of another instance.
 * @throws {InterruptedError} {@linkcode LoginError} {@linkcode UnreachableError}
 */
export async function readLive(options: ReadLiveOptions, deps: ReadLiveDeps): Promise<LiveReading> {
  const { vault } = deps;
  requireItsInstance(vault, deps.connection.instance);
  const captured = capturedTypes(vault);
  const types = options.types ?? CONTENT_TYPES.filter((type) => captured.has(typeCode(type)));
  const baseline = temporaryVault(TYPE_CODES);
  try {
    copyBaseline(baseline, vault, { types: types.map(typeCode), id: options.id ?? null });
    const summary = await extractInto(baseline, types, { options, deps });
    // A run that is stopped keeps what it has read, but a partial comparison would be wrong.
    deps.signal.throwIfAborted();
    const read = types.map((type) => readType(summary, type));
    const doubt = doubted(baseline, vault, { summary, read });
    if (doubt !== null) deps.sink({ event: "warning", message: doubt });
    return {
      baseline,
      types: read,
      errors: summary.errors.filter(({ type }) => types.includes(type)),
      calls: summary.calls,
      warnings: [...summary.warnings, ...doubt === null ? [] : [doubt]],
      [Symbol.dispose]: () => baseline[Symbol.dispose](),
    };
  } catch (error) {
    baseline[Symbol.dispose]();
    throw error;
  }
}

function requireItsInstance(vault: Vault, instance: string): void {
  const known = vault.meta("instance");
  if (known === null || sameAddress(known, instance)) return;
  throw new UsageError(`Cannot compare ${vault.path} with ${instance}: it is a backup of ${known}`, {
    hint:
      `Point --base-url at the instance of the backup, or --db at a vault of that instance. If it has moved: lookervault relocate --to ${
        shellWord(instance)
      }.`,
  });
}

async function extractInto(
  baseline: Vault,
  types: readonly ContentType[],
  { options, deps }: { options: ReadLiveOptions; deps: ReadLiveDeps },
): Promise<ExtractSummary> {
  const { vault, sink, ...rest } = deps;
  const { id, full, workers, maxRetries } = options;
  const before = askedBefore(vault);
  return await runExtract({
    types,
    workers,
    batchSize: 100,
    maxRetries,
    folders: [],
    recursive: false,
    // Content that the vault excludes on purpose is not missing from it.
    noTrash: before.has("noTrash"),
    noUserValues: before.has("noUserValues"),
    noUsage: true,
    keepPublicLinks: keepsPublicLinks(vault),
    acceptDeletions: true,
    incremental: !full,
    ...(id !== undefined && { only: id }),
  }, {
    ...rest,
    vault: baseline,
    held: vault,
    hostUser: null,
    readsSpec: false,
    resumes: () => false,
    sink: (event) => sink(event.event === "started" ? { ...event, db: vault.path, compares: true } : event),
  });
}

/** Returns the options of the newest run that were set. */
function askedBefore(vault: Vault): Set<string> {
  const options = newestSession(vault)?.options;
  if (typeof options !== "object" || options === null) return new Set();
  return new Set(Object.entries(options).flatMap(([key, value]) => value === true ? [key] : []));
}

function readType({ types, errors }: ExtractSummary, type: ContentType): ReadType {
  const line = types.find((one) => one.type === type);
  const complete = line?.complete ?? false;
  const failure = complete ? undefined : errors.find((one) => one.type === type)?.message;
  return { type, complete, note: line?.note ?? failure ?? null };
}

/**
 * Returns a warning if deletions cannot be confirmed; null otherwise. Looker does not list items that an API user may
 * not see. If this user sees less than the user of the backup, no item is reported as deleted.
 */
function doubted(
  baseline: Vault,
  vault: Vault,
  { summary, read }: { summary: ExtractSummary; read: ReadType[] },
): string | null {
  const user = sessionUser(baseline, summary.session_id), rights = rightsOf(user?.rights);
  if (user === null || rights === null) return null;
  const why = narrower(measureSession(vault), { id: user.userId, email: user.userEmail, rights });
  if (why === null) return null;
  const hidden = unconfirmedDeletions(baseline);
  for (const one of read) {
    const count = hidden.get(typeCode(one.type)) ?? 0;
    if (count === 0) continue;
    const note = `${count} not listed, perhaps only hidden from this API user`;
    one.note = one.note === null ? note : `${one.note}; ${note}`;
    one.complete = false;
  }
  const sentence = `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
  return `${sentence} Items that Looker does not list to this user are not reported as deleted.`;
}
