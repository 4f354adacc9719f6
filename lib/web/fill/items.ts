/**
 * The items of a page, and the versions that are shown. It contains only numbers and names, so that a million versions
 * fit into memory.
 *
 * @module
 */
import { type ContentType, typeCode } from "../../looker/content_type_names.ts";
import { FOLDER, PERSON } from "../../looker/content_types.ts";
import { itemHistories, type ItemHistory } from "../../vault/index/history.ts";
import { PLACE_OF_CODE, type Source, Turns } from "./source.ts";

/** The items and their versions by position: what references between items need. */
export interface ItemPlaces {
  count: number;
  /**
   * The place of a doc, which is a version of an item; -1 for a doc that is not shown. Places are ordered item by item,
   * the oldest version first. The versions of item `i` have the places from `starts[i]` to `starts[i + 1]`.
   */
  placeOf: Int32Array;
  /** The item of a place. */
  itemAt: Int32Array;
  /** The run that first shows the version of a place. */
  runs: Int16Array;
  starts: Int32Array;
  /** Returns the position of an item; -1 for none. */
  place(type: ContentType | number, id: string): number;
}

/** The items, in the order of the index columns. */
export interface Items extends ItemPlaces {
  /** The columns of the index that are numbers: see `lib/web/data/index.ts`. */
  numbers: Record<"t" | "f" | "o" | "u" | "c" | "v", Int32Array>;
  id: string[];
  n: string[];
}

/** Returns the items without their columns, whose memory can then be freed. */
export function placesOf({ count, placeOf, itemAt, runs, starts, place }: Items): ItemPlaces {
  return { count, placeOf, itemAt, runs, starts, place };
}

/** Yields the items that a page shows, in batches. `shown` contains the positions of the docs that are shown. */
export function* shownHistories(
  { searcher, timeline }: Pick<Source, "searcher" | "timeline">,
): Generator<(ItemHistory & { shown: number[] })[]> {
  const { base, end } = timeline, runOf = remembered((time) => timeline.runOf(time));
  for (const page of itemHistories(searcher.index, end)) {
    yield page.filter(({ type }) => (PLACE_OF_CODE[type] ?? -1) >= 0)
      .map((history) => ({ ...history, shown: shownVersions(history.since, base, runOf) }));
  }
}

/** Caches the runs of times, because many versions began at the same times. */
function remembered(runOf: (time: string) => number): (time: string) => number {
  const known = new Map<string, number>();
  return (time) => {
    let run = known.get(time);
    if (run === undefined) known.set(time, run = runOf(time));
    return run;
  };
}

/**
 * Returns the positions of the versions that are shown: the version that was current when run 0 ended, and later
 * versions. If one run first shows several versions, only the last of them is included. The newest version is always
 * included. Pure.
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

/** Returns a time in minutes since 1970; 0 for none. */
export function minutesOf(time: string | null): number {
  const ms = time === null ? NaN : Date.parse(time);
  return Number.isNaN(ms) ? 0 : Math.max(0, Math.floor(ms / 60_000));
}

/** Reads the items of a page. */
export async function readItems(source: Source): Promise<Items> {
  const { searcher, timeline, redaction } = source, { end } = searcher.index, turns = new Turns(source);
  const runOf = remembered((time) => Math.max(0, timeline.runOf(time)));
  const placeOf = new Int32Array(end).fill(-1), itemAt = new Int32Array(end);
  const runs = new Int16Array(end), places = new Map<number, Map<string, number>>();
  const starts = [0], t: number[] = [], u: number[] = [], c: number[] = [], v: number[] = [];
  const id: string[] = [], n: string[] = [], folders: (string | null)[] = [], owners: (string | null)[] = [];
  const placesOfType = (type: number): Map<string, number> => {
    const known = places.get(type) ?? new Map<string, number>();
    places.set(type, known);
    return known;
  };
  let at = 0;
  for (const page of shownHistories(source)) {
    for (const one of page) {
      const item = id.length;
      for (const i of one.shown) {
        const doc = one.docs[i] ?? -1;
        if (doc < 0 || doc >= end || at >= end || placeOf[doc] !== -1) continue;
        placeOf[doc] = at;
        runs[at] = runOf(one.since[i] ?? "");
        itemAt[at++] = item;
      }
      placesOfType(one.type).set(one.id, item);
      starts.push(at);
      t.push(PLACE_OF_CODE[one.type] ?? -1);
      u.push(minutesOf(one.updatedAt));
      c.push(runOf(one.since[0] ?? ""));
      v.push(one.shown.length);
      id.push(one.id);
      n.push(redaction.text(one.name ?? ""));
      folders.push(one.folderId);
      owners.push(one.ownerId);
    }
    if (turns.isDue) await turns.give();
  }
  const place = (type: ContentType | number, key: string): number =>
    places.get(typeof type === "number" ? type : typeCode(type))?.get(key) ?? -1;
  const positionsOf = (type: ContentType, ids: readonly (string | null)[]): Int32Array =>
    Int32Array.from(ids, (key) => key === null ? -1 : place(type, key));
  return {
    count: id.length,
    numbers: {
      t: Int32Array.from(t),
      f: positionsOf(FOLDER, folders),
      o: positionsOf(PERSON, owners),
      u: Int32Array.from(u),
      c: Int32Array.from(c),
      v: Int32Array.from(v),
    },
    id,
    n,
    placeOf,
    itemAt: itemAt.subarray(0, at),
    runs: runs.subarray(0, at),
    starts: Int32Array.from(starts),
    place,
  };
}
