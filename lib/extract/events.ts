/**
 * The events of an extraction. They are the only input of progress bars, log lines and `--progress json`.
 *
 * @module
 */

/** The counts of a type, in items. `listed` grows as listings are read. */
export interface TypeCounts {
  /** Ids that Looker's listings named. */
  listed: number;
  stored: number;
  new: number;
  updated: number;
  unchanged: number;
  deleted: number;
  failed: number;
  /** HTTP requests sent for this type, including retries. */
  calls: number;
}

/** Measurements of the entire run at one moment. */
export interface Gauges {
  /** HTTP requests sent, including retries. */
  calls: number;
  retries: number;
  in_flight: number;
  /** Bytes of response bodies, after decompression. */
  bytes: number;
  /** The maximum number of requests in flight now: `--workers`, or fewer while Looker is throttling. */
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
    /** The interrupted run that this run resumes. */
    resumed?: { started_at: string; stored: number };
    /** Set if nothing is stored, because the run only compares Looker with `db`. */
    compares?: true;
  }
  /** The number of ids in a type's listings is known, or has changed. */
  | { event: "listed"; type: string; total: number }
  /** The expected number of requests for a type until it is finished, estimated after its listing. */
  | { event: "planned"; type: string; calls: number }
  /** A batch of this type is in the vault. The counts are totals so far. */
  | { event: "stored"; type: string; counts: TypeCounts }
  /** A request failed and will be retried. */
  | {
    event: "retry";
    operation: string;
    attempt: number;
    status: number | null;
    reason: string;
  }
  /** Something could not be captured, and is not retried. `id` is null if an entire listing or page failed. */
  | {
    event: "failed";
    type: string;
    id: string | null;
    operation: string;
    status: number | null;
    message: string;
  }
  | { event: "warning"; message: string }
  /** A type is finished. `note` says why it is incomplete, or contains other remarks. */
  | { event: "type_done"; type: string; counts: TypeCounts; complete: boolean; note: string | null }
  /** Looker is throttling, with a status such as 429. No request is sent for `wait_ms`. */
  | { event: "paused"; wait_ms: number; status: number }
  | { event: "interrupting" }
  | { event: "finished"; status: string };

/** Receives events as they happen. It must not throw and must not block. */
export type EventSink = (event: ExtractEvent) => void;
