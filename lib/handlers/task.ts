/**
 * A task: one item that will be written, with its writer and its result.
 *
 * @module
 */
import type { Omission } from "./reason.ts";
import type { Change } from "../live/form_changes.ts";
import type { ItemRef, RefKind } from "../looker/item_ref.ts";
import type { PartPick } from "./part_picks.ts";
import type { Refs } from "./references.ts";
import type { JsonObject, JsonValue } from "../codec/json_value.ts";
import type { Operation } from "../looker/client.ts";
import type { Props, Reader } from "../live/reader.ts";

/** Changes the destination. Use {@linkcode Writer.create} for requests that must not be sent twice. */
export interface Writer extends Reader {
  /** Sends a PUT, PATCH or DELETE, or a create that can be repeated without effect. Returns the response. */
  send(operation: Operation, params: Readonly<Record<string, unknown>>, body?: JsonValue): Promise<JsonValue>;
  /**
   * Updates properties of an existing object. Sends nothing if `body` is empty. If Looker refuses the request, each
   * property is sent individually, and refused properties are omitted and reported. `at` is the path of the part.
   */
  patch(
    operation: Operation,
    params: Readonly<Record<string, unknown>>,
    body: JsonObject,
    options?: { at?: string },
  ): Promise<void>;
  /**
   * Does work on one part of the item, or on several at once. If it fails, each part is reported with the text `about`,
   * and the other parts continue. Returns whether the work was done.
   */
  attempt(
    path: string | readonly string[],
    work: () => Promise<unknown>,
    options?: { about?: string | null },
  ): Promise<boolean>;
  /** Records several creates before they are sent, in one transaction. Other creates are recorded individually. */
  intend(steps: readonly string[], options?: { isHidden?: boolean }): Promise<void>;
  /**
   * Sends a create after recording it. If its outcome is unknown (timeout, reset, 5xx), `find` checks whether the
   * object was created before the request is sent again.
   */
  create(step: CreateStep): Promise<JsonObject>;
  /** Records that an id of the backup corresponds to an id of the destination. */
  map(kind: RefKind, from: string, to: string): void;
  /** Whether an id of the destination is already mapped to another item. */
  isTaken(kind: RefKind, id: string): boolean;
  /** The translation of references. It includes everything created so far. */
  readonly refs: Refs;
  /** Adds a message to the summary that is not a failure. */
  warn(message: string): void;
  readonly options: WriteOptions;
}

/** A step that creates an item or a part, and must not create it twice. */
export interface CreateStep {
  operation: Operation;
  params?: Readonly<Record<string, unknown>>;
  body: JsonValue;
  /** The name of the step within its item: `dashboard_elements/12`. */
  step: string;
  /** The item or part of the backup that it creates, for the id map; absent if nothing refers to it. */
  creates?: { kind: RefKind; id: string };
  /** The id property of the response; `id` by default. */
  idKey?: string;
  /** Properties without which the object must not be created, even if Looker accepts the request without them. */
  keep?: readonly string[];
  /** The path of the part that the step creates; absent for the item itself. */
  at?: string;
  /**
   * Whether no listing identifies the created object until it is complete (a user without an address, a disabled plan).
   * Only the recorded step then prevents a resume from creating it twice.
   */
  isHidden?: boolean;
  /** Finds an object that an earlier try may have created; null if it does not exist. */
  find: () => Promise<JsonObject | null>;
}

/** Options for changes that a restore does not make by default. */
export interface WriteOptions {
  /** Whether plans and alerts may be enabled. Looker then sends email. */
  enableSchedules: boolean;
  /** Whether the backup is of the destination itself. Immutable objects then keep their ids. */
  sameInstance: boolean;
  /** Whether the sign-in settings may be changed. */
  allowSignIn?: boolean;
  /** Whether this is an undo. It restores earlier states under their own ids. */
  isUndo?: boolean;
  /** The API user's id in the destination. A restore never locks this user out. */
  ownId: string | null;
  /**
   * Whether the backup knows an id of the destination. Other ids are newer than the backup: such members of groups and
   * roles stay. Without this function, no id is known.
   */
  knows?: (kind: RefKind, id: string) => boolean;
  /** The facts about the destination that were read before planning. */
  there?: DestinationView;
  /** Returns which parts of an item of the backup are restored; undefined for the entire item. */
  picksOf?: (ref: ItemRef) => readonly PartPick[] | undefined;
  /** Receives the parts that are omitted or stay unchanged, while a form is settled. */
  omit?: (omission: Omission) => void;
}

/** An item that will be written. */
export interface Task<F extends JsonObject = JsonObject> {
  ref: ItemRef;
  /** The body in the backup. */
  source: JsonObject;
  /** The wanted state: the handler's form with all references translated. */
  wanted: F;
  /** The body in the destination; null for an item that will be created. */
  live: JsonObject | null;
  /** The id in the destination; null for an item that will be created. */
  destinationId: string | null;
  changes: readonly Change[];
  writer: Writer;
}

/** The result of writing an item. */
export interface Outcome {
  /** The item's id in the destination. */
  id: string;
  /** Whether something is left for the second pass, when all other items exist. */
  deferred: boolean;
  /** Parts that could not be written. */
  omitted: readonly Omission[];
  /** The item as read after the last write; null if it must be read for the comparison. */
  readBack: JsonObject | null;
}

/** Returns the outcome of a written item. `more` overrides the defaults. */
export function outcome(id: string, more: Partial<Omit<Outcome, "id">> = {}): Outcome {
  return { id, deferred: false, omitted: [], readBack: null, ...more };
}

/** The known facts about the destination. */
export interface DestinationView {
  /** Returns access to properties of an item; null if nothing is known about it. */
  props(ref: ItemRef): Props | null;
  /** Whether all ids of a kind are known. */
  lists(kind: RefKind): boolean;
  /** Whether the destination has an item, as far as known. */
  has(kind: RefKind, id: string): boolean;
}
