/**
 * Everything that a restore needs to know about a content type. There is one implementation for each type, in this
 * folder. No other part of a restore names a type.
 *
 * @module
 */
import type { RestoreSource } from "./restore_source.ts";
import type { Reason } from "./reason.ts";
import type { ItemRef, PartKind, RefKind } from "../looker/item_ref.ts";
import type { Props, Reader } from "../live/reader.ts";
import type { Change } from "../live/form_changes.ts";
import type { JsonObject, JsonValue } from "../codec/json_value.ts";
import type { ListOperation, Operation } from "../looker/client.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { PartPick } from "./part_picks.ts";
import type { Refs } from "./references.ts";
import type { RightsCase, RightsFact } from "../looker/rights/facts.ts";
import type { DestinationView, Outcome, Task, WriteOptions, Writer } from "./task.ts";

/** An inexpensive listing of all items of a type, with only ids and the properties that natural keys need. */
export interface LightListing {
  operation: Operation;
  fields: string;
  params?: Readonly<Record<string, unknown>>;
  /** The rows, if they are the same in every Looker. No request is sent then. */
  rows?: readonly JsonObject[];
  /** Parameters with which the same listing returns the trash. */
  trash?: Readonly<Record<string, unknown>>;
  /** Finds existing items that the listing does not show. */
  more?(reader: Reader, listed: readonly JsonObject[]): Promise<JsonObject[]>;
}

/** How items of a type are found in the target instance. */
export interface Recognition {
  /** Lists all items of the type in few requests. */
  readonly listing: LightListing;
  /**
   * Returns natural keys, strongest first. An item of another instance, or a recreated item, is the same if it has the
   * same key.
   */
  keys(item: Props, refs: Refs): readonly string[];
}

/** Parts with ids of their own to which other items refer, and how to list all of them. */
export interface PartListing {
  kinds: readonly PartKind[];
  /** Whether the listing also returns the items themselves, with their parts. */
  isWhole?: true;
  /**
   * Lists all ids of a kind in the target instance, and of other kinds that are in the same responses. Also returns the
   * items if `isWhole` is set.
   */
  list(
    reader: Reader,
    kind: RefKind,
  ): Promise<{ ids: ReadonlyMap<PartKind, readonly string[]>; items?: JsonObject[] }>;
  /** Whether an item has a part. Present only if a restore can add items because other items refer to their parts. */
  isIn?(item: Props, kind: PartKind, id: string): boolean;
}

/** A name that only one item of a type can have. */
export interface UniqueName {
  /** The property, and the property within which it is unique; null for the entire instance. */
  name: string;
  within: string | null;
  /** Whether items in the trash also occupy the name. */
  inTrash: boolean;
  /** The name as messages call it. */
  what: string;
}

/** A name that an item keeps in the trash or while it is disabled. It may conflict with the name of another item. */
export interface KeptName {
  /** Returns the name in a body. */
  of(item: Props): string | null;
  /** Reads the name that an item of the target instance has now. */
  read(reader: Reader, id: string): Promise<string | null>;
  /** Gives an item another name while it is in the trash or disabled. */
  giveUp(writer: Writer, id: string, name: string): Promise<void>;
  /**
   * Returns a form with the name that the item had before `giveUp`. `isNoted`: whether the form is compared with the
   * journal's note of the created item.
   */
  before(form: JsonObject, id: string, isNoted: boolean): JsonObject;
}

/** Lists in a form whose entries are themselves forms, and the keys of these entries that Looker does not have. */
export interface PartForms {
  /** By the path of a list (`dashboard_layouts.components`): the keys of its entries that only the restore uses. */
  lists: Readonly<Record<string, readonly string[]>>;
  /** The keys that messages call by another name; null for a key that messages do not mention. */
  words: Readonly<Record<string, string | null>>;
  /** Keys that only repeat other properties. A pin omits them. */
  repeated: readonly string[];
  /** The keys of a form that are built from a property of a body, if their names differ from the property's. */
  madeOf: Readonly<Record<string, readonly string[]>>;
}

