/**
 * The postings of some terms, one list after the other.
 *
 * @module
 */
import type { TermKind } from "./kinds.ts";
import { eachPosting } from "./postings.ts";
import type { Index } from "./read.ts";

/** Calls `found` for every doc of every term that is given. Yields between terms, so that others may run. */
export function* eachPair(
  index: Index,
  terms: Iterable<number>,
  found: (term: number, doc: number, scope: number) => void,
): Generator<void> {
  const statement = index.prepare("SELECT list FROM postings WHERE term = ?");
  for (const term of terms) {
    for (const { list } of statement.all(term)) {
      if (list instanceof Uint8Array) eachPosting(list, (doc, scope) => found(term, doc, scope));
    }
    yield;
  }
}

/** The terms of a kind, by number. */
export function* termsOf(index: Index, kind: TermKind): Generator<{ term: number; text: string }> {
  for (
    const row of index.prepare("SELECT term, text FROM terms WHERE kind = ? ORDER BY text").iterate(kind)
  ) {
    yield { term: Number(row["term"]), text: String(row["text"]) };
  }
}
