/**
 * Writes batches of rows into the vault, each in one transaction with its checkpoint and the failures so far.
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

/** A batch is written before it is full when its data exceed this, bytes. */
const BATCH_BYTES = 4 * 1024 * 1024;

/** More than this many, and more than this share of a type, are not marked as deleted without consent. */
const MASS = 20, MASS_SHARE = 0.3;

/** Whether so many of a type's items are gone that a listing is rather broken than true. */
export function isMassDeletion(gone: number, before: number): boolean {
  return gone > MASS && gone > before * MASS_SHARE;
}

/** What came is written after this at the latest, milliseconds: a crash loses little. */
const LATEST_MS = 250;

/** Writing takes no more than this share of the time, unless batches are full. */
const WRITING_SHARE = 0.1;

/** So much time for writing is saved up at most, milliseconds: what comes after a while of listing is written at once. */
const SAVED_MS = 50;

/** What so many requests brought is written at once, whatever it costs: a kill loses no more than that and what is in flight. */
const AT_STAKE = 8;

/** Time for writing, saved up, after so many milliseconds more; less than none after long writes. */
export function savedAfter(saved: number, elapsed: number): number {
  return Math.min(SAVED_MS, saved + elapsed * WRITING_SHARE);
}

/** How long to wait until the next write when so much time for writing is saved up. */
export function pauseAt(saved: number): number {
  return saved >= 0 ? 0 : Math.min(LATEST_MS, -saved / WRITING_SHARE);
}

/** Items a transaction that were not even read. */
const TOUCHED = 1000;

/** An item that is there as it was, and where its row is. */
interface Touched {
  id: string;
  place: number;
  /** Whether its body was read to know that; otherwise the listing told. */
  wasRead: boolean;
}

interface Batch {
  rows: ContentItem[];
  touched: Touched[];
  /** What was read ahead of items. */
  parts: CapturePart[];
  /** Bodies that were read, be they as they were. */
  read: number;
  bytes: number;
}

/** Writes something more, inside a transaction at a time (ISO 8601 UTC). */
export type EndWrite = (vault: Vault, at: string) => void;

/** Options of {@linkcode BatchWriter}. */
export interface BatchWriterOptions {
  vault: Vault;
  sessionId: string;
  /** The address that the run reads, by which restores recorded new ids. */
  instance: string;
  batchSize: number;
  clock: Clock;
  emit: EventSink;
  /** Errors of the session up to this number are of the interrupted run that this one resumes. */
  staleErrors: number;
  /** What the run has cost so far. */
  cost: () => SessionCost;
  /** Is told when a write fails that nobody waits for. */
  onError: (error: unknown) => void;
}

/** The run's only writer. Disposing it stops its timer; unwritten items are lost then. */
export class BatchWriter implements Disposable {
  private readonly batches = new Map<TypeTracker, Batch>();
  private readonly ends = new Map<TypeTracker, EndWrite>();
  private failures: ErrorSummary[] = [];
  private wake: Disposable | null = null;
  /** Time for writing that was saved up, milliseconds, and when, by the monotonic clock. */
  private saved = SAVED_MS;
  private savedAt: number;
  /** Whether the next write is to come at once. */
  private urgent = false;
  /** Requests sent when all that came was last written. */
  private writtenCalls = 0;

  constructor(private readonly options: BatchWriterOptions) {
    this.savedAt = options.clock.monotonic();
  }

  /** Adds a row; writes the type's batch when it is full, else soon. */
  add(tracker: TypeTracker, row: ContentItem): void {
    const batch = this.batch(tracker);
    batch.rows.push(row);
    batch.read++;
    batch.bytes += row.data.length;
    const full = batch.read >= this.options.batchSize || batch.bytes >= BATCH_BYTES;
    if (full) this.flush(tracker, "running");
    else this.soon();
  }

  /** Keeps what was read ahead of the items it belongs to, for a run that resumes this one. */
  keep(tracker: TypeTracker, key: string, data: Uint8Array): void {
    this.batch(tracker).parts.push({ type: typeCode(tracker.type), key, data });
    this.soon();
  }

  /** Notes that an item is there as its row says, which is at its place: that is marked with the type's batch. */
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

  /** Has something written with the last of a type. */
  atEnd(tracker: TypeTracker, write: EndWrite): void {
    this.ends.set(tracker, write);
  }

  /** A failure to record with the next transaction. */
  fail(failure: ErrorSummary): void {
    this.failures.push(failure);
  }

  /**
   * Writes the last of a type. What was live in the vault and was not seen is gone from Looker, provided that the type was
   * listed whole. Without `accept`, a listing is not accepted that lost most of its items at once, nor one that there is
   * reason to `blockedBecause`; says whether it was for that reason.
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

  /** Writes what is there of all types that are not through. */
  flushAll(): void {
    this.writtenCalls = this.options.cost().calls;
    for (const tracker of [...this.batches.keys()]) this.flush(tracker, "running");
  }

  /** Writes what is there of a type, its checkpoint, and the failures so far. */
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
      // Only now: were they forgotten earlier, a crash would leave what they speak of looking whole.
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

  /** Inside a transaction of the caller: records the failures that no batch has taken along. */
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

  /** Brings the account up to this moment, less what was just spent; debts beyond the longest pause are let go. */
  private save(spent: number): void {
    const now = this.options.clock.monotonic();
    const saved = savedAfter(this.saved, now - this.savedAt) - spent;
    this.saved = Math.max(saved, -LATEST_MS * WRITING_SHARE);
    this.savedAt = now;
  }

  /** Writes all that came, as soon as there is time for writing. */
  private soon(): void {
    const { clock, cost, onError } = this.options;
    const urgent = cost().calls - this.writtenCalls >= AT_STAKE;
    if (this.wake !== null && (this.urgent || !urgent)) return;
    this[Symbol.dispose]();
    this.save(0);
    this.urgent = urgent;
    // Not before the rest of the answer has come that this row is of.
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
