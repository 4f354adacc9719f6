/**
 * Listings end. One that brings the same items again and again, or new ones for ever, is stopped: it is named, and what
 * it gave is not taken for all there is.
 *
 * @module
 */
import { EndlessListError } from "../http/errors.ts";

/** Pages in a row without a new id, and items asked for on them: rows that move while they are listed bring fewer. */
const STALE_PAGES = 3, STALE_ASKED = 10;

/** What is said of a listing that repeats itself. */
export const REPEATS = "its pages repeated the same items";

/** Watches the ids that one walk through a listing brings. */
export class EndlessGuard {
  private readonly ids = new Set<string>();
  private before = 0;
  private stalePages = 0;
  private staleAsked = 0;

  /** `most` items at most are believed. */
  constructor(private readonly about: { operation: string; most: number }) {}

  /** An item came; null for one whose id cannot be read. */
  saw(id: string | null): void {
    if (id !== null) this.ids.add(id);
  }

  /**
   * A page of so many items is through: whether the listing only repeats itself by now.
   *
   * @throws {EndlessListError} when it has more items than can be.
   */
  repeats(asked: number): boolean {
    const { operation, most } = this.about;
    const fresh = this.ids.size > this.before;
    this.stalePages = fresh ? 0 : this.stalePages + 1;
    this.staleAsked = fresh ? 0 : this.staleAsked + asked;
    this.before = this.ids.size;
    if (this.before > most) throw new EndlessListError(operation, `it holds more than ${most} items`);
    return this.stalePages >= STALE_PAGES && this.staleAsked >= STALE_ASKED;
  }
}
