/**
 * Searches as the user types: names, former names, ids, owners, addresses, fields and explores, at a moment. Pure.
 *
 * @module
 */
import type { Archive, Moment } from "./archive.ts";

/** Returns a text in the form in which it is compared: lowercase, without diacritics. */
export function fold(text: string): string {
  const low = text.toLowerCase();
  // Most names are ASCII, and have nothing to remove.
  return /[^\x20-\x7e]/.test(low) ? low.normalize("NFD").replace(/[\u0300-\u036f]/g, "") : low;
}

/** Returns the words of a query, folded. */
export function wordsIn(question: string): string[] {
  return fold(question).split(/\s+/).filter((word) => word !== "");
}

/** A word of a query, with a 1 in `via` for each item that it matches outside the item's line. */
export interface WordMarks {
  word: string;
  via: Uint8Array;
}

/** Searches the items after one run. Created once per run, it contains one folded line per item. */
export class Search {
  private readonly lines: string[];
  /** Former names, of items that have any. */
  private readonly former = new Map<number, readonly string[]>();
  private readonly terms: readonly string[];
  private readonly mails: readonly string[];

  constructor(private readonly archive: Archive, private readonly moment: Moment) {
    const { index } = archive, { run } = moment;
    const names = index.n.map((_, i) => fold(archive.name(i, run)));
    this.lines = names.map((name, i) => {
      const owner = archive.owner(i, run), former = archive.formerNames(i, run);
      if (former.length > 0) this.former.set(i, former.map(fold));
      return `${name}\n${fold(index.id[i] ?? "")}\n${owner < 0 ? "" : names[owner] ?? ""}`;
    });
    this.terms = index.terms.map(fold);
    this.mails = index.mails.map(fold);
  }

  /** Returns the words of a query, each with the items that it matches outside their lines. */
  marks(question: string): WordMarks[] {
    return wordsIn(question).map((word) => ({ word, via: this.via(word) }));
  }

  /**
   * Returns the items of `among` that match every word: in their line, or in a former name, field, explore or address.
   */
  find(question: string | readonly WordMarks[], among: readonly number[]): number[] {
    const marks = typeof question === "string" ? this.marks(question) : question;
    return among.filter((i) => marks.every(({ word, via }) => via[i] === 1 || this.lines[i]?.includes(word)));
  }

  /**
   * Marks with 1 each item that a word matches by a former name, field, explore or address. A field can be in most
   * items, so a set would take longer than the rest of the search.
   */
  private via(word: string): Uint8Array {
    const found = new Uint8Array(this.archive.size);
    for (const [i, names] of this.former) if (names.some((name) => name.includes(word))) found[i] = 1;
    this.terms.forEach((term, place) => {
      if (term.includes(word)) { for (const i of this.moment.usersOf(place)) found[i] = 1; }
    });
    this.mails.forEach((mail, place) => {
      if (!mail.includes(word)) return;
      for (const i of this.moment.sendersTo(place)) {
        found[i] = 1;
        if (this.archive.typeName(i) === "users") {
          for (const one of this.moment.ownedBy(i)) found[one] = 1;
        }
      }
    });
    return found;
  }

  /**
   * Returns the former name, field, explore or address that matches, if the line of an item does not match all words;
   * null otherwise.
   */
  reason(i: number, words: readonly string[]): string | null {
    const { index } = this.archive, { run } = this.moment;
    for (const word of words) {
      if (this.lines[i]?.includes(word)) continue;
      const place = this.former.get(i)?.findIndex((name) => name.includes(word)) ?? -1;
      if (place >= 0) return `formerly ${this.archive.formerNames(i, run)[place] ?? ""}`;
      const term = this.archive.usesOf(i, run).find((one) => this.terms[one]?.includes(word));
      if (term !== undefined) return index.terms[term] ?? null;
      const mail = this.archive.mailsOf(i, run).find((one) => this.mails[one]?.includes(word));
      if (mail !== undefined) return index.mails[mail] ?? null;
    }
    return null;
  }
}

/** Returns the range of a text to mark: the earliest match of one of the words; null if there is none. */
export function hitIn(text: string, words: readonly string[]): [from: number, to: number] | null {
  const low = text.toLowerCase();
  if (low.length !== text.length) return null;
  let best: [number, number] | null = null;
  for (const word of words) {
    const at = low.indexOf(word);
    if (at >= 0 && (best === null || at < best[0])) best = [at, at + word.length];
  }
  return best;
}
