/**
 * What the vault knows of restores: runs, failures that wait to be tried again, ids that stand for others.
 *
 * @module
 */
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
  /** Failures of it that wait in the queue. */
  queued: number;
  error: string | null;
  /** What it did, item by item; only where one restore is asked for. */
  items?: RestoredItem[];
}

/** A failed item in the queue. */
export interface DeadLetterRecord {
  id: number;
  session_id: string;
  destination: string | null;
  /** The type's name; its number when this version knows none. */
  type: string;
  item_id: string;
  operation: string;
  status: number | null;
  message: string;
  tries: number;
  created_at: string;
  last_tried_at: string;
}

/** All of a failed item. */
export interface FullDeadLetter extends DeadLetterRecord {
  stack: string | null;
  /** JSON text of what was sent. */
  payload: string | null;
}

/** Which id of a destination stands for which of a source. */
export interface MappingRecord {
  source: string;
  destination: string;
  kind: string;
  source_id: string;
  destination_id: string;
  session_id: string | null;
  created_at: string;
}

/** Which letters are selected. */
export interface DeadLetterFilter {
  session?: string;
  type?: string;
  limit?: number;
  offset?: number;
}

/** Which mappings are selected. */
export interface MappingFilter {
  /** A content type, or a part such as `dashboard_elements`. */
  type?: string;
  /** An id of either side. */
  id?: string;
  limit?: number;
  offset?: number;
}

/** Some of a list, and how many there are in all. */
export interface Page<T> {
  rows: T[];
  total: number;
}

/**
 * The restores, the newest first; with an id, or the beginning of one, only that.
 *
 * @throws {NotInVaultError} when there is none of that id.
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
 * The restore with that id, or with an id that begins so.
 *
 * @throws {NotInVaultError} when there is none.
 * @throws {UsageError} when there are several.
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
      `Cannot find the restore "${id}": the vault ${path} records none with that id`,
      {
        hint: "See `lookervault restore status` for all restores.",
      },
    );
  }
  if (others.length === 0) return found;
  throw new UsageError(`Cannot tell which restore "${id}" means: ${others.length + 1} start with that`, {
    hint: "Give more characters of the id: see `lookervault restore status`.",
  });
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

/** The command that began a restore, such as `restore all`; null where nothing says it. */
export function commandOf(options: unknown): string | null {
  const command = typeof options === "object" && options !== null && "command" in options
    ? options.command
    : null;
  return typeof command === "string" ? command : null;
}

/** The failures in the queue, oldest first. */
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
 * One failure with all that is known of it.
 *
 * @throws {NotInVaultError} when the queue has none of that number.
 */
export function queuedDeadLetter(vault: Vault, id: number): FullDeadLetter {
  const [letter] = deadLetters(vault, id);
  if (letter === undefined) throw notQueued(vault, id);
  return { ...deadLetterRecord(letter, restorations(vault)), stack: letter.stack, payload: letter.payload };
}

/** There is no failure of that number. */
export function notQueued({ path }: Pick<Vault, "path">, id: number): NotInVaultError {
  return new NotInVaultError(
    `Cannot find failure ${id}: the dead-letter queue of the vault ${path} has none with that number`,
    {
      hint: "See `lookervault restore dlq list` for all failures.",
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

/** The recorded translations of ids. */
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

/** A content type however it is written; other kinds, such as `dashboard_elements`, as they are. */
function kindNamed(text: string): string {
  const wanted = text.trim().toLowerCase().replaceAll("-", "_");
  return CONTENT_TYPES.find((type) => type === wanted || singular(type) === wanted) ?? wanted;
}

function pageOf<T>(rows: readonly T[], { limit, offset = 0 }: { limit?: number; offset?: number }): Page<T> {
  return { rows: rows.slice(offset, limit === undefined ? undefined : offset + limit), total: rows.length };
}
