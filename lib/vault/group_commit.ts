/**
 * Groups small writes to a vault, so that several of them share one transaction and one wait for the disk.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Vault } from "./vault.ts";

/** A write, run inside a transaction. */
export type Note = () => void;

/** How long a note that no caller waits for may wait for others, milliseconds. */
const WAIT = 5;

/** How long a note that must survive a power cut waits for others, milliseconds. */
const GATHER = 1;

/** Collects the notes of a process and writes them. After a failure, every later write throws the same error. */
export class GroupCommit {
  private notes: Note[] = [];
  /** Whether any of the notes must survive a power cut. */
  private isDurable = false;
  private writing: Promise<void> | null = null;
  private timer: Disposable | null = null;
  /** The error of the write that failed. */
  private failure: { error: unknown } | null = null;

  constructor(private readonly vault: Vault, private readonly clock: Clock) {}

  /** Writes a note together with the next ones, without waiting. */
  later(note: Note): void {
    this.notes.push(note);
    this.timer ??= this.clock.after(WAIT, () => {
      try {
        this.write();
      } catch {
        // The next write throws the error.
      }
    });
  }

  /** Writes a note at once, with all waiting notes, so that it survives a kill. */
  now(note: Note): void {
    this.notes.push(note);
    this.write();
  }

  /** Writes a note so that it survives a power cut. Several notes share the wait for the disk. */
  async durably(note: Note): Promise<void> {
    this.notes.push(note);
    this.isDurable = true;
    await (this.writing ??= this.clock.delay(GATHER).then(() => this.write()));
  }

  /** Writes all waiting notes in one transaction. */
  write(): void {
    this.writing = null;
    this.timer?.[Symbol.dispose]();
    this.timer = null;
    if (this.failure !== null) throw this.failure.error;
    const notes = this.notes, safeFrom = this.isDurable ? "power cut" : "kill";
    this.notes = [];
    this.isDurable = false;
    if (notes.length === 0) return;
    try {
      this.vault.withTransaction(() => notes.forEach((note) => note()), { safeFrom });
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
