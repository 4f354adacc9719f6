/**
 * `extract --dry-run`: how many calls an extraction would take, from only the cheapest listings.
 *
 * @module
 */

/** One type's share of the estimate. */
export interface TypeEstimate {
  type: string;
  /** Items its listings name. */
  listed: number;
  /** Calls to list and to fetch them. */
  calls: number;
  note: string | null;
}

/** The result of `extract --dry-run`. */
export interface Estimate {
  command: "extract";
  dry_run: true;
  instance: string;
  looker_version: string | null;
  types: TypeEstimate[];
  /** Calls the run would send, login and logout included. */
  total_calls: number;
  /** Calls this estimate itself sent. */
  calls: number;
}
