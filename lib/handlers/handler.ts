/**
 * What a restore must know of a content type: one implementation for each type, in this folder. Nothing else in a
 * restore names a type.
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

/** A cheap listing of all of a type: only ids and what natural keys are made of. */
export interface LightListing {
  operation: Operation;
  fields: string;
  params?: Readonly<Record<string, unknown>>;
  /** The rows, where every Looker has the same: no request is sent then. */
  rows?: readonly JsonObject[];
  /** Parameters of the same listing that give the trash. */
  trash?: Readonly<Record<string, unknown>>;
  /** What the listing does not show, and is there: such rows are looked for in other ways. */
  more?(reader: Reader, listed: readonly JsonObject[]): Promise<JsonObject[]>;
}

/** By what items of a type are found in the destination. */
export interface Recognition {
  /** All of the type in few requests. */
  readonly listing: LightListing;
  /** Natural keys, strongest first: what makes an item of another instance, or one created again, the same. */
  keys(item: Props, refs: Refs): readonly string[];
}

/** Parts with ids of their own that others refer to, and how all of them are listed. */
export interface PartListing {
  kinds: readonly PartKind[];
  /** Whether the items themselves are listed so, with their parts. */
  isWhole?: true;
  /** All ids in the destination of a kind, and of others that the same answers show; the items, where it is complete. */
  list(
    reader: Reader,
    kind: RefKind,
  ): Promise<{ ids: ReadonlyMap<PartKind, readonly string[]>; items?: JsonObject[] }>;
  /** Whether an item has a part, as far as items can be brought along for their parts. */
  isIn?(item: Props, kind: PartKind, id: string): boolean;
}

/** A name that no two items of a type have at once. */
export interface UniqueName {
  /** The property, and the one within which it is unique; null for the whole instance. */
  name: string;
  within: string | null;
  /** Whether items in the trash have it, too. */
  inTrash: boolean;
  /** What it is called. */
  what: string;
}

/** A name that an item keeps where nobody sees it, in the trash or disabled: it may be in the way of another. */
export interface KeptName {
  /** The name in a body. */
  of(item: Props): string | null;
  /** The name that an item of the destination has now. */
  read(reader: Reader, id: string): Promise<string | null>;
  /** Gives an item another one, which stands for it as long as it is out of sight. */
  giveUp(writer: Writer, id: string, name: string): Promise<void>;
  /** A form as it was before its name was given up. `isNoted`: whether a note of how it was made is compared with it. */
  before(form: JsonObject, id: string, isNoted: boolean): JsonObject;
}

/** Lists in a form whose entries are forms themselves, and what of these is no property of Looker's. */
export interface PartForms {
  /** By the way to a list (`dashboard_layouts.components`): the keys of its entries that are the restore's own. */
  lists: Readonly<Record<string, readonly string[]>>;
  /** Those of them that people are told by another name, and those that say nothing to them (null). */
  words: Readonly<Record<string, string | null>>;
  /** What only repeats other properties, so that a pin leaves it out. */
  repeated: readonly string[];
  /** Keys that come of a property of a body, where they have another name than that. */
  madeOf: Readonly<Record<string, readonly string[]>>;
}

/** A list of an item that a write changes: its type, its id (null for any) and the key of its form. */
export type TouchedList = readonly [ContentType, string | null, string];

/** What a write names: its path parameters, and the properties of its body as `body.name`. */
export type Sent = (name: string) => string | null;

/** Items of a type that are restored without what would restore them into groups, roles and the like. */
export interface Alone {
  /** A source whose items bring that along themselves. */
  source(source: RestoreSource): RestoreSource;
  /** What of it cannot be read in a source. */
  unreadable(source: RestoreSource): { ref: ItemRef; message: string }[];
}

/** What is plainly so of a type. */
export interface HandlerFacts {
  readonly type: ContentType;
  /** Looker sends mail once it is enabled: it comes after everything else. */
  readonly sendsMail?: true;
  /** It is in a folder, and is not made without one; or it is the folder itself. */
  readonly folder?: "inside" | "itself";
  /** Names that no two of its items have at once. */
  readonly uniqueNames?: readonly UniqueName[];
  /** A property that names an item in addresses, beside its id. */
  readonly alias?: string;
  /** It comes with what is deployed, not with a restore: content that needs one it lacks is left until that is done. */
  readonly isDeployed?: true;
  /** The part of its form that needs what is deployed: as long as nobody asks for another one, it stays as it is. */
  readonly deployedPart?: string;
  /** A list by ids that tells the names of its items, for people. */
  readonly namesById?: ListOperation;
  /** What is beside a body of the backup says what is meant to be read, of another instance as well. */
  readonly readsAsHeld?: true;
  /** Others name its parts, also where it is not restored itself. */
  readonly isNamedByParts?: true;
  /** Whether a restore may create one again beside an old one that stays: then the id map says which of the two it is. */
  readonly isRemade?: true;
  /** Requests that reading one takes; one by default. */
  readonly reads?: number;
  /** How something made goes again, where {@linkcode Handler.remove} does not take it away for good. */
  readonly removal?: "trash" | "disable";
  /**
   * What its forms and keys can refer to, where bodies are large: those of many items are not read for that alone. Without
   * it, they are.
   */
  readonly refersTo?: readonly RefKind[];
  /**
   * Keys of its form that have requests of their own: they are not sent with the item itself, and what a live form lacks of
   * them could not be read.
   */
  readonly ownRequests?: readonly string[];
  readonly partForms?: PartForms;
  readonly partListing?: PartListing;
  readonly keptName?: KeptName;
  readonly alone?: Alone;
  /** Parts of its form that no two items have at once, beside plain names; each with another that nobody has. */
  readonly otherNames?: Readonly<Record<string, (now: JsonValue, id: string) => JsonValue | null>>;
  /** Operations that change lists of items other than the one that is written, or also of that. */
  readonly touches?: Readonly<Partial<Record<Operation, (of: Sent) => readonly TouchedList[]>>>;
}

