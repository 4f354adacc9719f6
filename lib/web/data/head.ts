/**
 * The head of the page's data: all that the overview needs, less than 20 kB. Shared by the page and by what fills it. Pure.
 *
 * Times are ISO 8601 UTC, to the second. A _run_ is meant by its place in {@linkcode Head.runs}, a type by its place in
 * {@linkcode Head.types}.
 *
 * @module
 */

/** The version of these shapes: a page refuses the data of another. */
export const DATA_VERSION = 1;

/** A content type and an id, such as `dashboards/12`. The id is everything after the first slash, as it is. */
export type Key = string;

/** The first block that a page reads. */
export interface Head {
  v: typeof DATA_VERSION;
  /** Such as `lookervault 1.4.0`. */
  tool: string;
  /** When this was made. */
  made: string;
  form: "report" | "browse";
  /** Which state of the vault this is of. `browse` gives another one after each run. */
  revision: string;
  instance: { host: string; version: string | null };
  vault: { bytes: number; versions: number };
  /** What commands need to find this vault, such as `["--db", "acme.db"]`; not quoted. */
  args: string[];
  /** Whether names and addresses of people were replaced. */
  redacted: boolean;
  /** The oldest first. Empty for a vault without a run. */
  runs: Run[];
  /** The API users that made the runs. */
  readers: Reader[];
  /** Every type that this version knows, in the order in which people look for them. */
  types: TypeHead[];
  /** The newest run first. */
  anomalies: Anomaly[];
  /** The changes of the newest run, at most 200, so that the overview can say them before the index is there. */
  recent: Recent[];
  /** Readings of the whole vault by `verify`, the newest first. */
  checks: Check[];
  /** Restores that were tried, the newest first. */
  drills: Drill[];
  /** What no backup through the API holds. */
  beyond: string[];
  /** Items in a block of bodies, see `blocks.ts`. */
  chunk: number;
  /** SHA-256 of the index block, as `blocks.ts` says. */
  index: string;
}

/** One run of `extract`. */
export interface Run {
  id: string;
  /** A moment after the run and before the next: what `--at` takes to mean the vault as this run left it. */
  at: string;
  mode: string;
  /** `failed` and `interrupted` ones changed nothing that is shown. */
  status: "completed" | "partial" | "interrupted" | "failed";
  secs: number;
  calls: number;
  /** Items added, changed, removed: trashed ones are removed. */
  n: [added: number, changed: number, removed: number];
  /** The API user, by its place in {@linkcode Head.readers}. */
  by: number;
  /** Items that were missing and were not marked as deleted, because it were too many. */
  held?: number;
  /** Whether its API user saw less than the one before. */
  fewer?: true;
  /** Why it failed, or what it could not do. */
  error?: string;
}

/** An API user. */
export interface Reader {
  /** Such as `lookervault (API), user 61`. */
  name: string;
  roles: string[];
  /** Whether Looker shows it everything; null if unknown. */
  admin: boolean | null;
}

/** How far a type was captured: complete, partial, refused, interrupted, never tried until then. */
export type Capture = "c" | "p" | "r" | "i" | "n";

/** A type. */
export interface TypeHead {
  /** Its name, such as `scheduled_plans`. */
  t: string;
  /** Items in use after each run, in the trash and gone ones aside. One number a run. */
  n: number[];
  /** A {@linkcode Capture} a run, as one text: how far the last run that tried came. */
  s: string;
  /** Why it is not complete: from that run on, until the next entry. An empty text ends it. */
  notes: [run: number, text: string][];
  /** What no backup holds of it; empty when there is nothing to say. */
  limits: string[];
  /** Whether the API can write it. */
  restorable: boolean;
}

/** Something unusual. */
export interface Anomaly {
  /** The run. */
  r: number;
  level: "act" | "look";
  title: string;
  text: string;
  go?: Go;
  /** A command that mends it, word for word, not quoted, without {@linkcode Head.args}. */
  command?: string[];
}

/** A place in the page. */
export type Go =
  | { to: "changes"; from: number; until: number; group?: "folder" | "owner" | "editor" }
  | { to: "item"; key: Key }
  | { to: "coverage" };

/** A change of the newest run. */
export interface Recent {
  k: ChangeKind;
  key: Key;
  name: string;
  folder: string;
  by: string;
  /** What differs, in words. */
  s: string;
}

/** Added (also: taken out of the trash), changed, removed (also: into the trash). */
export type ChangeKind = "+" | "~" | "-";

/** A reading of the vault. */
export interface Check {
  at: string;
  items: number;
  versions: number;
  damaged: number;
}

/** A drill. */
export interface Drill {
  at: string;
  sample: number;
  same: number;
  different: number;
  note?: string;
}
