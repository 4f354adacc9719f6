/**
 * Reads the restores in a vault: the restores themselves, failed writes that wait for a retry, and id maps.
 *
 * @module
 */
import { quoted } from "../base/quoted.ts";
import { sameAddress } from "../base/address.ts";
import { wordsText } from "../base/command_text.ts";
import { UsageError } from "../base/errors.ts";
import { CONTENT_TYPES, singular, typeOfCode } from "../looker/content_type_names.ts";
import { parseContentType } from "../looker/parse_content_type.ts";
import { type DeadLetterHead, deadLetterHeads, deadLetters } from "../vault/dead_letters.ts";
import { allMappings } from "../vault/id_map.ts";
import { restorations, type StoredRestoration } from "../vault/restorations.ts";
import type { Vault } from "../vault/vault.ts";
import { NotInVaultError } from "./errors.ts";
import { type RestoredItem, restoredItems } from "./session_items.ts";

/** A restore. Times are ISO 8601 UTC. */
export interface SessionRecord {
  session_id: string;
  /** Such as `restore all`. */
  command: string | null;
  status: string;
  source: string;
  destination: string;
  /** The timestamp of the snapshot that was restored instead of the vault; null for the vault. */
  snapshot: string | null;
  started_at: string;
  completed_at: string | null;
  host_user: string | null;
  api_user: string | null;
  totals: Record<
    | "planned"
    | "created"
    | "updated"
    | "unchanged"
    | "undeleted"
    | "skipped"
    | "incomplete"
    | "failed"
    | "unrestorable",
    number
  >;
  verified: { same: number; different: number };
  calls: number;
  /** The number of its dead letters in the queue. */
  queued: number;
  error: string | null;
  /** The result for each item. Only present if a single restore was requested. */
  items?: RestoredItem[];
}

/** A dead letter in the queue. */
export interface DeadLetterRecord {
  id: number;
  session_id: string;
  destination: string | null;
  /** The name of the type, or its code if this version does not support the type. */
  type: string;
  item_id: string;
  operation: string;
  status: number | null;
  message: string;
  tries: number;
  created_at: string;
  last_tried_at: string;
}

/** A dead letter with all its data. */
export interface FullDeadLetter extends DeadLetterRecord {
  stack: string | null;
  /** The JSON text of the request's body. */
  payload: string | null;
}

/** An entry of an id map: the id of an item in the source, and its id in the destination. */
export interface MappingRecord {
  source: string;
  destination: string;
  kind: string;
  source_id: string;
  destination_id: string;
  session_id: string | null;
  created_at: string;
}

/** The filter for dead letters. */
export interface DeadLetterFilter {
  session?: string;
  type?: string;
  limit?: number;
  offset?: number;
}

/** The filter for id maps. */
export interface MappingFilter {
  /** A content type, or a part such as `dashboard_elements`. */
  type?: string;
  /** An id in the source or the destination. */
  id?: string;
  limit?: number;
  offset?: number;
}

/** A page of a list, and the total number of its rows. */
export interface Page<T> {
  rows: T[];
  total: number;
}

/**
 * Returns the restores, the newest first. With an id or its beginning, returns only that restore.
 *
 * @throws {NotInVaultError} if no restore has that id
 */
export function restoreSessions(vault: Vault, id: string | null): SessionRecord[] {
  const all = restorations(vault);
  const queued = Map.groupBy(deadLetterHeads(vault), ({ sessionId }) => sessionId);
  const wanted = id === null ? all : [restorationNamed(vault, all, id)];
  return wanted.map((session) => ({
    ...sessionRecord(session, queued.get(session.id)?.length ?? 0),
    ...id !== null && { items: restoredItems(vault, session) },
  }));
}

/**
 * Returns the restore with an id, or with an id that begins with `id`.
 *
 * @throws {NotInVaultError} if there is none
 * @throws {UsageError} if there are several
 */
export function restorationNamed(
  { path }: Pick<Vault, "path">,
  all: readonly StoredRestoration[],
  id: string,
): StoredRestoration {
  const exact = all.find((session) => session.id === id);
  const [found, ...others] = exact === undefined
    ? all.filter((session) => id !== "" && session.id.startsWith(id))
    : [exact];
  if (found === undefined) {
    throw new NotInVaultError(
      `Cannot find the restore ${quoted(id)}: no restore in the vault ${path} has that id`,
      {
        hint: "Choose a restore from `lookervault restore status`.",
      },
    );
  }
  if (others.length === 0) return found;
  throw new UsageError(
    `Cannot identify the restore ${quoted(id)}: ${others.length + 1} ids start with that`,
    {
      hint: "Give more characters of the id: see `lookervault restore status`.",
    },
  );
}

/** Options as texts, each with a leading space. */
export interface SessionPlace {
  /** For the instance. */
  instance: string;
  /** For the snapshot, which `restore resume` and `restore dlq retry` need, and `restore undo` does not. */
  snapshot: string;
}

/** Returns the options of {@linkcode sessionPlace} for a stored restore. */
export function restorationPlace(
  { source, destination, options }: Pick<StoredRestoration, "source" | "destination" | "options">,
): SessionPlace {
  return sessionPlace({ source, destination, snapshot: textOf(options, "fromSnapshot") });
}

