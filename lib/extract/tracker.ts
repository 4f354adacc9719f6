/**
 * What is known of one type while it is captured: its ids, counts, failures. Keeps invariant 1: listed = stored + failed.
 *
 * @module
 */
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

/** Something that failed, of whatever type. */
export type FailureSink = (failure: ErrorSummary) => void;

/** One type's standing. */
export class TypeTracker {
  /** Counts the type's requests. */
  readonly tally: Tally = { calls: 0 };
  /** Everything that Looker listed is, or will be, stored. */
  complete = true;
  /** Its listings name all that exists: what they do not name is gone. False where they leave some out on purpose. */
  listsAll = true;
  /** Its capture came to an end, whole or not. */
  isFinished = false;
  /** What its listing lacks without being believed. */
  withheld: Withheld | null = null;
  readonly notes: string[] = [];
  private readonly state = new Map<string, "listed" | "taken" | "stored" | "failed">();
  private readonly totals = { stored: 0, new: 0, updated: 0, unchanged: 0, deleted: 0, failed: 0 };
  /** Requests that the type will have taken, as far as is known. */
  private planned = 0;
  /** Failures of items that have no id to count them by. */
  private nameless = 0;
  /** Items that were listed and deleted before they could be read. */
  private gone = 0;
  /** Items that an interrupted run stored, which this one resumes. */
  private captured: ReadonlyMap<string, CapturedRow> = new Map();
  /** What it had read ahead of items, by a key of the capture's own. */
  private parts: ReadonlyMap<string, Uint8Array> = new Map();
  /** Items of a type that the interrupted run had finished. */
  private finished = 0;

