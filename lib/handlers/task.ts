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
  /** Sends a PUT, PATCH or DELETE, or a create that is the same however often it is sent; its answer. */
  send(operation: Operation, params: Readonly<Record<string, unknown>>, body?: JsonValue): Promise<JsonValue>;
  /**
   * Changes some properties of something that is there; nothing is sent when there are none. A change that is refused whole
   * is sent property by property, and what is refused then is omitted and named. `at` is the path of the part that it is
   * about.
   */
  patch(
    operation: Operation,
    params: Readonly<Record<string, unknown>>,
    body: JsonObject,
    options?: { at?: string },
  ): Promise<void>;
  /**
   * Does work on one part of the item, or on several at once. When that fails, each is named, with what `about` says of it,
   * and the others go on. Whether it was done.
   */
  attempt(
    path: string | readonly string[],
    work: () => Promise<unknown>,
    options?: { about?: string | null },
  ): Promise<boolean>;
  /** Notes the steps of creates that are about to be sent, in one go. Those that are not noted so are noted one by one. */
  intend(steps: readonly string[], options?: { isHidden?: boolean }): Promise<void>;
  /**
   * Sends a create. It is recorded as intended first; when its outcome is unknown (time-out, reset, 5xx), `find` looks
   * whether it was made before it is sent again.
   */
  create(step: CreateStep): Promise<JsonObject>;
  /** Records which id of the destination stands for one of the backup. */
  map(kind: RefKind, from: string, to: string): void;
  /** Whether an id of the destination stands for another item already. */
  isTaken(kind: RefKind, id: string): boolean;
  /** The translation of references, with everything that was made so far. */
  readonly refs: Refs;
  /** What is said in the summary without being a failure. */
  warn(message: string): void;
  readonly options: WriteOptions;
}

/** A step that creates an item or a part, and must not do so twice. */
export interface CreateStep {
  operation: Operation;
  params?: Readonly<Record<string, unknown>>;
  body: JsonValue;
  /** Names the step within its item: `dashboard_elements/12`. */
  step: string;
  /** What of the backup it makes, for the id map; absent where nothing refers to it. */
  creates?: { kind: RefKind; id: string };
  /** The answer's id property; `id` by default. */
  idKey?: string;
  /** Properties without which it is not to be made, though Looker may take it without them. */
  keep?: readonly string[];
  /** The path of the part that the step creates; absent for the item itself. */
  at?: string;
  /**
   * Whether no listing shows what was made as what it is, as long as it is not finished (a user without an address, a
   * disabled plan): then only the note of it keeps a resume from making it twice.
   */
  isHidden?: boolean;
  /** Looks for what an earlier try may have made; null when it is not there. */
  find: () => Promise<JsonObject | null>;
}

/** What a person wants done with what restores could do silently. */
export interface WriteOptions {
  /** Plans and alerts may be enabled: Looker sends mail then. */
  enableSchedules: boolean;
  /** Whether the backup is of the destination itself: what is immutable keeps its id then. */
  sameInstance: boolean;
  /** How people sign in may be changed. */
  allowSignIn?: boolean;
  /** Whether a restore is taken back: what is restored is what was there, under its own id. */
  isUndo?: boolean;
  /** The API user's id in the destination: never locked out. */
  ownId: string | null;
  /**
   * Whether the backup knows what is behind an id of the destination. What it does not know came after it: such
   * members of groups and roles are left where they are. Without it nobody is known.
   */
  knows?: (kind: RefKind, id: string) => boolean;
  /** What is known of the destination, as it was read before anything was planned. */
  there?: DestinationView;
  /** Which parts of an item of the backup are restored; undefined for all of it. */
  picksOf?: (ref: ItemRef) => readonly PartPick[] | undefined;
  /** Is told, while a form is settled, which parts are omitted or stay as they are. */
  omit?: (omission: Omission) => void;
}

/** An item about to be written. */
export interface Task<F extends JsonObject = JsonObject> {
  ref: ItemRef;
  /** As the backup holds it. */
  source: JsonObject;
  /** What it shall become: the handler's form with every reference translated. */
  wanted: F;
  /** As it is in the destination; null for one that is to be made. */
  live: JsonObject | null;
  /** Its id in the destination; null for one that is to be made. */
  destinationId: string | null;
  changes: readonly Change[];
  writer: Writer;
}

/** What came of writing an item. */
export interface Outcome {
  /** Its id in the destination. */
  id: string;
  /** Something is left for the second pass: it may be possible when everything else is there. */
  deferred: boolean;
  /** Parts that could not be written. */
  omitted: readonly Omission[];
  /** The item as it was read after the last write; null where it must be read for the proof. */
  readBack: JsonObject | null;
}

/** The outcome of an item that was written, as far as nothing else is said. */
export function outcome(id: string, more: Partial<Omit<Outcome, "id">> = {}): Outcome {
  return { id, deferred: false, omitted: [], readBack: null, ...more };
}

/** What is known of the destination. */
export interface DestinationView {
  /** Some property of an item; null where nothing is known of it. */
  props(ref: ItemRef): Props | null;
  /** Whether all ids of a kind are known. */
  lists(kind: RefKind): boolean;
  /** Whether the destination has it, as far as is known. */
  has(kind: RefKind, id: string): boolean;
}
