/**
 * The result of a verification.
 *
 * @module
 */

/** One thing that is wrong. */
export interface Problem {
  /** A content type; `vault` for what concerns the file or a whole run. */
  type: string;
  id: string | null;
  problem: string;
  /** Which table it is in. */
  table: string;
  /** When the version began that is damaged (ISO 8601 UTC); null for what has none. */
  version: string | null;
  /** What to do about it. */
  hint: string;
}

/** Rows of a type that were checked: items, former versions, and states that restores kept. */
export interface TypeVerdict {
  type: string;
  checked: number;
  invalid: number;
  /** Bytes of MessagePack. */
  bytes: number;
}

/** The JSON of `verify`, without its frame. */
export interface VerifyResult {
  db: string;
  /** Rows that were read and checked. */
  checked: number;
  valid: number;
  invalid: number;
  /** Bytes of MessagePack that were checked. */
  bytes: number;
  /** How many percent of the rows were chosen. */
  sample: number;
  types: TypeVerdict[];
  /** The first of them, in the order of the tables: a vault may have as many as rows. */
  problems: Problem[];
  /** How many more problems there are; their rows are in `invalid`. */
  problems_omitted: number;
  /** What is odd, but no damage. */
  warnings: string[];
}

/** What happens during a verification. */
export type VerifyEvent =
  | { event: "started"; db: string; sample: number }
  | { event: "counted"; rows: number; bytes: number }
  | { event: "checked"; rows: number; bytes: number; invalid: number }
  | { event: "problem"; type: string; id: string | null; problem: string };

/** Takes events. */
export type VerifySink = (event: VerifyEvent) => void;
