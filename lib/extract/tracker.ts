/**
 * Tracks one type during its capture: ids, counts, failures. Maintains invariant 1: listed = stored + failed.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import { IdTable } from "../base/id_table.ts";
import { InexactError, MalformedError } from "../codec/errors.ts";
import { CallBudgetError, HttpError, UnreachableError } from "../http/errors.ts";
import type { Tally } from "../http/transport.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { CapturedRow } from "../vault/captured.ts";
import type { PutResult } from "../vault/content.ts";
import type { Checkpoint } from "../vault/sessions.ts";
import type { PartialType } from "./partial_type.ts";
import type { EventSink, TypeCounts } from "./events.ts";
import type { ErrorSummary, Withheld } from "./summary.ts";

/** The states of an item. */
const LISTED = 1, TAKEN = 2, STORED = 3, FAILED = 4;

/** Receives a failure of any type. */
export type FailureSink = (failure: ErrorSummary) => void;

/** The state of one type during a run. */
export class TypeTracker {
  /** Counts the type's requests. */
  readonly tally: Tally = { calls: 0 };
  /** Whether everything that Looker listed is, or will be, stored. */
  complete = true;
  /**
   * Whether the listings name all existing items, so that other items are deleted. False if the run omits some on
   * purpose.
   */
  listsAll = true;
  /** Whether the capture has ended, completely or not. */
  isFinished = false;
  /** The items that are missing from the listing and are not marked as deleted. */
  withheld: Withheld | null = null;
  readonly notes: string[] = [];
  private readonly state = new IdTable();
  private readonly totals = { stored: 0, new: 0, updated: 0, unchanged: 0, deleted: 0, failed: 0 };
  /** The expected number of requests for the type. */
  private planned = 0;
  /** Failures of items without an id. */
  private nameless = 0;
  /** Number of items that were listed and then deleted before they could be read. */
  private gone = 0;
  /** Items that the interrupted run stored, which this run resumes. */
  private captured: ReadonlyMap<string, CapturedRow> = new Map();
  /** Data that the interrupted run read before the items, by a key that the capture chooses. */
  private parts: ReadonlyMap<string, Uint8Array> = new Map();
  /** Number of items of a type that the interrupted run had finished. */
  private finished = 0;

  constructor(
    readonly type: ContentType,
    private readonly emit: EventSink,
    private readonly onFailure: FailureSink,
    /** The id of the only item to capture; null for all items. */
    private readonly only: string | null = null,
  ) {}

  /** Continues where an interrupted run stopped. */
  resumeFrom({ captured, parts, calls, doubt }: PartialType): void {
    this.captured = captured;
    this.parts = parts;
    this.tally.calls = calls;
    if (doubt !== null) this.notes.push(doubt);
  }

  /** Whether an interrupted run has stored a part of the type. */
  get goesOn(): boolean {
    return this.captured.size > 0;
  }

  /** Returns the data that an interrupted run read in advance under `key`; null if there is none. */
  part(key: string): Uint8Array | null {
    return this.parts.get(key) ?? null;
  }

  /** Adopts the counts of a type that an interrupted run had finished. */
  adopt({ listed, calls, note, ...counts }: Omit<Checkpoint, "type" | "state" | "at" | "complete">): void {
    this.finished = listed;
    this.tally.calls = calls;
    if (note !== null) this.notes.push(note);
    for (const key of Object.keys(this.totals) as (keyof typeof this.totals)[]) {
      this.totals[key] = counts[key];
    }
  }

  /**
   * Whether the interrupted run has stored an item in its listed state; the item then counts as stored. `updatedAt` is
   * the date in the listing, null if Looker has none; omit it for types without timestamps. Also returns true for items
   * that need not be captured.
   */
  resume(id: string, updatedAt?: string | null): boolean {
    const item = this.captured.get(id);
    if (!this.wants(id) || (this.only !== null && id !== this.only)) return true;
    if (item === undefined || !item.whole) return false;
    if (updatedAt !== undefined && updatedAt !== item.updatedAt) return false;
    this.set(id, TAKEN);
    this.stored(id, item.result);
    return true;
  }

  /** Adds to the number of expected requests. */
  plan(calls: number): void {
    this.planned = Math.max(this.planned, this.tally.calls) + calls;
    this.emit({ event: "planned", type: this.type, calls: this.planned });
  }

  /** Reports how many items an interrupted run has already stored. */
  announce(): void {
    if (this.totals.stored > 0) this.emit({ event: "stored", type: this.type, counts: this.counts() });
  }

  /** Returns the ids of items that the interrupted run stored and that are not listed any more. */
  lost(): string[] {
    return [...this.captured.keys()].filter((id) => !this.state.has(id));
  }

