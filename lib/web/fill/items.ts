/**
 * The items of a page, and the versions of each that are shown: numbers only, so that a million versions fit.
 *
 * @module
 */
import { type ContentType, typeCode } from "../../looker/content_type_names.ts";
import { itemHistories, type ItemHistory } from "../../vault/index/history.ts";
import { PLACE_OF_CODE, type Source, Turns } from "./source.ts";

/** The items, in the order of the index' columns. */
export interface Items {
  count: number;
  /** The item of a doc; -1 for one that is not shown. */
  itemOf: Int32Array;
  /** The run that first shows a doc. */
  runOf: Int32Array;
  /** The docs that are shown, item by item, the oldest first; those of item `i` from `starts[i]` to `starts[i + 1]`. */
  docs: Int32Array;
  starts: Int32Array;
  /** The place of an item; -1 for none. */
  place(type: ContentType | number, id: string): number;
}

/** The items of a page that are shown, one after the other; with `shown` the places of its docs that are. */
export function* shownHistories(
  { searcher, timeline }: Pick<Source, "searcher" | "timeline">,
): Generator<ItemHistory & { shown: number[] }> {
  const { base, end } = timeline;
  for (const history of itemHistories(searcher.index, end)) {
    if ((PLACE_OF_CODE[history.type] ?? -1) < 0) continue;
    yield { ...history, shown: shownVersions(history.since, base, (time) => timeline.runOf(time)) };
  }
}

/**
 * The places of the versions that are shown: those that were there when run 0 ended or began later, and of several that
 * one run first shows the last. The last one is always among them. Pure.
 */
export function shownVersions(
  since: readonly string[],
  base: string,
  runOf: (time: string) => number,
): number[] {
  const shown: number[] = [];
  for (let i = 0; i < since.length; i++) {
    const next = since[i + 1];
    if (next !== undefined && (next <= base || runOf(next) === runOf(since[i] ?? ""))) continue;
    shown.push(i);
  }
  return shown;
}

/** Reads which items there are. */
export async function readItems(source: Source): Promise<Items> {
  const { searcher, timeline } = source, { end } = searcher.index, turns = new Turns(source);
  const itemOf = new Int32Array(end).fill(-1), runOf = new Int32Array(end);
  const places = new Map<string, number>(), docs = new Int32Array(end), starts: number[] = [0];
  let count = 0, at = 0;
  for (const { type, id, docs: all, since, shown } of shownHistories(source)) {
    for (const i of shown) {
      const doc = all[i] ?? -1;
      if (doc < 0 || doc >= end || at >= docs.length) continue;
      itemOf[doc] = count;
      runOf[doc] = Math.max(0, timeline.runOf(since[i] ?? ""));
      docs[at++] = doc;
    }
    places.set(`${type}/${id}`, count++);
    starts.push(at);
    if (turns.isDue) await turns.give();
  }
  return {
    count,
    itemOf,
    runOf,
    docs: docs.subarray(0, at),
    starts: Int32Array.from(starts),
    place: (type, id) => places.get(`${typeof type === "number" ? type : typeCode(type)}/${id}`) ?? -1,
  };
}