/** A content type that can be restored. */
export interface Handler<F extends JsonObject = JsonObject> extends HandlerFacts, Recognition {
  /** Why an item cannot be written at all, and what to do instead; null when it can. */
  unrestorable(item: Props): Reason | null;
  /**
   * What a client can write of a body, in a form in which equal means equal. Properties the body lacks are omitted:
   * absent is unknown, never empty.
   */
  form(body: JsonObject, refs: Refs): F;
  /**
   * Holds back what a restore must not do by itself, such as enabling a plan or taking members away that the backup does
   * not know: the wanted form without it. `live` is the live form; null for an item that is to be made.
   */
  applyPolicy?(wanted: F, live: F | null, options: WriteOptions): F;
  /** An item of the destination with what is immutable in it and is in the backup of the same instance, where it was not read. */
  adopt?(live: JsonObject, source: JsonObject): JsonObject;
  /**
   * The live form with only some parts of the wanted one; only properties can be picked unless told
   * (`withPickedKeys` of `part_picks.ts`).
   */
  withPicked?(live: F, wanted: F, picks: readonly PartPick[]): F;
  /** Why an item that differs is left as it is, unless the restore was asked to change it; null where it was. */
  heldBack?(options: WriteOptions): Reason | null;
  /** What differs between the live form and the wanted one; {@linkcode diffForms} by default. */
  diff?(live: F, wanted: F): Change[];
  /** Another item, with which Looker creates this one: a personal folder with its user. */
  appearsWith?(item: Props): ItemRef | null;
  /** The part without which there is no other part, by their paths: the tile of a place. */
  hostOf?(path: string): string | null;
  /** Parts of the two that are each other's: what ids of the backup are in the destination. */
  pairs?(source: JsonObject, live: JsonObject, refs: Refs): { kind: RefKind; from: string; to: string }[];
  /** Parts with ids of their own that are created with the item. */
  parts?(source: JsonObject): { kind: RefKind; id: string }[];
  /**
   * Reads one item in the form of a capture, `_vault` included; null when there is none. After a write, `written` is what
   * was written: what it cannot have touched and is dear to read is taken over from it.
   */
  read(reader: Reader, id: string, written?: Pick<Task<F>, "wanted" | "live">): Promise<JsonObject | null>;
  /**
   * Reads what was written of several items in one request, by id; whom it omits is read alone. Absent where Looker
   * has no list by ids that shows everything.
   */
  readMany?(reader: Reader, written: readonly Task<F>[]): Promise<ReadonlyMap<string, JsonObject>>;
  /** Makes the item, parts included: as whole as it can be. */
  create(task: Task<F>): Promise<Outcome>;
  /** Changes the item in place. */
  update(task: Task<F>): Promise<Outcome>;
  /** Requests that writing takes, reading back not included. */
  calls(task: Pick<Task<F>, "wanted" | "changes" | "live">): number;
  /** What a restore of the item changes of somebody's rights; absent where it cannot change any. */
  rights?(item: RightsCase): RightsFact[];
  /**
   * What an item hangs on, by ids of its own instance: a schedule on its dashboard. With `pick`, only that entry of it
   * does (a place on a board). What it hangs on is restored without it unless it is asked for (`--with-dependents`).
   */
  hangsOn?(item: Props): readonly { kind: RefKind; id: string; pick?: PartPick }[];
  /** The addresses to which something that sends mail does so, by its form. */
  recipients?(form: F): readonly string[];
  /** What must wait until everything else is there: references in a circle. The task's `live` is fresh then. */
  late?(task: Task<F>): Promise<Outcome>;
  /** Takes an item away that a restore made, as {@linkcode HandlerFacts.removal} says; absent where nothing may go. */
  remove?(writer: Writer, id: string): Promise<void>;
  /** Reads what must be known of the destination before items that are there and differ are planned. */
  learn?(reader: Reader): Promise<ReadonlyMap<PartKind, readonly string[]>>;
  /** Whether an item of the destination is one of Looker's own, which its body does not tell. */
  isLookersOwn?(id: string, there: DestinationView): boolean;
  /** A body whose parts are none of those that the id map knows: a copy of the item is no part of it. */
  disguised?(body: JsonObject): JsonObject;
}
