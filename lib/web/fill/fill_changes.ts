/**
 * Describes the changes of some runs in words.
 *
 * @module
 */
import { typeOfCode } from "../../looker/content_type_names.ts";
import { PERSON } from "../../looker/content_types.ts";
import { type ChangeRow, changesBetween } from "../../vault/index/history.ts";
import { CHANGE } from "../../vault/index/kinds.ts";
import type { Changes } from "../data/index.ts";
import { summaryOf } from "../model/words.ts";
import { namesOf, opsOfEdit } from "./fill_body.ts";
import type { ItemPlaces } from "./items.ts";
import { kindOf } from "./night_counts.ts";
import type { Source } from "./source.ts";

/** The description of an edit. */
export interface EditWords {
  /** The changes, in words. */
  s: string;
  /** Number of differences. */
  n: number;
}

/** Returns the description of the edit that a run first shows; null if it was not compared. */
export type WordsOf = (row: ChangeRow, run: number) => EditWords | null;

/** Yields the changes that a range of runs shows. */
export function* changesOfRuns(
  { searcher, timeline }: Source,
  { from, to }: { from: number; to: number },
): Generator<ChangeRow & { run: number }> {
  // Run 0 is the base of all comparisons and shows no changes.
  const start = from <= 0 ? timeline.base : timeline.startOf(from), end = timeline.endOf(to);
  for (const row of changesBetween(searcher.index, { from: start, to: end })) {
    const run = timeline.runOf(row.at);
    if (run > 0 && kindOf(row.change) !== null) yield { ...row, run };
  }
}

/** Returns a block of changes. */
export function fillChanges(
  source: Source,
  items: ItemPlaces,
  { from, to, wordsOf }: { from: number; to: number; wordsOf: WordsOf },
): Changes {
  const changes: Changes = { r: [], i: [], k: "", by: [], s: [], n: [] }, kinds: string[] = [];
  for (const row of changesOfRuns(source, { from, to })) {
    const item = items.place(row.type, row.id), kind = kindOf(row.change);
    if (item < 0 || kind === null) continue;
    const { s, n } = wordsOfChange(row, wordsOf);
    changes.r.push(row.run);
    changes.i.push(item);
    kinds.push(kind);
    changes.by.push(row.editorId === null ? -1 : items.place(PERSON, row.editorId));
    changes.s.push(source.redaction.text(s));
    changes.n.push(n);
  }
  return { ...changes, k: kinds.join("") };
}

/** Describes a change in words; empty for an edit that was not compared. */
export function wordsOfChange(row: ChangeRow & { run: number }, wordsOf: WordsOf): EditWords {
  switch (row.change) {
    case CHANGE.new:
      return { s: "new", n: 0 };
    case CHANGE.back:
      return { s: "exists again", n: 0 };
    case CHANGE.edited:
      return wordsOf(row, row.run) ?? { s: "", n: 0 };
    case CHANGE.trashed:
      return { s: "moved to the trash", n: 0 };
    case CHANGE.gone:
      return { s: "deleted in Looker", n: 0 };
    case CHANGE.purged:
      return { s: "deleted in Looker, was in the trash", n: 0 };
    case CHANGE.hidden:
      return { s: "", n: 0 };
  }
}

/** Compares edits when they are requested, until `isEnough` returns true. */
export function wordsOnDemand(source: Source, isEnough: () => boolean): WordsOf {
  const nameOf = namesOf(source);
  return ({ type: code, id, since }) => {
    const type = typeOfCode(code);
    const ops = type === undefined || isEnough() ? null : opsOfEdit(source, type, id, since);
    return ops === null ? null : { s: summaryOf(ops, nameOf), n: ops.length };
  };
}
