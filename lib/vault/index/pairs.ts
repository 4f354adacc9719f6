/**
 * The postings of some terms, one list after the other.
 *
 * @module
 */
import type { TermKind } from "./kinds.ts";
import { eachPosting } from "./postings.ts";
import type { Index } from "./read.ts";

/** Calls `found` for every doc that holds a term: not in order, and maybe more than once. */
export function eachDocOf(index: Index, term: number, found: (doc: number, scope: number) => void): void {
  for (const { list } of index.prepare("SELECT list FROM postings WHERE term = ?").all(term)) {
    if (list instanceof Uint8Array) eachPosting(list, found);
  }
}

/** Terms that are read at once. */
const PAGE = 4000;

/** The terms of a kind, in the order of their texts, in pages. */
export function* termsOf(index: Index, kind: TermKind): Generator<{ term: number; text: string }[]> {
  const statement = index.prepare(
    `SELECT term, text FROM terms WHERE kind = ? AND text >= ? ORDER BY text LIMIT ${PAGE}`,
  );
  for (let from = "", known = 0;; known = 1) {
    const page = statement.all(kind, from).slice(known)
      .map((row) => ({ term: Number(row["term"]), text: String(row["text"]) }));
    const last = page.at(-1)?.text;
    if (last === undefined) return;
    yield page;
    // What does not move on would never end: a text that is cut when it is read.
    if (known > 0 && last === from) return;
    from = last;
  }
}
