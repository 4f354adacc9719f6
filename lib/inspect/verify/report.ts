/**
 * The result of a verification.
 *
 * @module
 */

/** One problem. */
export interface Problem {
  /** A content type, or `vault` for a problem of the file or of an entire run. */
  type: string;
  id: string | null;
  problem: string;
  /** The table with the problem. */
  table: string;
  /** The start of the damaged version (ISO 8601 UTC); null if there is none. */
  version: string | null;
  /** What to do about the problem. */
  hint: string;
}

/** The checked rows of a type: items, former versions, and the states that restores stored before their writes. */
export interface TypeVerdict {
  type: string;
  checked: number;
  invalid: number;
  /** The size of the MessagePack, in bytes. */
  bytes: number;
}

/** The JSON output of `verify`, without its envelope. */
export interface VerifyResult {
  db: string;
  /** The number of rows that were read and checked. */
  checked: number;
  valid: number;
  invalid: number;
  /** The size of the checked MessagePack, in bytes. */
  bytes: number;
  /** The percentage of the rows that were checked. */
  sample: number;
  types: TypeVerdict[];
  /** The first problems, in the order of the tables. A vault can have as many problems as rows. */
  problems: Problem[];
  /** The number of problems that are not listed. Their rows count in `invalid`. */
  problems_omitted: number;
  /** Unusual findings that are not damage. */
  warnings: string[];
}

/** An event of a verification. */
export type VerifyEvent =
  | { event: "started"; db: string; sample: number }
  | { event: "counted"; rows: number; bytes: number }
  | { event: "checked"; rows: number; bytes: number; invalid: number }
  | { event: "problem"; type: string; id: string | null; problem: string };

/** Receives the events. */
export type VerifySink = (event: VerifyEvent) => void;