/** A list of an item that a write changes: the item's type, its id (null for any) and the key in its form. */
export type TouchedList = readonly [ContentType, string | null, string];

/** Returns a value that a write sends: a path parameter, or a property of its body as `body.name`. */
export type Sent = (name: string) => string | null;

/**
 * How to restore items of one type alone, without the groups, roles and so on that normally contain their memberships.
 */
export interface Alone {
  /** Returns a source whose items contain their memberships themselves. */
  source(source: RestoreSource): RestoreSource;
  /** Returns the parts of these memberships that cannot be read from a source. */
  unreadable(source: RestoreSource): { ref: ItemRef; message: string }[];
}

/** The constant facts about a type. */
export interface HandlerFacts {
  readonly type: ContentType;
  /** Whether Looker sends email after the item is enabled. Such items are written last. */
  readonly sendsMail?: true;
  /** `inside`: the item is in a folder and cannot be created without one. `itself`: the item is a folder. */
  readonly folder?: "inside" | "itself";
  /** Names that only one item of the type can have. */
  readonly uniqueNames?: readonly UniqueName[];
  /** A property other than the id that identifies an item in addresses. */
  readonly alias?: string;
  /**
   * Whether items come with a deployment, not with a restore. Content that needs a missing one is not restored until it
   * is deployed.
   */
  readonly isDeployed?: true;
  /**
   * The part of the form that needs deployed items. If a restore does not change this part, missing deployed items do
   * not block it.
   */
  readonly deployedPart?: string;
  /** An operation that lists items by their ids. It provides names for messages. */
  readonly namesById?: ListOperation;
  /** Whether the `_vault` parts in the backup determine which parts are read, even from another instance. */
  readonly readsAsHeld?: true;
  /** Whether other items refer to its parts, even if the item itself is not restored. */
  readonly isNamedByParts?: true;
  /**
   * Whether a restore may create a new item and keep the old one. The id map then records which of the two is current.
   */
  readonly isRemade?: true;
  /** The number of requests that reading an item takes; 1 by default. */
  readonly reads?: number;
  /** How a created item is removed if {@linkcode Handler.remove} does not delete it permanently. */
  readonly removal?: "trash" | "disable";
  /**
   * The kinds to which its forms and keys can refer, for types with large bodies. If present, a restore does not read
   * many bodies only to collect their references.
   */
  readonly refersTo?: readonly RefKind[];
  /**
   * Keys of the form that have separate requests. They are not sent with the item itself. If a live form lacks such a
   * key, it could not be read.
   */
  readonly ownRequests?: readonly string[];
  readonly partForms?: PartForms;
  readonly partListing?: PartListing;
  readonly keptName?: KeptName;
  readonly alone?: Alone;
  /**
   * Parts of the form, other than plain names, that only one item can have. Each function returns a replacement that no
   * item has; null if there is nothing to replace.
   */
  readonly otherNames?: Readonly<Record<string, (now: JsonValue, id: string) => JsonValue | null>>;
  /** Operations that change lists of items, other than only the item that is written. */
  readonly touches?: Readonly<Partial<Record<Operation, (of: Sent) => readonly TouchedList[]>>>;
}

