/**
 * The registry's entry of a content type: one for each type, in its own file.
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
  /** Order that keeps pages apart; null where the operation cannot sort. Absent where it does not page. */
  sorts?: string | null;
}

/** How a type's bodies are read. */
export type Source =
  /**
   * One answer holds everything. `mayLack`: not every Looker serves it; that is noted then, and
   * is no failure. `mayBeCut`: it is unknown whether the answer is complete: what it does not list is not taken for gone. */
  | { kind: "list"; listing: Listing; mayLack?: true; mayBeCut?: true }
  /** Small items, page after page; `trash` are the parameters that give those in the trash. `mayLack` as above. */
  | {
    kind: "pages";
    listing: Listing;
    pageSize: number;
    trash?: Readonly<Record<string, unknown>>;
    mayLack?: true;
  }
  /** Large or many items: a listing of ids first, then pages of bodies side by side. */
  | {
    kind: "census";
    listing: Listing;
    pageSize: number;
    fields: string;
    single: Single;
    trash?: Readonly<Record<string, unknown>>;
  }
  /** Groups of settings, a request each: their bodies have no ids. */
  | { kind: "groups"; groups: SettingGroups }
  /** Read by code of their own: looks (a folder at a time), explores (a call each), settings (one object). */
  | { kind: "special" };

/** An operation that reads one item, and the name of its path parameter. */
export interface Single {
  operation: "dashboard" | "look" | "user" | "lookml_model";
  parameter: "dashboard_id" | "look_id" | "user_id" | "lookml_model_name";
}

/** One content type. Property names are those of the type's bodies; where several stand, the first present counts. */
export interface ContentTypeEntry {
  id: readonly string[];
  name: readonly string[];
  owner?: string;
  folder?: string;
  createdAt?: string;
  updatedAt?: string;
  /** The flag of an item in the trash. */
  trashed?: string;
  /** Who did something to an item, as its body tells: properties that hold the ids of users. */
  toldBy?: ToldBy;
  source: Source;
  /**
   * Its turn in a run, from 1. What costs a call an item comes before what comes by the page: each finished type costs a
   * resumed run nothing, not even its listing. Types without need no turns: one list holds them.
   */
  turn?: number;
  /** Parts of its items are read for all items at once: what fails then lacks in each of them. */
  isReadAcross?: true;
  /** The property with a person's own e-mail address. */
  email?: string;
  /** Its bodies have neither id nor name: an item is called by its id, which this program gives it. */
  isNamedById?: true;
  /** Only full runs read it: it changes seldom. */
  readInFull?: true;
  /** `--folder` narrows it down: it is read and restored by the folder. */
  isByFolder?: true;
  /** Its items tell when they were used, and so do rows of views, by this property, and of summaries, by this word. */
  tellsUse?: { viewedAs: string; summedUpAs: string };
  /** What of its items stays the same when the instance gets another address, and the one request that lists it. */
  traits?: { operation: ListOperation; keys: readonly ("created_at" | "email" | "slug")[] };
  /** Its items change hands when their owner leaves. */
  changesHands?: true;
  /** Its items may hold a text of LookML: the part of `_vault` with it, and how Looker's files of that kind end. */
  lookmlText?: { part: string; suffix: string };
  /** Its bodies hold tiles. */
  hasTiles?: true;
  /** It sends something to recipients. */
  sends?: true;
  /** It watches a tile of a dashboard. */
  watchesTile?: true;
  /** Its bodies name fields, explores or models, or hold texts that `replace` goes through. */
  holdsNames?: true;
  /** Properties that name fields and explores, and that Looker's API serves without taking them. */
  fixedNames?: readonly string[];
  /** It names a query by its id alone (`query_id`), which no listing shows. */
  namesQuery?: true;
  /** Path segments under which Looker's addresses name its items: `/folders/3` and the older `/spaces/3` are the same. */
  paths?: readonly string[];
  /**
   * Properties that hold texts in which people write links, on whatever object of its bodies they are; of a list or an
   * object, every text in it. Titles and names of whole items are none: items are known by them.
   */
  texts?: readonly string[];
  /** Properties of bodies, of whatever type, that are ids of its items. */
  referredBy?: readonly string[];
  /** Properties of this type alone that change without anybody editing anything, at every depth of a body. */
  volatile?: readonly string[];
  /** Paths that Looker computes: a change of them is none of the item. */
  computed?: readonly string[];
  /** Properties whose values are compared as they are. */
  verbatim?: readonly string[];
  /** Booleans that are false where nobody set them. Those that Looker takes for true, or decides, then are not here. */
  twoValued?: readonly string[];
  /** The schema of its bodies; absent where no request body holds it. */
  served?: ServedSchema;
  /** What only a person can do about its items when an instance is created again, in order. */
  byHand?: readonly HandStep[];
  /** Which operations back it up and restore it, and what of it stays out of reach. */
  reach: Reach;
}

/** The schema of served objects, and of the lists and objects in them that are parts of their own. */
export interface ServedSchema {
  schema: WritableSchema & keyof typeof KNOWN_PROPERTIES;
  /** What other schemas know of the same objects, and what older releases served. */
  also?: readonly string[];
  parts?: Readonly<Record<string, ServedSchema>>;
}

/** Properties that say who did something. The time is in the property beside each. */
export interface ToldBy {
  /** The user who edited the item last, at the time of `updatedAt`, with the name that the user had then. */
  edited?: { id: string; name?: string };
  /** Who moved it to the trash. */
  deleted?: { id: string; at: string };
  /** Who made it, at the time of `createdAt`. */
  created?: { id: string };
}
