/**
 * The result of `extract --dry-run`: how many requests an extraction would send, estimated from the cheapest listings
 * only.
 *
 * @module
 */

/** The estimate for one type. */
export interface TypeEstimate {
  type: string;
  /** Number of items in its listings. */
  listed: number;
  /** Requests to list and read the items. */
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
  /** Requests that the run would send, including login and logout. */
  total_calls: number;
  /** Requests that this estimate has sent. */
  calls: number;
}
