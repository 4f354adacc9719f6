/**
 * Writes batches of rows into the vault. Each batch is one transaction with its checkpoint and the failures so far.
 *
 * @module
 */
import type { ContentItem } from "../vault/content_item.ts";
import { type Clock, isoTime } from "../base/clock.ts";
import { typeCode } from "../looker/content_type_names.ts";
import { putItem, type PutResult } from "../vault/content.ts";
import { type CapturePart, dropParts, savePart } from "../vault/capture_parts.ts";
import { countBroughtBack, countMissing, markDeleted, markMissingDeleted } from "../vault/missing.ts";
import { dropFormerMarks, markSeen } from "../vault/seen.ts";
import { forgetErrors, recordError, saveCheckpoint, saveCost, type SessionCost } from "../vault/sessions.ts";
import { bindInstance } from "../vault/instance.ts";
import type { Vault } from "../vault/vault.ts";
import { withheldNote } from "../vault/withheld_note.ts";
import type { EventSink } from "./events.ts";
import type { ErrorSummary } from "./summary.ts";
import type { TypeTracker } from "./tracker.ts";

/** A batch is written before it is full if its data exceeds this size, in bytes. */
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * If more items than this, and more than this share of a type, are missing, they are not marked as deleted without
 * consent.
 */
const MASS = 20, MASS_SHARE = 0.3;

/** Whether so many of a type's items are missing that the listing is probably wrong. */
export function isMassDeletion(gone: number, before: number): boolean {
  return gone > MASS && gone > before * MASS_SHARE;
}

/** Maximum delay until received data is written, in milliseconds, so that a crash loses little. */
const LATEST_MS = 250;

/** The maximum share of the time that writing takes, unless batches are full. */
const WRITING_SHARE = 0.1;

/**
 * The maximum writing time that is saved up, in milliseconds. Data that arrives after a period of listing is written
 * immediately.
 */
const SAVED_MS = 50;

/**
 * After this many requests, data is written immediately, whatever the cost. A kill then loses only that many requests
 * and those in flight.
 */
const AT_STAKE = 8;

/** Returns the saved writing time after `elapsed` milliseconds. It is negative after long writes. */
export function savedAfter(saved: number, elapsed: number): number {
  return Math.min(SAVED_MS, saved + elapsed * WRITING_SHARE);
}

/** Returns how long to wait until the next write, given the saved writing time. */
export function pauseAt(saved: number): number {
  return saved >= 0 ? 0 : Math.min(LATEST_MS, -saved / WRITING_SHARE);
}

/** Maximum number of unread items in one transaction. */
const TOUCHED = 1000;

/** An unchanged item, and the place of its row. */
interface Touched {
  id: string;
  place: number;
  /** Whether its body was read to find out that it is unchanged. Otherwise the listing showed it. */
  wasRead: boolean;
}

interface Batch {
  rows: ContentItem[];
  touched: Touched[];
  /** Data that was read before the items it belongs to. */
  parts: CapturePart[];
  /** Number of bodies that were read, including unchanged ones. */
  read: number;
  bytes: number;
}

/** Writes additional data inside a transaction. `at` is the time of the transaction (ISO 8601 UTC). */
export type EndWrite = (vault: Vault, at: string) => void;

/** Options of {@linkcode BatchWriter}. */
export interface BatchWriterOptions {
  vault: Vault;
  sessionId: string;
  /** The address that the run reads. Restores recorded new ids under it. */
  instance: string;
  batchSize: number;
  clock: Clock;
  emit: EventSink;
  /** Errors of the session up to this number belong to the interrupted run that this run resumes. */
  staleErrors: number;
  /** Returns the cost of the run so far. */
  cost: () => SessionCost;
  /** Receives the error of a write that nothing awaits. */
  onError: (error: unknown) => void;
}

/** The only writer of the run. Disposing it stops its timer; items that are not written yet are lost. */
export class BatchWriter implements Disposable {
  private readonly batches = new Map<TypeTracker, Batch>();
  private readonly ends = new Map<TypeTracker, EndWrite>();
  private failures: ErrorSummary[] = [];
  private wake: Disposable | null = null;
  /** The saved writing time in milliseconds. */
  private saved = SAVED_MS;
  private savedAt: number;
  /** Whether the next write is due immediately. */
  private urgent = false;
  /** Number of requests sent when all received data was last written. */
  private writtenCalls = 0;

  constructor(private readonly options: BatchWriterOptions) {
    this.savedAt = options.clock.monotonic();
  }

  /** Adds a row. Writes the type's batch immediately if it is full, otherwise soon. */
  add(tracker: TypeTracker, row: ContentItem): void {
    const batch = this.batch(tracker);
    batch.rows.push(row);
    batch.read++;
    batch.bytes += row.data.length;
    const full = batch.read >= this.options.batchSize || batch.bytes >= BATCH_BYTES;
    if (full) this.flush(tracker, "running");
    else this.soon();
  }

  /** Stores data that was read before the items it belongs to, for a run that resumes this one. */
  keep(tracker: TypeTracker, key: string, data: Uint8Array): void {
    this.batch(tracker).parts.push({ type: typeCode(tracker.type), key, data });
    this.soon();
  }

  /** Notes that an item is unchanged. The mark is written with the type's batch. */
  touch(tracker: TypeTracker, touched: Touched): void {
    const batch = this.batch(tracker);
    batch.touched.push(touched);
    if (touched.wasRead) batch.read++;
    if (batch.read >= this.options.batchSize || batch.touched.length >= TOUCHED) {
      this.flush(tracker, "running");
    } else this.soon();
  }

  [Symbol.dispose](): void {
    this.wake?.[Symbol.dispose]();
    this.wake = null;
  }