  /** Notes ids from a listing. Returns how many of them are new. */
  list(ids: Iterable<string>): number {
    const before = this.state.size;
    for (const id of ids) {
      if (!this.state.has(id) && (this.only === null || id === this.only)) this.state.set(id, LISTED);
    }
    const more = this.state.size - before;
    if (more > 0) this.emit({ event: "listed", type: this.type, total: this.state.size });
    return more;
  }

  /**
   * Whether an item must still be stored. If it is stored or about to be, another response does not change the counts.
   */
  wants(id: string): boolean {
    const state = this.state.get(id);
    return state !== TAKEN && state !== STORED;
  }

  /** Marks an item as about to be stored. Returns false if it was marked before, because pages overlap. */
  take(id: string): boolean {
    if (!this.wants(id)) return false;
    this.set(id, TAKEN);
    return true;
  }

  /** Notes that an item is in the vault. */
  stored(id: string, result: PutResult): void {
    this.state.set(id, STORED);
    this.totals.stored++;
    // If the interrupted run added or updated the item, the whole run did, too.
    const before = this.captured.get(id)?.result;
    this.totals[result === "unchanged" && before !== undefined ? before : result]++;
  }

  /** Notes that an item could not be captured. */
  failed(id: string | null, operation: string, error: unknown): void {
    if (id === null) this.nameless++;
    else if (this.state.get(id) === FAILED) return;
    else if (this.wants(id)) this.set(id, FAILED);
    this.problem(id, operation, error);
  }

  /** Records that something of the type or of an item is missing. The item itself may be stored. */
  problem(id: string | null, operation: string, error: unknown): void {
    this.complete = false;
    const status = error instanceof HttpError ? error.status : null;
    this.onFailure({ type: this.type, id, operation, status, message: reasonOf(error) });
  }

  /** Notes that an item was deleted after it was listed: Looker answers 404 for it. It does not count any more. */
  vanished(id: string): void {
    if (!this.wants(id)) return;
    this.set(id, null);
    this.gone++;
  }

  /** Removes a listed id that this run must not capture. */
  forget(id: string): void {
    if (this.wants(id)) this.set(id, null);
  }

  /** Counts items that are deleted in Looker. */
  deleted(count: number): void {
    this.totals.deleted += count;
  }

  /** Adds a note about the type, unless it exists already. */
  tell(note: string): void {
    if (!this.notes.includes(note)) this.notes.push(note);
  }

  /** Marks the type as incomplete, with the reason. */
  incomplete(note: string): void {
    this.complete = false;
    this.tell(note);
  }

  /** Notes that missing items are not marked as deleted, because the deletion may be unintended. */
  withhold(withheld: Withheld, note: string): void {
    this.withheld = withheld;
    this.incomplete(note);
  }

  /** Adds a note about the type, though nothing went wrong in this run. */
  remark(note: string): void {
    if (!this.notes.includes(note)) this.notes.push(note);
  }

  /** Returns the ids that were listed and neither taken nor failed. */
  missing(): string[] {
    return [...this.state.withValue(LISTED)];
  }

  /** Whether an item was listed and neither taken nor failed. */
  isMissing(id: string): boolean {
    return this.state.get(id) === LISTED;
  }

  /** Counts the items that were listed but never received as failed, if the run ends early. */
  abandon(why: string, operation: string): void {
    const left = this.missing();
    if (left.length === 0) return;
    for (const id of left) this.set(id, FAILED);
    const some = left.slice(0, 5).join(", ") + (left.length > 5 ? ", …" : "");
    this.problem(
      left.length === 1 ? left[0] ?? null : null,
      operation,
      `${counted(left.length, "item")} not read (${some}): ${why}`,
    );
  }

  private set(id: string, next: typeof TAKEN | typeof FAILED | null): void {
    if (this.state.get(id) === FAILED) this.totals.failed--;
    if (next === FAILED) this.totals.failed++;
    if (next === null) this.state.delete(id);
    else this.state.set(id, next);
  }

  /** Returns the counts at this moment. */
  counts(): TypeCounts {
    const failed = this.totals.failed + this.nameless;
    return {
      ...this.totals,
      failed,
      listed: this.state.size + this.nameless + this.finished,
      calls: this.tally.calls,
    };
  }

  get note(): string | null {
    const notes = this.gone === 0
      ? this.notes
      : [...this.notes, `${counted(this.gone, "item")} disappeared while being read`];
    return notes.length === 0 ? null : notes.join("; ");
  }
}

/**
 * Whether an error concerns one request or item, so that the run continues. Looker may serve an unexpected shape, such
 * as null instead of a list. Only the item with that shape fails, and it is named.
 */
export function isRecordable(error: unknown): error is Error {
  if (error instanceof CallBudgetError || error instanceof UnreachableError) return false;
  return error instanceof HttpError || error instanceof MalformedError || error instanceof InexactError ||
    isOddShape(error);
}

function isOddShape(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isOddShape(error)
    ? `Looker served a shape that this version does not know (${error.message})`
    : error.message;
}