  constructor(
    readonly type: ContentType,
    private readonly emit: EventSink,
    private readonly onFailure: FailureSink,
    /** The one item that is meant; null for all. */
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

  /** What an interrupted run had read ahead under `key`; null when it had not. */
  part(key: string): Uint8Array | null {
    return this.parts.get(key) ?? null;
  }

  /** Takes over the counts of a type that an interrupted run had finished. */
  adopt({ listed, calls, note, ...counts }: Omit<Checkpoint, "type" | "state" | "at" | "complete">): void {
    this.finished = listed;
    this.tally.calls = calls;
    if (note !== null) this.notes.push(note);
    for (const key of Object.keys(this.totals) as (keyof typeof this.totals)[]) {
      this.totals[key] = counts[key];
    }
  }

  /**
   * Whether the interrupted run has stored an item as it is listed now: it counts as stored then. `updatedAt` is what the
   * listing says, null where Looker has no date; leave it out for types that have no timestamps. An item that is not meant is left unchanged, too.
   */
  resume(id: string, updatedAt?: string | null): boolean {
    const item = this.captured.get(id);
    if (!this.wants(id) || (this.only !== null && id !== this.only)) return true;
    if (item === undefined || !item.whole) return false;
    if (updatedAt !== undefined && updatedAt !== item.updatedAt) return false;
    this.set(id, "taken");
    this.stored(id, item.result);
    return true;
  }

  /** So many requests more are to come than was known before. */
  plan(calls: number): void {
    this.planned = Math.max(this.planned, this.tally.calls) + calls;
    this.emit({ event: "planned", type: this.type, calls: this.planned });
  }

  /** Tells how many items an interrupted run has spared this one. */
  announce(): void {
    if (this.totals.stored > 0) this.emit({ event: "stored", type: this.type, counts: this.counts() });
  }

  /** Items that the interrupted run stored and that are listed no more. */
  lost(): string[] {
    return [...this.captured.keys()].filter((id) => !this.state.has(id));
  }

  /** Notes ids that a listing named; how many of them were not known before. */
  list(ids: Iterable<string>): number {
    const before = this.state.size;
    for (const id of ids) {
      if (!this.state.has(id) && (this.only === null || id === this.only)) this.state.set(id, "listed");
    }
    const more = this.state.size - before;
    if (more > 0) this.emit({ event: "listed", type: this.type, total: this.state.size });
    return more;
  }

  /** Whether an item is still to be stored: once it is in the vault, or on its way, another answer changes no count. */
  wants(id: string): boolean {
    const state = this.state.get(id);
    return state !== "taken" && state !== "stored";
  }

  /** Takes an item to store it. False when it was taken before: pages overlap. */
  take(id: string): boolean {
    if (!this.wants(id)) return false;
    this.set(id, "taken");
    return true;
  }

  /** An item is in the vault. */
  stored(id: string, result: PutResult): void {
    this.state.set(id, "stored");
    this.totals.stored++;
    // What the interrupted run made of an item is what the whole run made of it.
    const before = this.captured.get(id)?.result;
    this.totals[result === "unchanged" && before !== undefined ? before : result]++;
  }

  /** An item could not be captured. */
  failed(id: string | null, operation: string, error: unknown): void {
    if (id === null) this.nameless++;
    else if (this.state.get(id) === "failed") return;
    else if (this.wants(id)) this.set(id, "failed");
    this.problem(id, operation, error);
  }

  /** Something about the type or an item is missing, though the item itself may be stored. */
  problem(id: string | null, operation: string, error: unknown): void {
    this.complete = false;
    const status = error instanceof HttpError ? error.status : null;
    this.onFailure({ type: this.type, id, operation, status, message: reasonOf(error) });
  }

  /** An id that was listed answers 404 now: it was deleted meanwhile, and counts no longer. */
  vanished(id: string): void {
    if (!this.wants(id)) return;
    this.set(id, null);
    this.gone++;
  }

  /** An id that was listed is none of this run's business. */
  forget(id: string): void {
    if (this.wants(id)) this.set(id, null);
  }

  /** Items were found gone from Looker. */
  deleted(count: number): void {
    this.totals.deleted += count;
  }

  /** Something to be known of the type, said once. */
  tell(note: string): void {
    if (!this.notes.includes(note)) this.notes.push(note);
  }

  /** The type cannot be said to be complete, and why. */
  incomplete(note: string): void {
    this.complete = false;
    this.tell(note);
  }

  /** Items are gone, and are not marked as deleted: nothing says that it was meant. */
  withhold(withheld: Withheld, note: string): void {
    this.withheld = withheld;
    this.incomplete(note);
  }

  /** Something about a type is to be known, though nothing went wrong in this run. */
  remark(note: string): void {
    if (!this.notes.includes(note)) this.notes.push(note);
  }

  /** Ids that were listed and neither taken nor failed. */
  missing(): string[] {
    return [...this.state].flatMap(([id, state]) => state === "listed" ? [id] : []);
  }

  /** Counts whatever was listed and never came as failed, when the run ends before it is through. */
  abandon(why: string, operation: string): void {
    const left = this.missing();
    if (left.length === 0) return;
    for (const id of left) this.set(id, "failed");
    const some = left.slice(0, 5).join(", ") + (left.length > 5 ? ", …" : "");
    this.problem(
      left.length === 1 ? left[0] ?? null : null,
      operation,
      `${left.length} not read (${some}): ${why}`,
    );
  }

  private set(id: string, next: "taken" | "failed" | null): void {
    if (this.state.get(id) === "failed") this.totals.failed--;
    if (next === "failed") this.totals.failed++;
    if (next === null) this.state.delete(id);
    else this.state.set(id, next);
  }

  /** The counts at this moment. */
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
    const notes = this.gone === 0 ? this.notes : [...this.notes, `${this.gone} disappeared while being read`];
    return notes.length === 0 ? null : notes.join("; ");
  }
}

/**
 * Whether an error concerns one request or item, so that the rest of the run goes on. Looker may serve a shape that nobody
 * thought of (null where a list should be): what falls over it fails by its name, and alone.
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