/** Returns the options of a retry of dead letters, if all have the same; otherwise none. */
export function retryPlace(vault: Vault, letters: readonly Pick<DeadLetterRecord, "session_id">[]): string {
  const ids = new Set(letters.map(({ session_id }) => session_id));
  const [one = "", ...others] = new Set(
    restorations(vault).filter(({ id }) => ids.has(id)).map(restorationPlace)
      .map(({ instance, snapshot }) => instance + snapshot),
  );
  return others.length === 0 ? one : "";
}

/**
 * Returns the options with which another command reaches the instance and the snapshot of a restore, as texts with a
 * leading space. The record does not say where a snapshot is: that is taken from the configuration. There is no
 * `--base-url`, because a command with an address of the vault could send the API key there.
 */
export function sessionPlace(
  { source, destination, snapshot }: Pick<SessionRecord, "source" | "destination" | "snapshot">,
): SessionPlace {
  return {
    instance: sameAddress(source, destination) ? "" : wordsText(["--to", destination]),
    snapshot: snapshot === null ? "" : wordsText(["--from-snapshot", snapshot]),
  };
}

function sessionRecord(session: StoredRestoration, queued: number): SessionRecord {
  const { planned, created, updated, unchanged, undeleted, skipped, incomplete, failed, unrestorable } =
    session;
  return {
    session_id: session.id,
    command: commandOf(session.options),
    status: session.status,
    source: session.source,
    destination: session.destination,
    snapshot: textOf(session.options, "fromSnapshot"),
    started_at: session.startedAt,
    completed_at: session.completedAt,
    host_user: session.hostUser,
    api_user: session.apiUserEmail ?? session.apiUserId,
    totals: { planned, created, updated, unchanged, undeleted, skipped, incomplete, failed, unrestorable },
    verified: { same: session.verifiedSame, different: session.verifiedDifferent },
    calls: session.calls,
    queued,
    error: session.error,
  };
}

/** Returns the command that started a restore, such as `restore all`; null if it is not recorded. */
export function commandOf(options: unknown): string | null {
  return textOf(options, "command");
}

/** Returns a property of a restore's options that is a text; null for any other value. */
function textOf(options: unknown, name: string): string | null {
  const value = typeof options === "object" && options !== null
    ? (options as Record<string, unknown>)[name]
    : null;
  return typeof value === "string" ? value : null;
}

/** Returns the dead letters in the queue, oldest first. */
export function queuedDeadLetters(vault: Vault, filter: DeadLetterFilter): Page<DeadLetterRecord> {
  const all = restorations(vault);
  const session = filter.session === undefined ? null : restorationNamed(vault, all, filter.session).id;
  const type = filter.type === undefined ? null : parseContentType(filter.type);
  const deadLetters = deadLetterHeads(vault)
    .filter((letter) => session === null || letter.sessionId === session)
    .map((letter) => deadLetterRecord(letter, all))
    .filter((deadLetter) => type === null || deadLetter.type === type);
  return pageOf(deadLetters, filter);
}

/**
 * Returns a dead letter with all its data.
 *
 * @throws {NotInVaultError} if the queue has none with that number
 */
export function queuedDeadLetter(vault: Vault, id: number): FullDeadLetter {
  const [letter] = deadLetters(vault, id);
  if (letter === undefined) throw notQueued(vault, id);
  return { ...deadLetterRecord(letter, restorations(vault)), stack: letter.stack, payload: letter.payload };
}

/** Returns the error for a number that no dead letter has. */
export function notQueued({ path }: Pick<Vault, "path">, id: number): NotInVaultError {
  return new NotInVaultError(
    `Cannot find failure ${id}: it is not in the dead-letter queue of the vault ${path}`,
    {
      hint: "Choose a number from `lookervault restore dlq list`.",
    },
  );
}

function deadLetterRecord(letter: DeadLetterHead, all: readonly StoredRestoration[]): DeadLetterRecord {
  return {
    id: letter.id,
    session_id: letter.sessionId,
    destination: all.find(({ id }) => id === letter.sessionId)?.destination ?? null,
    type: typeOfCode(letter.type) ?? String(letter.type),
    item_id: letter.itemId,
    operation: letter.operation,
    status: letter.status,
    message: letter.message,
    tries: letter.tries,
    created_at: letter.createdAt,
    last_tried_at: letter.lastTriedAt,
  };
}

/** Returns the recorded id maps. */
export function recordedMappings(vault: Vault, { type, id, ...page }: MappingFilter): Page<MappingRecord> {
  const kind = type === undefined ? null : kindNamed(type);
  const rows = allMappings(vault)
    .filter((mapping) => kind === null || mapping.kind === kind)
    .filter((mapping) => id === undefined || mapping.sourceId === id || mapping.destinationId === id)
    .map(({ source, destination, kind, sourceId, destinationId, sessionId, createdAt }) => ({
      source,
      destination,
      kind,
      source_id: sourceId,
      destination_id: destinationId,
      session_id: sessionId,
      created_at: createdAt,
    }));
  return pageOf(rows, page);
}

/** Normalizes a content type. Returns other kinds, such as `dashboard_elements`, unchanged. */
function kindNamed(text: string): string {
  const wanted = text.trim().toLowerCase().replaceAll("-", "_");
  return CONTENT_TYPES.find((type) => type === wanted || singular(type) === wanted) ?? wanted;
}

function pageOf<T>(rows: readonly T[], { limit, offset = 0 }: { limit?: number; offset?: number }): Page<T> {
  return { rows: rows.slice(offset, limit === undefined ? undefined : offset + limit), total: rows.length };
}
