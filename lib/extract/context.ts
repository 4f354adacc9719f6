/**
 * The context that every capture uses.
 *
 * @module
 */
import type { ReadItem } from "../codec/read_item.ts";
import { Body } from "../codec/body.ts";
import { DamagedBodyError, InexactError } from "../codec/errors.ts";
import type { Clock } from "../base/clock.ts";
import type { CallOptions, LookerClient } from "../looker/client.ts";
import { idOf } from "../looker/columns.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { encodeItem, itemFacts, VAULT_KEY } from "./encode.ts";
import type { EventSink } from "./events.ts";
import type { ExtractOptions } from "./options.ts";
import { withoutSecrets, withParts } from "./secrets.ts";
import type { CensusRow } from "./census_row.ts";
import type { ItemState } from "../vault/content.ts";
import { isHeldAs } from "../vault/held_item.ts";
import { leftItem } from "../vault/left_bodies.ts";
import type { Row } from "../vault/statement.ts";
import { bodyOfRow } from "../vault/versions.ts";
import { isRecordable, type TypeTracker } from "./tracker.ts";
import type { PriorityGate } from "./priority_gate.ts";
import type { BatchWriter } from "./writer.ts";

/** An item that the vault holds. */
export interface Held {
  /** The body as MessagePack. */
  body: Uint8Array;
  /** Whether an earlier run stored the item. */
  before: boolean;
}

/**
 * Listings that more than one type needs. Each listing is read once per run. Later requests get the same rows or the
 * same error.
 */
export interface SharedListings {
  /** The ids and email addresses of all users. */
  users(context: RunContext): Promise<CensusRow[]>;
  /** The names of all LookML models with the names of their explores. */
  models(context: RunContext): Promise<CensusRow[]>;
  /** The ids of all folders with their parents. */
  folders(context: RunContext): Promise<CensusRow[]>;
  /** The general settings. */
  settings(context: RunContext): Promise<Body>;
}

/** A run in progress. */
export interface RunContext {
  readonly client: LookerClient;
  readonly options: ExtractOptions;
  readonly writer: BatchWriter;
  readonly clock: Clock;
  readonly shared: SharedListings;
  /** Decides which item is read next. */
  readonly gate: PriorityGate;
  /** Aborts on Ctrl-C and on errors that end the run. */
  readonly signal: AbortSignal;
  readonly emit: EventSink;
  /** Returns the tracker of a type. Types that are not captured have one too, which counts their requests. */
  tracker(type: ContentType): TypeTracker;
  /**
   * Returns an item as the vault holds it, for parts that cannot change; null if the vault does not hold it.
   *
   * @throws {DamagedBodyError} if the body is damaged.
   */
  held(type: ContentType, id: string): Held | null;
  /**
   * Returns the row of an item, to find out whether the item is unchanged. Null if there is no row, or if its canonical
   * hash was computed by other rules.
   */
  heldRow(type: ContentType, id: string): Row | null;
  /**
   * Returns the row of an item in another vault, which lets this vault omit the body of an unchanged item. Null if
   * there is no such vault or row.
   */
  leftRow(type: ContentType, id: string): Row | null;
  /** Returns what the vault holds of a type's items, by id; null unless the run reads only changes. */
  known(type: ContentType): ReadonlyMap<string, ItemState> | null;
  /** As {@linkcode known}, for large types: returns a function that reads the states of some ids. */
  knownStates(type: ContentType): ((ids: readonly string[]) => ReadonlyMap<string, ItemState>) | null;
  /**
   * What the run reads: everything, only what has changed, or the current state of Looker to compare it with a vault.
   */
  readonly reads: "all" | "changes" | "live";
  /** Returns Looker's release; null if Looker does not report it. */
  release(): Promise<string | null>;
  /** Whether an earlier run captured the type completely. */
  wasWhole(type: ContentType): boolean;
  /** Returns the ids of the items of a type that the vault holds and that are not marked as deleted. */
  live(type: ContentType): ReadonlySet<string>;
  /**
   * Returns when the access lists of a type's items were read (ISO 8601 UTC), by the content metadata of the parent.
   */
  accessReads(type: ContentType): ReadonlyMap<string, string>;
  /** Returns the number of items of a type that the vault holds and that are not marked as deleted. */
  countOf(type: ContentType): number;
  /** Returns the average size of the type's bodies in the vault, in bytes; null if it holds none. */
  typicalSize(type: ContentType): number | null;
  /**
   * Resolves when rows can be created: the email addresses of owners are known then. Listings of ids do not wait for
   * it.
   */
  ready(): Promise<void>;
  /** Returns a user's email address, or null if it is unknown. */
  email(userId: string): string | null;
}

/** Captures one type. Records errors of single requests; an error that it throws ends the run. */
export type Capture = (context: RunContext, tracker: TypeTracker) => Promise<void>;

