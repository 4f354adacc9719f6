/**
 * Names in the form in which they are compared with what the user types. Pure.
 *
 * @module
 */
import { fold, wordsIn } from "./search.ts";

/** The number of names that are folded before the time is looked at. */
const STEP = 64;

/** The folded names of a list. Folding all of a long list takes too long for one key, so it can be done before, in parts. */
export class NameLines {
  private readonly lines: string[] = [];

  /** `nameOf` returns the name at a position. */
  constructor(private readonly size: number, private readonly nameOf: (place: number) => string) {}

  /** Whether all names are folded. */
  get isReady(): boolean {
    return this.lines.length >= this.size;
  }

  /** Folds names until all are folded, or until `isOver` returns true. */
  prepare(isOver: () => boolean = (): boolean => false): void {
    while (!this.isReady) {
      this.lines.push(fold(this.nameOf(this.lines.length)));
      if (this.lines.length % STEP === 0 && isOver()) return;
    }
  }

  /** Returns a 1 for each name that contains all words of a text. It folds the names that are not folded yet. */
  matching(text: string): Uint8Array {
    const words = wordsIn(text), marks = new Uint8Array(this.size);
    if (words.length === 0) return marks.fill(1);
    this.prepare();
    this.lines.forEach((line, place) => marks[place] = words.every((word) => line.includes(word)) ? 1 : 0);
    return marks;
  }
}
