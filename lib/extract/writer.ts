/**
 * Batches of rows into the vault, each in one transaction with its checkpoint and the failures so far.
 *
 * @module
 */
import { type Clock, isoTime } from "../base/clock.ts";
import { typeCode } from "../looker/content_type_names.ts";
import {
  type ContentItem,
  countUnseen,
  markDeleted,
  markUnseenDeleted,
  putItem,
  type PutResult,
  touchItem,
} from "../vault/content.ts";
import { forgetErrors, recordError, saveCheckpoint } from "../vault/sessions.ts";
import type { Vault } from "../vault/vault.ts";
import type { EventSink } from "./events.ts";
import type { ErrorSummary } from "./summary.ts";
import type { TypeTracker } from "./tracker.ts";

/** A batch is written before it is full when its data exceed this, bytes. */
const BATCH_BYTES = 4 * 1024 * 1024;

/** More than this many, and more than this share of a type, are not believed to be deleted without consent. */
const MASS = 20, MASS_SHARE = 0.3;

/** Whether so many of a type's items are gone that a listing is rather broken than true. */
export function isMassDeletion(gone: number, before: number): boolean {
  return gone > MASS && gone > before * MASS_SHARE;
}

/** A batch is written before it is full when its first row has waited this long, milliseconds: a crash loses little. */
const BATCH_MS = 250;

/** Unchanged items a transaction. */
const TOUCHED = 1000;

interface Batch {
  rows: ContentItem[];
  /** Ids of items that are there as they were. */
  touched: string[];
  bytes: number;
  /** When its first row came. */
  since: number;
}

/** Options of {@linkcode BatchWriter}. */
export interface BatchWriterOptions {
  vault: Vault;
  sessionId: string;
  batchSize: number;
  clock: Clock;
  emit: EventSink;
  /** Errors of the session up to this number are of the interrupted run that this one goes on with. */
  staleErrors: number;
}

/** The run's only writer. */
export class BatchWriter {
  private readonly batches = new Map<TypeTracker, Batch>();
  private failures: ErrorSummary[] = [];

  constructor(private readonly options: BatchWriterOptions) {}

  /** Adds a row; writes the type's batch when it is full. */
  add(tracker: TypeTracker, row: ContentItem): void {
    const batch = this.batch(tracker);
    const now = this.options.clock.monotonic();
    if (batch.rows.length === 0) batch.since = now;
    batch.rows.push(row);
    batch.bytes += row.data.length;
    const full = batch.rows.length >= this.options.batchSize || batch.bytes >= BATCH_BYTES;
    if (full || now - batch.since >= BATCH_MS) {
      this.flush(tracker, "running");
    }
  }

  /** Notes that an item was listed and is unchanged, without its body; its row is written with the type's batch. */
  touch(tracker: TypeTracker, id: string): void {
    const batch = this.batch(tracker);
    batch.touched.push(id);
    if (batch.touched.length >= TOUCHED) this.flush(tracker, "running");
  }

  /** A failure to record with the next transaction. */
  fail(failure: ErrorSummary): void {
    this.failures.push(failure);
  }

  /**
   * Writes the last of a type. What was live in the vault and was not seen is gone from Looker, provided that the type was
   * listed whole; a listing that lost most of its items at once is not believed without `accept`.
   */
  finish(tracker: TypeTracker, { scoped, accept }: { scoped: boolean; accept: boolean }): void {
    this.flush(tracker, "running");
    const { vault, sessionId, clock } = this.options;
    const type = typeCode(tracker.type);
    const { live, unseen } = countUnseen(vault, type, sessionId);
    const lost = tracker.lost();
    const gone = unseen + lost.length, before = live - tracker.counts().new;
    if (gone === 0 || !tracker.complete || !tracker.listsAll || scoped) return this.flush(tracker, "done");
    if (!accept && isMassDeletion(gone, before)) {
      tracker.incomplete(
        `${gone} of ${before} items are gone at once: not marked as deleted without --accept-deletions`,
      );
      return this.flush(tracker, "done");
    }
    tracker.deleted(gone);
    this.flush(tracker, "done", () => {
      const capture = { sessionId, at: isoTime(clock.now()) };
      markUnseenDeleted(vault, type, capture);
      for (const id of lost) markDeleted(vault, { type, id, at: capture.at });
    });
  }

  /** Writes what is there of a type, its checkpoint, and the failures so far. */
  flush(tracker: TypeTracker, state: "running" | "done", also?: () => void): void {
    const { vault, sessionId, clock, emit, staleErrors } = this.options;
    const { rows, touched } = this.batch(tracker);
    const at = isoTime(clock.now());
    const failures = this.failures;
    const results = vault.withTransaction((): PutResult[] => {
      const results = rows.map((row) => putItem(vault, row, { sessionId, at }));
      for (const id of touched) touchItem(vault, typeCode(tracker.type), id, { sessionId, at });
      const counts = tracker.counts();
      for (const result of results) {
        counts.stored++;
        counts[result]++;
      }
      counts.stored += touched.length;
      counts.unchanged += touched.length;
      also?.();
      // Only now: were they forgotten earlier, a crash would leave what they speak of looking whole.
      if (state === "done") {
        forgetErrors(vault, { sessionId, type: typeCode(tracker.type), upTo: staleErrors });
      }
      const { complete, note } = tracker;
      saveCheckpoint(vault, sessionId, {
        type: typeCode(tracker.type),
        state,
        complete: complete && state === "done",
        note,
        ...counts,
        at,
      });
      this.recordFailures(failures, at);
      return results;
    });
    this.failures = [];
    this.batches.delete(tracker);
    rows.forEach((row, i) => tracker.stored(row.id, results[i] as PutResult));
    for (const id of touched) tracker.stored(id, "unchanged");
    if (rows.length + touched.length > 0) {
      emit({ event: "stored", type: tracker.type, counts: tracker.counts() });
    }
  }

  /** Inside a transaction of the caller: records the failures that no batch has taken along. */
  flushFailures(): void {
    this.recordFailures(this.failures, isoTime(this.options.clock.now()));
    this.failures = [];
  }

  private batch(tracker: TypeTracker): Batch {
    let batch = this.batches.get(tracker);
    if (batch === undefined) this.batches.set(tracker, batch = { rows: [], touched: [], bytes: 0, since: 0 });
    return batch;
  }

  private recordFailures(failures: readonly ErrorSummary[], at: string): void {
    for (const { type, id, operation, status, message } of failures) {
      recordError(this.options.vault, this.options.sessionId, {
        type: typeCode(type),
        itemId: id,
        operation,
        status,
        message,
        at,
      });
    }
  }
}
