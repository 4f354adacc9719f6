/**
 * The events of an extraction. Progress bars, log lines and `--progress json` are made only from these.
 *
 * @module
 */

/** How a type stands, in items; `listed` grows as listings answer, `expected` is the total once it is known. */
export interface TypeCounts {
  /** Ids that Looker's listings named. */
  listed: number;
  /** Items now in the vault from this run. */
  stored: number;
  new: number;
  updated: number;
  unchanged: number;
  deleted: number;
  failed: number;
  /** HTTP requests sent for this type, retries included. */
  calls: number;
}

/** Numbers of the whole run at one moment. */
export interface Gauges {
  /** HTTP requests sent, retries included. */
  calls: number;
  retries: number;
  in_flight: number;
  /** Bytes of answer bodies, after decompression. */
  bytes: number;
  /** The most requests allowed in flight right now: `--workers`, or less while Looker is throttling. */
  allowed_in_flight: number;
}

/** One event. `--progress json` prints each with `at` added. */
export type ExtractEvent =
  | {
    event: "started";
    session_id: string;
    mode: string;
    instance: string;
    db: string;
    types: readonly string[];
    workers: number;
    /** The interrupted run that this one resumes. */
    resumed?: { started_at: string; stored: number };
    /** Nothing is stored: what is read is compared with `db`. */
    compares?: true;
  }
  /** A type's total is known (or a better one): every id its listings named. */
  | { event: "listed"; type: string; total: number }
  /** How many requests a type will have taken when it is through, as far as can be told after its listing. */
  | { event: "planned"; type: string; calls: number }
  /** A batch of this type is in the vault. Counts are totals so far. */
  | { event: "stored"; type: string; counts: TypeCounts }
  /** A request failed and will be sent again. */
  | {
    event: "retry";
    operation: string;
    attempt: number;
    status: number | null;
    reason: string;
  }
  /** Something could not be captured, for good. `id` is null when a whole listing or page failed. */
  | {
    event: "failed";
    type: string;
    id: string | null;
    operation: string;
    status: number | null;
    message: string;
  }
  | { event: "warning"; message: string }
  /** A type is through. `note` says why it is not complete, or anything else worth saying. */
  | { event: "type_done"; type: string; counts: TypeCounts; complete: boolean; note: string | null }
  /** Looker throttles, by a status such as 429: nothing is sent for `wait_ms`. */
  | { event: "paused"; wait_ms: number; status: number }
  | { event: "interrupting" }
  | { event: "finished"; status: string };

/** Receives events as they happen. Must not throw and must not wait. */
export type EventSink = (event: ExtractEvent) => void;