/** A content type that can be restored. */
export interface Handler<F extends JsonObject = JsonObject> extends HandlerFacts, Recognition {
  /** Returns why an item cannot be written at all, and what to do instead; null if it can be written. */
  unrestorable(item: Props): Reason | null;
  /**
   * Returns the writable part of a body, in a form in which equal items have equal forms. Properties that the body
   * lacks are omitted: an absent property is unknown, never empty.
   */
  form(body: JsonObject, refs: Refs): F;
  /**
   * Returns the wanted form without changes that a restore must not make by default, such as enabling a schedule or
   * removing members that the backup does not know. `live` is the live form; null for an item that is to be created.
   */
  applyPolicy?(wanted: F, live: F | null, options: WriteOptions): F;
  /**
   * Returns an item of the target instance with immutable parts that were not read, taken from the backup of the same
   * instance.
   */
  adopt?(live: JsonObject, source: JsonObject): JsonObject;
  /**
   * Returns the live form with only some parts of the wanted one. Without it, only properties can be picked
   * (`withPickedKeys` of `part_picks.ts`).
   */
  withPicked?(live: F, wanted: F, picks: readonly PartPick[]): F;
  /** Returns why an item that differs is not changed unless an option requests it; null if the option is set. */
  heldBack?(options: WriteOptions): Reason | null;
  /** Returns the differences between the live form and the wanted one; {@linkcode diffForms} by default. */
  diff?(live: F, wanted: F): Change[];
  /** Returns another item with which Looker creates this one, such as the user of a personal folder. */
  appearsWith?(item: Props): ItemRef | null;
  /** Returns the path of the part that a part depends on, such as the tile of a layout component. */
  hostOf?(path: string): string | null;
  /** Pairs the parts of the two items: ids in the backup with ids in the target instance. */
  pairs?(source: JsonObject, live: JsonObject, refs: Refs): { kind: RefKind; from: string; to: string }[];
  /** Returns the parts with ids of their own that are created with the item. */
  parts?(source: JsonObject): { kind: RefKind; id: string }[];
  /**
   * Reads one item in the form of a capture, `_vault` included; null if the item does not exist. After a write,
   * `written` is the task. Parts that the write cannot have changed and that are expensive to read are taken from it.
   */
  read(reader: Reader, id: string, written?: Pick<Task<F>, "wanted" | "live">): Promise<JsonObject | null>;
  /**
   * Reads several written items in one request, by id. Items that are missing from the result are read individually.
   * Absent if Looker has no listing by ids that returns all properties.
   */
  readMany?(reader: Reader, written: readonly Task<F>[]): Promise<ReadonlyMap<string, JsonObject>>;
  /** Creates the item and its parts, as completely as possible. */
  create(task: Task<F>): Promise<Outcome>;
  /** Updates the item in place. */
  update(task: Task<F>): Promise<Outcome>;
  /** Returns the number of requests that writing takes, without reading back. */
  calls(task: Pick<Task<F>, "wanted" | "changes" | "live">): number;
  /** Returns how restoring the item changes rights; absent if it cannot change any. */
  rights?(item: RightsCase): RightsFact[];
  /**
   * Returns the hosts of an item, by ids of the item's own instance, such as the dashboard of a schedule. With `pick`,
   * only that entry of the item depends on the host (an item of a board). A restore of the host includes dependents
   * only with `--with-dependents`.
   */
  hangsOn?(item: Props): readonly { kind: RefKind; id: string; pick?: PartPick }[];
  /** Returns the addresses to which an item sends email, from its form. */
  recipients?(form: F): readonly string[];
  /**
   * Writes the parts that must wait until all other items exist, because of circular references. The task's `live` is
   * up to date then.
   */
  late?(task: Task<F>): Promise<Outcome>;
  /**
   * Removes an item that a restore created, as {@linkcode HandlerFacts.removal} defines; absent if items must not be
   * removed.
   */
  remove?(writer: Writer, id: string): Promise<void>;
  /** Reads additional facts about the target instance, before existing items that differ are planned. */
  learn?(reader: Reader): Promise<ReadonlyMap<PartKind, readonly string[]>>;
  /** Whether an item of the target instance is built into Looker, for types whose bodies do not show it. */
  isLookersOwn?(id: string, there: DestinationView): boolean;
  /**
   * Returns a body whose part ids are not in the id map, so that a copy of the item is not matched with the original.
   */
  disguised?(body: JsonObject): JsonObject;
}
