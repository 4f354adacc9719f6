/**
 * The registry's entry of a content type. Each type has one entry, in a separate file.
 *
 * @module
 */
import type { KNOWN_PROPERTIES } from "../api_known.ts";
import type { ListOperation } from "../client.ts";
import type { WritableSchema } from "../writable.ts";
import type { HandStep } from "./by_hand.ts";
import type { Reach } from "./reach.ts";
import type { SettingGroups } from "../setting_groups.ts";

/** A listing: an operation with fixed parameters. */
export interface Listing {
  operation: ListOperation;
  params?: Readonly<Record<string, unknown>>;
  /** The sort order that keeps pages separate; null if the operation cannot sort, absent if it has no pages. */
  sorts?: string | null;
}

/** How the bodies of a type are read. */
export type Source =
  /**
   * One response contains all items. With `mayLack`, not every Looker serves the operation. The run records this, and
   * does not fail. With `mayBeCut`, the response may be incomplete, so items that it does not list are not treated as
   * deleted.
   */
  | { kind: "list"; listing: Listing; mayLack?: true; mayBeCut?: true }
  /** Small items, read page by page. `trash` has the parameters that list the trash. `mayLack` is as above. */
  | {
    kind: "pages";
    listing: Listing;
    pageSize: number;
    trash?: Readonly<Record<string, unknown>>;
    mayLack?: true;
  }
  /** Large or many items: first a listing of ids, then pages of bodies in parallel. */
  | {
    kind: "census";
    listing: Listing;
    pageSize: number;
    fields: string;
    single: Single;
    trash?: Readonly<Record<string, unknown>>;
  }
  /** Groups of settings, read with one request each, whose bodies have no ids. */
  | { kind: "groups"; groups: SettingGroups }
  /** Types with separate code: looks (read by folder), explores (one request each), settings (one object). */
  | { kind: "special" };

/** An operation that reads one item, and the name of its path parameter. */
export interface Single {
  operation: "dashboard" | "look" | "user" | "lookml_model";
  parameter: "dashboard_id" | "look_id" | "user_id" | "lookml_model_name";
}

/**
 * One content type. Properties are named as in the type's bodies. If several names are given, the first one that a
 * body contains is used.
 */
export interface ContentTypeEntry {
  id: readonly string[];
  name: readonly string[];
  owner?: string;
  folder?: string;
  createdAt?: string;
  updatedAt?: string;
  /** The flag of an item in the trash. */
  trashed?: string;
  /** The properties with the ids of users who changed an item. */
  toldBy?: ToldBy;
  source: Source;
  /**
   * The turn of the type in a run, from 1. Types that need one request per item come before types that are read in
   * pages: a resumed run reads a finished type not even as a listing. A type that one listing returns needs no turn.
   */
  turn?: number;
  /**
   * Whether parts of the type's items are read for all items at the same time. If this fails, every item lacks them.
   */
  isReadAcross?: true;
  /** The property with a user's own email address. */
  email?: string;
  /** Whether the type's bodies have neither id nor name. lookervault assigns an id, which is also the name. */
  isNamedById?: true;
  /** Whether only full runs read the type, because it changes rarely. */
  readInFull?: true;
  /** Whether `--folder` limits the type: it is read and restored by folder. */
  isByFolder?: true;
  /**
   * The property with an item's id in rows of views, and the name of the type in rows of summaries, for types whose
   * use Looker counts.
   */
  tellsUse?: { viewedAs: string; summedUpAs: string };
  /** The properties that stay the same when the instance gets another address, and the one request that lists them. */
  traits?: { operation: ListOperation; keys: readonly ("created_at" | "email" | "slug")[] };
  /** Whether the type's items get another owner when their owner leaves. */
  changesHands?: true;
  /**
   * For types whose items may have a text of LookML: the part of `_vault` with the text, and the suffix of Looker's
   * files of this kind.
   */
  lookmlText?: { part: string; suffix: string };
  /** Whether the type's bodies contain tiles. */
  hasTiles?: true;
  /** Whether the type's items send something to recipients. */
  sends?: true;
  /** Whether the type's items watch a tile of a dashboard. */
  watchesTile?: true;
  /** Whether the type's bodies name fields, explores or models, or contain texts that `replace` changes. */
  holdsNames?: true;
  /** Properties that name fields and explores, and that Looker's API returns but does not accept. */
  fixedNames?: readonly string[];
  /** Whether the type's items refer to a query only by id (`query_id`), which no listing shows. */
  namesQuery?: true;
  /**
   * Path segments that name the type's items in Looker's addresses. `/folders/3` and the older `/spaces/3` are the
   * same folder.
   */
  paths?: readonly string[];
  /**
   * Properties with texts in which users write links, in any object of the type's bodies. In a list or an object,
   * every text counts. Titles and names of items do not belong here, because they identify items.
   */
  texts?: readonly string[];
  /** Properties of bodies, of any type, whose values are ids of the type's items. */
  referredBy?: readonly string[];
  /** Properties of only this type that change although no user edits anything, at every depth of a body. */
  volatile?: readonly string[];
  /** Paths that Looker computes. A change there is not a change of the item. */
  computed?: readonly string[];
  /** Properties whose values are compared unchanged. */
  verbatim?: readonly string[];
  /**
   * Boolean properties that are false if they are not set. Properties for which Looker assumes true, or decides the
   * value, are not in this list.
   */
  twoValued?: readonly string[];
  /** The schema of the type's bodies; absent if no request body contains it. */
  served?: ServedSchema;
  /** The steps that only a user can take for the type's items when an instance is created again, in order. */
  byHand?: readonly HandStep[];
  /** The operations that back up and restore the type, and what they cannot read or write. */
  reach: Reach;
}

/** The schema of served objects, and the schemas of the lists and objects in them that are separate parts. */
export interface ServedSchema {
  schema: WritableSchema & keyof typeof KNOWN_PROPERTIES;
  /** Further properties of these objects, from other schemas and older releases. */
  also?: readonly string[];
  parts?: Readonly<Record<string, ServedSchema>>;
}

/** Properties with the id of the user who made a change. The time is in the property next to each. */
export interface ToldBy {
  /** The user who made the last edit, at the time of `updatedAt`, with the user's name at that time. */
  edited?: { id: string; name?: string };
  /** The user who moved the item to the trash. */
  deleted?: { id: string; at: string };
  /** The user who created the item, at the time of `createdAt`. */
  created?: { id: string };
}
