/**
 * Reads the postings of terms, one list after the other.
 *
 * @module
 */
import type { TermKind } from "./kinds.ts";
import { eachPosting } from "./postings.ts";
import type { Index } from "./read.ts";

/** Calls `found` for every doc with a term, in any order and possibly more than once. */
export function eachDocOf(index: Index, term: number, found: (doc: number, scope: number) => void): void {
  for (const { list } of index.prepare("SELECT list FROM postings WHERE term = ?").all(term)) {
    if (list instanceof Uint8Array) eachPosting(list, found);
  }
}

/** Terms per page. */
const PAGE = 4000;

/** Yields the terms of a kind, sorted by text, in pages. */
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
    // Without progress, the loop would never end. This happens if a text is cut when it is read.
    if (known > 0 && last === from) return;
    from = last;
  }
}