/** Returns the call options for a request of a type. */
export function callOptions(context: RunContext, tracker: TypeTracker): CallOptions {
  return { signal: context.signal, tally: tracker.tally };
}

/**
 * Returns the body of an item of a page; null if the item is not an object or cannot be stored exactly, which is
 * recorded.
 */
export function bodyOf(tracker: TypeTracker, operation: string, item: ReadItem | InexactError): Body | null {
  if (!(item instanceof InexactError) && item.index !== null) return Body.of(item);
  tracker.failed(
    null,
    operation,
    item instanceof InexactError ? item : "An item of the list is not a JSON object",
  );
  return null;
}

/** Returns the id of a body. A body without an id is recorded as failed. */
export function requireId(tracker: TypeTracker, operation: string, body: Body): string | null {
  const id = idOf(tracker.type, body);
  if (id === null) tracker.failed(null, operation, "An item of the list has no id");
  return id;
}

/** The parts of an item, by key, as MessagePack. A part that could not be read is absent. */
export type Parts = ReadonlyMap<string, Uint8Array>;

/** Stores a body with its parts. Does nothing for an id that this run has already stored. */
export function store(
  context: RunContext,
  tracker: TypeTracker,
  id: string,
  body: Body,
  parts?: Parts,
): void {
  if (!tracker.wants(id)) return;
  const held = context.heldRow(tracker.type, id), elsewhere = context.leftRow(tracker.type, id);
  /**
   * Leaves or stores a body that a vault already holds, without computing a canonical form or compressing the body.
   * Returns false for any other body.
   */
  const isKnown = (body: Body): boolean => {
    if (held === null && elsewhere === null) return false;
    const facts = itemFacts(tracker.type, id, body, (user) => context.email(user));
    if (held !== null && isHeldAs(held, facts)) {
      leave(context, tracker, { id, place: Number(held["place"]), wasRead: true });
      return true;
    }
    const left = elsewhere === null ? null : leftItem(elsewhere, facts);
    if (left === null) return false;
    tracker.take(id);
    context.writer.add(tracker, left);
    return true;
  };
  // Most bodies contain no secret. A body that equals the stored one needs no search for secrets.
  if (isKnown(withParts(body, parts ?? NO_PARTS))) return;
  const whole = withoutSecrets(body, parts ?? NO_PARTS, {
    keepLinks: context.options.keepPublicLinks === true,
  });
  if (isKnown(whole)) return;
  const row = encodeItem(tracker.type, id, whole, (user) => context.email(user));
  // Not earlier: an item that cannot be encoded must not count as taken, so that it counts as failed.
  tracker.take(id);
  context.writer.add(tracker, row);
}

/**
 * Returns the stored parts of an item and the place of its row, if the item with these parts is unchanged. Null if the
 * item has changed, or if a part of it could not be read last time. For a run that reads only changes.
 */
export function heldParts(
  context: RunContext,
  tracker: TypeTracker,
  { id, body, isKnown }: { id: string; body: Body; isKnown: boolean },
): { parts: Parts; place: number } | null {
  const row = isKnown ? context.heldRow(tracker.type, id) : null;
  if (row === null) return null;
  try {
    const held = Body.parse(bodyOfRow(row)).raw(VAULT_KEY);
    const vault = held === undefined ? null : Body.parse(new Uint8Array(held));
    const parts = new Map(vault?.keys().map((key) => [key, vault.raw(key) ?? new Uint8Array()]));
    const facts = itemFacts(tracker.type, id, withParts(body, parts), (user) => context.email(user));
    return isHeldAs(row, facts) ? { parts, place: Number(row["place"]) } : null;
  } catch (error) {
    if (error instanceof DamagedBodyError) return null;
    throw error;
  }
}

const NO_PARTS: Parts = new Map();

/** Leaves the row of an unchanged item as it is, and notes that the item was seen. */
export function leave(
  context: RunContext,
  tracker: TypeTracker,
  item: { id: string; place: number; wasRead: boolean },
): void {
  if (tracker.take(item.id)) context.writer.touch(tracker, item);
}

/**
 * Processes each item of a type in its turn. A failure is recorded with the id of the item, and the other items
 * continue.
 */
export async function eachItem<T>(
  context: RunContext,
  tracker: TypeTracker,
  { items, id, operation }: { items: Iterable<T>; id: (item: T) => string; operation: string },
  work: (item: T) => Promise<void>,
): Promise<void> {
  await context.gate.each(tracker.type, items, async (item) => {
    try {
      await work(item);
    } catch (error) {
      if (!isRecordable(error)) throw error;
      tracker.failed(id(item), operation, error);
    }
  });
}

/** Processes one item. An error is recorded with the id of the item. */
export function recordFailure(
  tracker: TypeTracker,
  { id, operation }: { id: string; operation: string },
  work: () => void,
): void {
  try {
    work();
  } catch (error) {
    if (!isRecordable(error)) throw error;
    tracker.failed(id, operation, error);
  }
}
