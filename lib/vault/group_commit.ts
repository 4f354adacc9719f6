/**
 * Writes small notes to a vault in groups: one transaction, and one wait for the disk, serve several of them.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Vault } from "./vault.ts";

/** A write, carried out inside a transaction. */
export type Note = () => void;

/** How long a note that nobody waits for may wait for others, milliseconds. */
const WAIT = 5;

/** How long one that must survive a power cut waits for others, milliseconds. */
const GATHER = 1;

/** Notes of one process. What could not be written is thrown to whoever notes something after that, too. */
export class GroupCommit {
  private notes: Note[] = [];
  /** Whether one of the notes must survive a power cut. */
  private isDurable = false;
  private writing: Promise<void> | null = null;
  private timer: Disposable | null = null;
  /** Why notes could not be written. */
  private failure: { error: unknown } | null = null;

  constructor(private readonly vault: Vault, private readonly clock: Clock) {}

  /** Writes a note with the next ones; nobody needs to wait for it. */
  later(note: Note): void {
    this.notes.push(note);
    this.timer ??= this.clock.after(WAIT, () => {
      try {
        this.write();
      } catch {
        // The next who notes something is told.
      }
    });
  }

  /** Writes a note at once, with those that wait: no kill can take it. */
  now(note: Note): void {
    this.notes.push(note);
    this.write();
  }

  /** Writes a note so that no power cut can take it; several share the wait for the disk. */
  async durably(note: Note): Promise<void> {
    this.notes.push(note);
    this.isDurable = true;
    await (this.writing ??= this.clock.delay(GATHER).then(() => this.write()));
  }

  /** Writes the notes so far in one transaction. */
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