  /** Registers a write for the transaction that finishes a type. */
  atEnd(tracker: TypeTracker, write: EndWrite): void {
    this.ends.set(tracker, write);
  }

  /** Adds a failure that the next transaction records. */
  fail(failure: ErrorSummary): void {
    this.failures.push(failure);
  }

  /**
   * Writes the last batch of a type. If the type was listed completely, live items of the vault that were not seen are
   * marked as deleted. Without `accept`, they are not marked if most items are missing, or if there is a reason in
   * `blockedBecause`. Returns whether that reason prevented it.
   */
  finish(
    tracker: TypeTracker,
    { scoped, accept, blockedBecause }: { scoped: boolean; accept: boolean; blockedBecause: string | null },
  ): boolean {
    this.flush(tracker, "running");
    const { vault, sessionId, clock, instance } = this.options;
    const type = typeCode(tracker.type);
    const { live, missing } = countMissing(vault, type, sessionId);
    const lost = tracker.lost();
    const gone = missing + lost.length, before = live - tracker.counts().new;
    const keepMarks = (): void => dropFormerMarks(vault, type, { sessionId, sawAll: missing === 0 });
    if (gone === 0 || !tracker.complete || !tracker.listsAll || scoped) {
      this.flush(tracker, "done", keepMarks);
      return false;
    }
    const doubted = (): boolean =>
      isMassDeletion(gone, before) &&
      isMassDeletion(
        gone - countBroughtBack(vault, type, { sessionId, instance, kind: tracker.type }),
        before,
      );
    if (!accept && (blockedBecause !== null || doubted())) {
      const because = blockedBecause === null ? "mass_deletion" : "narrower_user";
      tracker.withhold(
        { gone, of: before, because },
        withheldNote({ gone, of: before, because: blockedBecause }),
      );
      this.flush(tracker, "done", keepMarks);
      return blockedBecause !== null;
    }
    tracker.deleted(gone);
    this.flush(tracker, "done", () => {
      const capture = { sessionId, at: isoTime(clock.now()) };
      markMissingDeleted(vault, type, capture);
      for (const id of lost) markDeleted(vault, { type, id, at: capture.at });
      dropFormerMarks(vault, type, { sessionId, sawAll: true });
    });
    return false;
  }

  /** Writes the pending data of all types that are not finished. */
  flushAll(): void {
    this.writtenCalls = this.options.cost().calls;
    for (const tracker of [...this.batches.keys()]) this.flush(tracker, "running");
  }

  /** Writes the pending data of a type, its checkpoint, and the failures so far. */
  flush(tracker: TypeTracker, state: "running" | "done", also?: () => void): void {
    const { vault, sessionId, instance, clock, emit, staleErrors } = this.options;
    const { rows, touched, parts } = this.batch(tracker);
    const at = isoTime(clock.now());
    const began = clock.monotonic();
    const failures = this.failures;
    const results = vault.withTransaction((): PutResult[] => {
      if (rows.length + parts.length > 0) bindInstance(vault, instance);
      const results = rows.map((row) => putItem(vault, row, { sessionId, at }));
      for (const one of touched) markSeen(vault, sessionId, { type: typeCode(tracker.type), ...one });
      for (const part of parts) savePart(vault, sessionId, part);
      const counts = tracker.counts();
      for (const result of results) {
        counts.stored++;
        counts[result]++;
      }
      counts.stored += touched.length;
      counts.unchanged += touched.length;
      also?.();
      // Not earlier: if the errors were deleted before, a crash would make the items they concern look complete.
      if (state === "done") {
        forgetErrors(vault, { sessionId, type: typeCode(tracker.type), upTo: staleErrors });
        dropParts(vault, sessionId, typeCode(tracker.type));
        this.ends.get(tracker)?.(vault, at);
      }
      saveCost(vault, sessionId, this.options.cost());
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
    this.save(clock.monotonic() - began);
    rows.forEach((row, i) => tracker.stored(row.id, results[i] as PutResult));
    for (const { id } of touched) tracker.stored(id, "unchanged");
    if (rows.length + touched.length + parts.length > 0) {
      emit({ event: "stored", type: tracker.type, counts: tracker.counts() });
    }
  }

  /** Records the failures that no batch has written, inside a transaction of the caller. */
  flushFailures(): void {
    this.recordFailures(this.failures, isoTime(this.options.clock.now()));
    this.failures = [];
  }

  private batch(tracker: TypeTracker): Batch {
    let batch = this.batches.get(tracker);
    if (batch === undefined) {
      this.batches.set(tracker, batch = { rows: [], touched: [], parts: [], read: 0, bytes: 0 });
    }
    return batch;
  }

  /** Updates the saved writing time, minus what was just spent. A debt beyond the longest pause is dropped. */
  private save(spent: number): void {
    const now = this.options.clock.monotonic();
    const saved = savedAfter(this.saved, now - this.savedAt) - spent;
    this.saved = Math.max(saved, -LATEST_MS * WRITING_SHARE);
    this.savedAt = now;
  }

  /** Schedules a write of all received data for the time when enough writing time is saved. */
  private soon(): void {
    const { clock, cost, onError } = this.options;
    const urgent = cost().calls - this.writtenCalls >= AT_STAKE;
    if (this.wake !== null && (this.urgent || !urgent)) return;
    this[Symbol.dispose]();
    this.save(0);
    this.urgent = urgent;
    // With no pause, the write still waits until the rest of the response has arrived.
    this.wake = clock.after(urgent ? 0 : pauseAt(this.saved), () => {
      this.wake = null;
      try {
        this.flushAll();
      } catch (error) {
        onError(error);
      }
    });
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
