/**
 * The head of the page's data: everything that the overview needs, less than 20 kB. Shared by the page and the code
 * that fills it. Pure.
 *
 * Times are ISO 8601 UTC, to the second. Runs are identified by their positions in {@linkcode Head.runs}, types by
 * their positions in {@linkcode Head.types}.
 *
 * @module
 */

/** The version of these shapes. A page refuses the data of another version. */
export const DATA_VERSION = 1;

/** A content type and an id, such as `dashboards/12`. The id is everything after the first slash, without encoding. */
export type Key = string;

/** The first block that a page reads. */
export interface Head {
  v: typeof DATA_VERSION;
  /** Such as `lookervault 1.4.0`. */
  tool: string;
  /** When the data was created. */
  made: string;
  form: "report" | "browse";
  /** The state of the vault. It is different after each run. */
  revision: string;
  instance: { host: string; version: string | null };
  vault: { bytes: number; versions: number };
  /** The arguments with which commands find this vault, such as `["--db", "acme.db"]`; not quoted. */
  args: string[];
  /** Whether names and addresses of people were replaced. */
  redacted: boolean;
  /** The oldest first. Empty for a vault without a run. */
  runs: Run[];
  /** The API users of the runs. */
  readers: Reader[];
  /** Every type that this version knows, in the order that is most useful to users. */
  types: TypeHead[];
  /** The newest run first. */
  anomalies: Anomaly[];
  /** The changes of the newest run, at most 80, so that the overview can show them before the index is read. */
  recent: Recent[];
  /** Complete checks of the vault, the newest first. */
  checks: Check[];
  /** Drills, the newest first. */
  drills: Drill[];
  /** Kinds of data that no backup through the API contains. */
  beyond: string[];
  /** Number of items in a block of bodies, see `blocks.ts`. */
  chunk: number;
  /** SHA-256 of the index block, see `blocks.ts`. */
  index: string;
}

/** One run of `extract`. */
export interface Run {
  id: string;
  /**
   * A moment after the run and before the next one. As the value of `--at`, it selects the state of the vault after
   * this run.
   */
  at: string;
  mode: string;
  /** `failed` and `interrupted` runs have no visible changes. */
  status: "completed" | "partial" | "interrupted" | "failed";
  secs: number;
  calls: number;
  /** Number of items added, changed and removed. Items moved to the trash count as removed. */
  n: [added: number, changed: number, removed: number];
  /** The API user: a place in {@linkcode Head.readers}. */
  by: number;
  /** Number of missing items that were not marked as deleted, because there were too many. */
  held?: number;
  /** Whether the API user saw less than the API user of the run before. */
  fewer?: true;
  /** Why the run failed, or what it could not do. */
  error?: string;
}

/** An API user. */
export interface Reader {
  /** Such as `lookervault (API), user 61`. */
  name: string;
  roles: string[];
  /** Whether Looker shows everything to this user; null if unknown. */
  admin: boolean | null;
}

/** How completely a type was captured: complete, partial, refused, interrupted, never tried until then. */
export type Capture = "c" | "p" | "r" | "i" | "n";

/** A type. */
export interface TypeHead {
  /** The name, such as `scheduled_plans`. */
  t: string;
  /** Number of items in use after each run, without those that are deleted or in the trash. One entry per run. */
  n: number[];
  /** One {@linkcode Capture} per run, as one text: the result of the last run that tried. */
  s: string;
  /** Why the type is incomplete, from that run until the next entry. An empty text ends the note. */
  notes: [run: number, text: string][];
  /** What backups of the type do not contain; empty if there is nothing to report. */
  limits: string[];
  /** Whether the API can write the type. */
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
  /** The arguments of a command of lookervault that repairs it, not quoted and without {@linkcode Head.args}. */
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
  /** The differences, in words. */
  s: string;
}

/** Added (or restored from the trash), changed, removed (or moved to the trash). */
export type ChangeKind = "+" | "~" | "-";

/** A complete check of the vault. */
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
