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
  /** Its MessagePack. */
  body: Uint8Array;
  /** Whether a run before this one stored it. */
  before: boolean;
}

/** Listings that more than one type needs, each read once a run: later needs get the same answer, or the same error. */
export interface SharedListings {
  /** Ids and e-mail addresses of all users. */
  users(context: RunContext): Promise<CensusRow[]>;
  /** Names of all LookML models with the names of their explores. */
  models(context: RunContext): Promise<CensusRow[]>;
  /** Ids of all folders with their parents. */
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
  /** Whose item is read next. */
  readonly gate: PriorityGate;
  /** Aborts at Ctrl-C and at errors that end the run. */
  readonly signal: AbortSignal;
  readonly emit: EventSink;
  /** The tracker of a type; types that are not captured have one too, to count their calls. */
  tracker(type: ContentType): TypeTracker;
  /**
   * An item as the vault holds it, for what of it cannot change; null when it holds none.
   *
   * @throws {DamagedBodyError} when it is not what was stored.
   */
  held(type: ContentType, id: string): Held | null;
  /** An item's row, where it tells whether the item is unchanged: null without one, and where other rules judged it. */
  heldRow(type: ContentType, id: string): Row | null;
  /** An item's row in another vault that spares this one the body, where it is the same; null where none does. */
  leftRow(type: ContentType, id: string): Row | null;
  /** What the vault knows of a type's items, by id; null unless only changes are to be read. */
  known(type: ContentType): ReadonlyMap<string, ItemState> | null;
  /** All there is; only what changed; or Looker as it is now, to be compared with a vault. */
  readonly reads: "all" | "changes" | "live";
  /** Looker's release; null where it does not tell it. */
  release(): Promise<string | null>;
  /** Whether an earlier run was through with a type, and had all of it. */
  wasWhole(type: ContentType): boolean;
  /** Ids of a type's items that the vault holds and does not know to be deleted. */
  live(type: ContentType): ReadonlySet<string>;
  /** When the access lists of a type's items were read, by the content metadata of their parent; ISO 8601 UTC. */
  accessReads(type: ContentType): ReadonlyMap<string, string>;
  /** How large a type's bodies in the vault are on average, bytes; null when it holds none. */
  typicalSize(type: ContentType): number | null;
  /** Resolves once rows can be made: what is beside bodies is known. Listings of ids need not wait for it. */
  ready(): Promise<void>;
  /** A user's e-mail address, as far as it is known. */
  email(userId: string): string | null;
}

/** Captures one type. Errors that concern single requests are recorded; what it throws ends the run. */
export type Capture = (context: RunContext, tracker: TypeTracker) => Promise<void>;

/** Call options of a type's request. */
export function callOptions(context: RunContext, tracker: TypeTracker): CallOptions {
  return { signal: context.signal, tally: tracker.tally };
}

/** A body read from a page, or the reason why it cannot be one; both are recorded. */
export function bodyOf(tracker: TypeTracker, operation: string, item: ReadItem | InexactError): Body | null {
  if (!(item instanceof InexactError) && item.index !== null) return Body.of(item);
  tracker.failed(
    null,
    operation,
    item instanceof InexactError ? item : "An item of the list is not a JSON object",
  );
  return null;
}

/** The id of a body; an item without one is recorded as failed. */
export function requireId(tracker: TypeTracker, operation: string, body: Body): string | null {
  const id = idOf(tracker.type, body);
  if (id === null) tracker.failed(null, operation, "An item of the list has no id");
  return id;
}

/** What belongs to an item, by key, as MessagePack; absent where it could not be read. */
export type Parts = ReadonlyMap<string, Uint8Array>;

/** Stores a body with its parts. Does nothing for an id that was stored before in this run. */
export function store(
  context: RunContext,
  tracker: TypeTracker,
  id: string,
  body: Body,
  parts?: Parts,
): void {
  if (!tracker.wants(id)) return;
  const held = context.heldRow(tracker.type, id), elsewhere = context.leftRow(tracker.type, id);
  /** Leaves or stores a body that needs no canonical form and no compression, and says whether it was one. */
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
  // Most bodies hold no secret: what came as it is held needs no search for one.
  if (isKnown(withParts(body, parts ?? NO_PARTS))) return;
  const whole = withoutSecrets(body, parts ?? NO_PARTS, {
    keepLinks: context.options.keepPublicLinks === true,
  });
  if (isKnown(whole)) return;
  const row = encodeItem(tracker.type, id, whole, (user) => context.email(user));
  // Not before: what cannot be encoded was not taken, and counts as failed.
  tracker.take(id);
  context.writer.add(tracker, row);
}

/**
 * What belongs to an item as the vault holds it, and where its row is, when with that the item is as it is held; null
 * when it is not, or when a part of it could not be read last time. For a run that reads only what changed.
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

/** Leaves an unchanged item's row where it is, and notes that it was seen. */
export function leave(
  context: RunContext,
  tracker: TypeTracker,
  item: { id: string; place: number; wasRead: boolean },
): void {
  if (tracker.take(item.id)) context.writer.touch(tracker, item);
}

/** Works on each item of a type in its turn. One that fails is recorded by its id; the others go on. */
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

/** Works on one item. An error is recorded with the id of the item. */
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
