/**
 * The index of the page's data: columns with one entry per item, and the blocks of changes. Shared by the page and the
 * code that fills it. Pure.
 *
 * Items are identified by their positions in the columns. The columns contain the newest state of everything that the
 * vault has ever held. The position -1 means that there is no item.
 *
 * @module
 */
import type { ChangeKind } from "./head.ts";

/**
 * The second block. A report contains it as one block. `browse` returns the columns first, and the links between items
 * when they are ready.
 */
export type Index = Columns & Links;

/** What lists and items need. The columns have the same length. */
export interface Columns {
  /** The type: its position in `Head.types`. */
  t: number[];
  id: string[];
  /** The newest name; empty if the item has none. */
  n: string[];
  /** The folder that contains the item, or the parent of a folder: an item. */
  f: number[];
  /** The owner: an item. */
  o: number[];
  /** The last edit according to Looker, in minutes since 1970; 0 if unknown. */
  u: number[];
  /** The run that first found the item. */
  c: number[];
  /** Number of versions in the vault. */
  v: number[];
  /** When the item was in the trash or deleted: see {@linkcode Standings}. */
  s: Standings;
  /** Blocks of changes, the oldest first. Together they cover all runs. */
  changes: ChangeBlock[];
  /** SHA-256 of every other block, by its id, see `blocks.ts`. Empty for `browse`. */
  sums: Record<string, string>;
}

/** Former names and places of items, and the links between items. */
export interface Links {
  /** Former names, folders and owners: see {@linkcode Former}. */
  was: Former;
  /** Fields (`view.field`) and explores (`model::explore`), to which {@linkcode Links.uses} refers. */
  terms: string[];
  /** The terms that an item's queries name. */
  uses: Timed;
  /**
   * How an item refers to another: the values of `Relation` in `lib/looker/uses/item_edges.ts` without `folder` and
   * `owner`, and `own`.
   */
  relations: string[];
  /**
   * The items that an item refers to: `item * RELATION_STRIDE + relation`. An alert refers to the dashboard of its
   * tile. A folder that does not inherit its access refers to itself as `own`.
   */
  edges: Timed;
  /** Email addresses in lowercase. */
  mails: string[];
  /** The addresses of an item. For schedules and alerts, the addresses that they send to. */
  sends: Timed;
  /** The number of the block with the JSON that Looker served for the newest version; -1 if there is none. */
  j: number[];
}

/** See {@linkcode Links.edges}. */
export const RELATION_STRIDE = 32;

/**
 * The states of items from a run on, in the order of runs: `l` in use, `t` in the trash, `g` deleted in Looker. Without
 * an entry, an item is in use from its first run on.
 */
export interface Standings {
  i: number[];
  r: number[];
  s: string;
}

/**
 * The former names, folders and owners of items until a run, which is the first run without them. In the order of runs.
 * `n` is null if the name did not change.
 */
export interface Former {
  i: number[];
  r: number[];
  n: (string | null)[];
  f: number[];
  o: number[];
}

/** Sets of numbers that change: the current sets, and what each run added and removed, in the order of runs. */
export interface Timed {
  now: number[][];
  i: number[];
  r: number[];
  add: number[][];
  del: number[][];
}

/** The runs that a block of changes covers. */
export interface ChangeBlock {
  /** The first and the last run. */
  from: number;
  to: number;
  /** Number of changes. */
  n: number;
}

/** The changes, in the order of runs. The columns have the same length; `k` has one character per change. */
export interface Changes {
  r: number[];
  i: number[];
  /** One {@linkcode ChangeKind} per change. */
  k: string;
  /** Who edited the item: an item, or -1. */
  by: number[];
  /** The differences, in words; for edits, the result of `summaryOf()` in `lib/web/model/words.ts`. */
  s: string[];
  /** Number of differences. */
  n: number[];
}

/** Returns the kind of a change. */
export function kindAt(changes: Changes, place: number): ChangeKind {
  const kind = changes.k[place];
  return kind === "+" || kind === "-" ? kind : "~";
}
