/**
 * What a restore must know of a content type. One implementation a type, in `kinds/`.
 *
 * @module
 */
import type { ItemRef, RefKind } from "../../looker/item_ref.ts";
import type { Props, Reader } from "../../live/reader.ts";
import type { Change } from "../../live/form_changes.ts";
import type { JsonObject, JsonValue } from "../../codec/json_value.ts";
import type { Operation } from "../../looker/client.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import type { Omission, Reason } from "../plan/model.ts";
import type { Refs } from "../plan/references.ts";
import type { RightsCase, RightsFact } from "../../looker/rights/facts.ts";

/** A cheap listing of all of a type: only ids and what natural keys are made of. */
export interface LightListing {
  operation: Operation;
  fields: string;
  params?: Readonly<Record<string, unknown>>;
  /** Parameters of the same listing that give the trash. */
  trash?: Readonly<Record<string, unknown>>;
  /** What the listing does not show, and is there: such rows are looked for in other ways. */
  more?(reader: Reader, listed: readonly JsonObject[]): Promise<JsonObject[]>;
}

/** Changes the destination. What may not be sent twice goes through {@linkcode Writer.create}. */
export interface Writer extends Reader {
  /** Sends a PUT, PATCH or DELETE, or a create that is the same however often it is sent; its answer. */
  send(operation: Operation, params: Readonly<Record<string, unknown>>, body?: JsonValue): Promise<JsonValue>;
  /**
   * Changes some properties of something that is there; nothing is sent when there are none. A change that is refused whole
   * is sent property by property, and what is refused then is left out and named. `at` is the path of the part that it is
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

/** A create that must not happen twice. */
export interface CreateStep {
  operation: Operation;
  params?: Readonly<Record<string, unknown>>;
  body: JsonValue;
  /** Names the step within its item: `dashboard_elements/12`. */
  step: string;
  /** What of the backup it makes, for the id map; absent where nothing refers to it. */
  makes?: { kind: RefKind; id: string };
  /** The answer's id property; `id` unless told. */
  idKey?: string;
  /** Properties without which it is not to be made, though Looker may take it without them. */
  keep?: readonly string[];
  /** The path of the part that is made; absent for the item itself. */
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
  /** Whether a restore is taken back: what is put back is what was there, under its own id. */
  isUndo?: boolean;
  /** The API user's id in the destination: never locked out. */
  ownId: string | null;
  /**
   * Whether the backup knows what stands behind an id of the destination. What it does not know came after it: such
   * members of groups and roles are left where they are. Without it nobody is known.
   */
  knows?: (kind: RefKind, id: string) => boolean;
  /** Whether an identity provider manages a group of the destination: its members and roles cannot be changed. */
  isManaged?: (groupId: string) => boolean;
  /** Whether an item of the destination is one of Looker's own, which its body does not tell. */
  isOwn?: (ref: ItemRef) => boolean;
  /** Is told, while a form is settled, which parts are left out or stay as they are. */
  omit?: (omission: Omission) => void;
}

/** An item about to be written. */
export interface Task {
  ref: ItemRef;
  /** As the backup holds it. */
  source: JsonObject;
  /** What it shall become: {@linkcode Handler.form} with every reference translated. */
  wanted: JsonObject;
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

/** A content type that can be restored. */
export interface Handler {
  readonly type: ContentType;
  /** All of the type in few requests. */
  readonly listing: LightListing;
  /** Why an item cannot be written at all, and what to do instead; null when it can. */
  unrestorable(item: Props): Reason | null;
  /** Natural keys, strongest first: what makes an item of another instance, or one made anew, the same (api-facts §3.0). */
  keys(item: Props, refs: Refs): readonly string[];
  /**
   * What a client can write of a body, in a form in which equal means equal. Properties the body lacks are left out:
   * absent is unknown, never empty.
   */
  form(body: JsonObject, refs: Refs): JsonObject;
  /**
   * Holds back what a restore must not do by itself, such as enabling a plan or taking members away that the backup does
   * not know: the wanted form without it. `live` is the live form; null for an item that is to be made.
   */
  applyPolicy?(wanted: JsonObject, live: JsonObject | null, options: WriteOptions): JsonObject;
  /** An item of the destination with what is immutable in it and stands in the backup of the same instance, where it was not read. */
  adopt?(live: JsonObject, source: JsonObject): JsonObject;
  /** Whether a restore may make one anew beside an old one that stays: then the id map says which of the two it is. */
  readonly isRemade?: true;
  /** What differs between the live form and the wanted one; {@linkcode diffForms} unless told. */
  diff?(live: JsonObject, wanted: JsonObject): Change[];
  /** Another item with which this one comes into being by itself: a personal folder with its user. */
  appearsWith?(item: Props): ItemRef | null;
  /** The part without which there is no other part, by their paths: the tile of a place. */
  hostOf?(path: string): string | null;
  /** Parts of the two that are each other's: what ids of the backup are in the destination. */
  pairs?(source: JsonObject, live: JsonObject, refs: Refs): { kind: RefKind; from: string; to: string }[];
  /**
   * What its forms and keys can refer to, where bodies are large: those of many items are not read for that alone. Without
   * it, they are.
   */
  readonly refersTo?: readonly RefKind[];
  /** Parts with ids of their own that come into being with the item. */
  parts?(source: JsonObject): { kind: RefKind; id: string }[];
  /**
   * Reads one item in the form of a capture, `_vault` included; null when there is none. After a write, `written` is what
   * was written: what it cannot have touched and is dear to read is taken over from it.
   */
  read(reader: Reader, id: string, written?: Pick<Task, "wanted" | "live">): Promise<JsonObject | null>;
  /** Requests that reading one takes; one unless told. */
  readonly reads?: number;
  /**
   * Reads what was written of several items in one request, by id; whom it leaves out is read alone. Absent where Looker
   * has no list by ids that shows everything.
   */
  readMany?(reader: Reader, written: readonly Task[]): Promise<ReadonlyMap<string, JsonObject>>;
  /** Makes the item, parts included: as whole as it can be. */
  create(task: Task): Promise<Outcome>;
  /** Changes the item in place. */
  update(task: Task): Promise<Outcome>;
  /** Requests that writing takes, reading back not included. */
  calls(task: Pick<Task, "wanted" | "changes" | "live">): number;
  /** What a restore of the item changes of somebody's rights; absent where it cannot change any. */
  rights?(item: RightsCase): RightsFact[];
  /** What must wait until everything else is there: references in a circle. The task's `live` is fresh then. */
  late?(task: Task): Promise<Outcome>;
  /** Removes an item that a restore made, for `undo`; absent where nothing may be deleted. */
  remove?(writer: Writer, id: string): Promise<void>;
}
