/**
 * The index of the page's data: columns with one entry an item, and changes run by run. Shared by the page and by what
 * fills it. Pure.
 *
 * An _item_ is meant by its place in the columns: the newest standing of everything that the vault ever held. -1 is none.
 *
 * @module
 */
import type { ChangeKind } from "./head.ts";

/**
 * The second block. A report holds all of it in one; `browse` gives the columns first, and what goes from one item to
 * another when it is there.
 */
export type Index = Columns & Links;

/** What lists and items need. The columns have the same length. */
export interface Columns {
  /** The type: a place in `Head.types`. */
  t: number[];
  id: string[];
  /** The newest name; empty when it has none. */
  n: string[];
  /** The folder that it is in, and of a folder the one above it: an item. */
  f: number[];
  /** The owner: an item. */
  o: number[];
  /** The last edit that Looker tells of, in minutes since 1970; 0 for unknown. */
  u: number[];
  /** The run that saw it first. */
  c: number[];
  /** How many versions the vault holds. */
  v: number[];
  /** Where it was in the trash, or was gone: see {@linkcode Standings}. */
  s: Standings;
  /** Blocks of changes, the oldest first: they cover all runs. */
  changes: ChangeBlock[];
  /** SHA-256 of every other block, by its id, as `blocks.ts` says. Empty for `browse`. */
  sums: Record<string, string>;
}

/** What was, and what goes from one item to another. */
export interface Links {
  /** Names, folders and owners that it had before: see {@linkcode Former}. */
  was: Former;
  /** Fields (`view.field`) and explores (`model::explore`), which {@linkcode Links.uses} counts. */
  terms: string[];
  /** The terms that an item's queries name. */
  uses: Timed;
  /** What items are to those that name them: `Relation` of `lib/looker/uses/item_edges.ts` but `folder` and `owner`, and `own`. */
  relations: string[];
  /**
   * What an item names: `item * RELATION_STRIDE + relation`. An alert names the dashboard of its tile. A folder that does
   * not inherit its access names itself as `own`.
   */
  edges: Timed;
  /** Addresses of mail in small letters. */
  mails: string[];
  /** The addresses that an item has, and of schedules and alerts those it sends to. */
  sends: Timed;
  /** The number of the block with the JSON that Looker served for its newest version; -1 where there is none. */
  j: number[];
}

/** See {@linkcode Links.edges}. */
export const RELATION_STRIDE = 32;

/**
 * Where items stood from a run on, in the order of runs: `l` in use, `t` in the trash, `g` gone from Looker. From its first
 * run on an item is in use where nothing else is said.
 */
export interface Standings {
  i: number[];
  r: number[];
  s: string;
}

/** What items were until a run (that run is the first without it), in the order of runs. `n` is null where the name stayed. */
export interface Former {
  i: number[];
  r: number[];
  n: (string | null)[];
  f: number[];
  o: number[];
}

/** Sets of numbers that change: as they are now, and what was added and removed by a run, in the order of runs. */
export interface Timed {
  now: number[][];
  i: number[];
  r: number[];
  add: number[][];
  del: number[][];
}

/** Where the changes of some runs are. */
export interface ChangeBlock {
  /** The first run and the last. */
  from: number;
  to: number;
  /** How many changes. */
  n: number;
}

/** What changed, in the order of runs. The columns have the same length, `k` has a character each. */
export interface Changes {
  r: number[];
  i: number[];
  /** A {@linkcode ChangeKind} each. */
  k: string;
  /** Who edited it: an item, or -1. */
  by: number[];
  /** What differs, in words: `summaryOf()` of `lib/web/model/words.ts` for edits. */
  s: string[];
  /** How many differences. */
  n: number[];
}

/** The kind of a change. */
export function kindAt(changes: Changes, place: number): ChangeKind {
  const kind = changes.k[place];
  return kind === "+" || kind === "-" ? kind : "~";
}
