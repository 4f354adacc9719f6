/**
 * Writes the index of a page as JSON, in pieces, so that no more than one column is in memory.
 *
 * @module
 */
import { isContentType, typeOfCode } from "../../looker/content_type_names.ts";
import { FOLDER, PERSON } from "../../looker/content_types.ts";
import { TILE_TERMS } from "../../inspect/search/item_term.ts";
import { changesBetween, formerRows } from "../../vault/index/history.ts";
import { CHANGE, TERM, type TermKind } from "../../vault/index/kinds.ts";
import { eachDocOf, termsOf } from "../../vault/index/pairs.ts";
import { type Columns, type Index, RELATION_STRIDE } from "../data/index.ts";
import { IntList } from "./int_list.ts";
import type { ItemPlaces, Items } from "./items.ts";
import { type Source, Turns } from "./source.ts";
import { type TimedEvent, TimedSets } from "./timed.ts";

/** The number of entries per piece. */
const AT_ONCE = 4000;

/** The time from which times are counted, in seconds. */
const FIRST = Date.UTC(2000, 0);

/** The parts of an index that are not read from the vault. */
export type IndexParts = Pick<Index, "changes" | "sums"> & {
  /** Returns the block with the JSON of an item; -1 for none. */
  jsonBlock: (item: number) => number;
};

/** Yields the index of a report as JSON, without its end. */
export async function* indexBeginning(source: Source, items: Items): AsyncGenerator<string> {
  yield "{";
  yield* columns(source, items);
  yield* links(source, items, new Turns(source));
}

/** Returns the end of the index of a report. */
export function indexEnd({ count }: ItemPlaces, { changes, sums, jsonBlock }: IndexParts): string {
  const blocks = Array.from({ length: count }, (_, item) => jsonBlock(item)).join();
  return `"j":[${blocks}],"changes":${JSON.stringify(changes)},"sums":${JSON.stringify(sums)}}`;
}

/** Yields the first part of the index of `browse`: what a list and an item need. */
export function* columnsOfIndex(
  source: Source,
  items: Items,
  { changes }: Pick<Columns, "changes">,
): Generator<string> {
  yield "{";
  yield* columns(source, items);
  yield `"changes":${JSON.stringify(changes)},"sums":{}}`;
}

/** Yields the second part of the index of `browse`: former names and places, and links between items. */
export async function* linksOfIndex(source: Source, items: ItemPlaces): AsyncGenerator<string> {
  yield "{";
  yield* links(source, items, new Turns(source));
  yield '"j":[]}';
}

function* columns(source: Source, items: Items): Generator<string> {
  for (const [name, column] of Object.entries(items.numbers)) yield* numbers(name, column);
  for (const [name, column] of [["id", items.id], ["n", items.n]] as const) yield* values(name, column);
  yield `"s":${JSON.stringify(standings(source, items))},`;
}

function* numbers(name: string, column: Int32Array): Generator<string> {
  yield `"${name}":[`;
  for (let at = 0; at < column.length; at += AT_ONCE) {
    yield (at === 0 ? "" : ",") + column.subarray(at, at + AT_ONCE).join();
  }
  yield "],";
}

function* values(name: string, column: readonly (string | null)[]): Generator<string> {
  yield `"${name}":[`;
  for (let at = 0; at < column.length; at += AT_ONCE) {
    yield (at === 0 ? "" : ",") + JSON.stringify(column.slice(at, at + AT_ONCE)).slice(1, -1);
  }
  yield "],";
}

/** Returns the states of items over time. */
function standings({ searcher, timeline }: Source, items: ItemPlaces): Index["s"] {
  const i: number[] = [], r: number[] = [], s: string[] = [], last = new Map<number, number>();
  const only = [CHANGE.back, CHANGE.trashed, CHANGE.gone, CHANGE.purged, CHANGE.hidden];
  for (
    const { at, change, type, id } of changesBetween(searcher.index, { from: "", to: timeline.end, only })
  ) {
    const item = items.place(type, id), run = at <= timeline.base ? 0 : timeline.runOf(at);
    if (item < 0 || run < 0) continue;
    const standing = change === CHANGE.back
      ? "l"
      : change === CHANGE.gone || change === CHANGE.purged
      ? "g"
      : "t";
    const known = last.get(item);
    if (known !== undefined && r[known] === run) {
      s[known] = standing;
      continue;
    }
    last.set(item, i.length);
    i.push(item);
    r.push(run);
    s.push(standing);
  }
  return { i, r, s: s.join("") };
}

async function* links(source: Source, items: ItemPlaces, turns: Turns): AsyncGenerator<string> {
  yield* former(source, items, turns);
  yield* dictionary(source, items, turns, {
    kinds: [TERM.field, TERM.explore],
    names: "terms",
    sets: "uses",
  });
  yield* edges(source, items, turns);
  yield* dictionary(source, items, turns, { kinds: [TERM.mail], names: "mails", sets: "sends" });
}

/** Yields the former names, folders and owners of items. */
async function* former(
  { searcher, timeline, redaction }: Source,
  items: ItemPlaces,
  turns: Turns,
): AsyncGenerator<string> {
  const i = new IntList(), r = new IntList(), f = new IntList(), o = new IntList(), t = new IntList();
  const n: (string | null)[] = [];
  for (const page of formerRows(searcher.index, timeline.end)) {
    for (const row of page) {
      const item = items.place(row.type, row.id), run = row.at <= timeline.base ? 0 : timeline.runOf(row.at);
      if (item < 0 || run <= 0) continue;
      i.push(item);
      r.push(run);
      f.push(row.folderId === null ? -1 : items.place(FOLDER, row.folderId));
      o.push(row.ownerId === null ? -1 : items.place(PERSON, row.ownerId));
      t.push(Math.floor((Date.parse(row.at) - FIRST) / 1000));
      n.push(row.name === undefined ? null : redaction.text(row.name ?? ""));
    }
    if (turns.isDue) await turns.give();
  }
  const all = Int32Array.from({ length: i.length }, (_, place) => place)
    .sort((one, other) => r.at(one) - r.at(other) || i.at(one) - i.at(other) || t.at(one) - t.at(other));
  // If one run first shows several versions, the first of them contains the state before.
  const order = all.filter((place, at) => {
    const before = all[at - 1] ?? -1;
    return at === 0 || i.at(place) !== i.at(before) || r.at(place) !== r.at(before);
  });
  yield '"was":{';
  for (const [name, column] of Object.entries({ i, r, f, o })) {
    yield* numbers(name, order.map((place) => column.at(place)));
    if (turns.isDue) await turns.give();
  }
  yield `"n":[`;
  for (let from = 0; from < order.length; from += AT_ONCE) {
    const some = Array.from(order.subarray(from, from + AT_ONCE), (place) => n[place] ?? null);
    yield (from === 0 ? "" : ",") + JSON.stringify(some).slice(1, -1);
    if (turns.isDue) await turns.give();
  }
  yield "]},";
}

/** Yields all search terms of one kind. */
async function* eachTerm(
  { searcher }: Source,
  kind: TermKind,
  turns: Turns,
): AsyncGenerator<{ term: number; text: string }> {
  for (const page of termsOf(searcher.index, kind)) {
    yield* page;
    if (turns.isDue) await turns.give();
  }
}

/** Yields search terms in alphabetical order, each with the items that contain it. */
async function* dictionary(
  source: Source,
  items: ItemPlaces,
  turns: Turns,
  { kinds, names, sets }: { kinds: TermKind[]; names: "terms" | "mails"; sets: "uses" | "sends" },
): AsyncGenerator<string> {
  const timed = new TimedSets(items), shown: string[] = [], docs = new IntList();
  for (const kind of kinds) {
    for await (const { term, text } of eachTerm(source, kind, turns)) {
      docs.clear();
      eachDocOf(source.searcher.index, term, (doc) => {
        if ((items.placeOf[doc] ?? -1) >= 0) docs.push(doc);
      });
      // Only the terms of items that are shown: a vault contains many names that are no longer used.
      if (docs.length === 0) continue;
      timed.add(shown.length, docs.values);
      shown.push(source.redaction.text(text));
      if (turns.isDue) await turns.give();
    }
  }
  yield* values(names, shown);
  yield* timedJson(sets, items, timed, turns);
}

async function* edges(source: Source, items: ItemPlaces, turns: Turns): AsyncGenerator<string> {
  const { index } = source.searcher, timed = new TimedSets(items);
  const relations: string[] = ["own"], relationOf = new Map<number, number>();
  for await (const { term, text } of eachTerm(source, TERM.relation, turns)) {
    if (text === "folder" || text === "owner" || relations.length >= RELATION_STRIDE) continue;
    relationOf.set(term, relations.length);
    relations.push(text);
  }
  const homes = await homesOfTiles(source, items, turns), lists = relations.map(() => new IntList());
  for await (const { term, text } of eachTerm(source, TERM.item, turns)) {
    const target = text.startsWith(TILE_TERMS)
      ? homes.get(text.slice(TILE_TERMS.length)) ?? -1
      : itemOfTerm(items, text);
    if (target < 0) continue;
    eachDocOf(index, term, (doc, scope) => {
      const relation = relationOf.get(scope);
      if (relation !== undefined) lists[relation]?.push(doc);
    });
    for (const [relation, docs] of lists.entries()) {
      if (docs.length > 0) timed.add(target * RELATION_STRIDE + relation, docs.values);
      docs.clear();
    }
    if (turns.isDue) await turns.give();
  }
  yield `"relations":${JSON.stringify(relations)},`;
  await ownAccess(source, items, { timed, turns });
  yield* timedJson("edges", items, timed, turns);
}

/** Adds a reference to itself to each folder that has its own access list. */
async function ownAccess(
  source: Source,
  { itemAt, placeOf }: ItemPlaces,
  { timed, turns }: { timed: TimedSets; turns: Turns },
): Promise<void> {
  const docsOf = new Map<number, number[]>();
  for await (const { term } of eachTerm(source, TERM.own, turns)) {
    eachDocOf(source.searcher.index, term, (doc) => {
      const item = itemAt[placeOf[doc] ?? -1] ?? -1, known = docsOf.get(item);
      if (known !== undefined) known.push(doc);
      else if (item >= 0) docsOf.set(item, [doc]);
    });
  }
  for (const [item, docs] of docsOf) timed.add(item * RELATION_STRIDE, Int32Array.from(docs));
}

/** Returns the dashboards of tiles, by the ids of the tiles. */
async function homesOfTiles(source: Source, items: ItemPlaces, turns: Turns): Promise<Map<string, number>> {
  const tiles = new Map<number, string>(), homes = new Map<string, number>();
  const asked = new Set<string>();
  const { index } = source.searcher;
  for await (const { text } of eachTerm(source, TERM.item, turns)) {
    if (text.startsWith(TILE_TERMS)) asked.add(text.slice(TILE_TERMS.length));
  }
  if (asked.size === 0) return homes;
  for await (const { term, text } of eachTerm(source, TERM.tile, turns)) {
    const id = text.startsWith(TILE_TERMS) ? text.slice(TILE_TERMS.length) : text;
    if (asked.has(id)) tiles.set(term, id);
  }
  for (const [term, id] of tiles) {
    eachDocOf(index, term, (doc) => {
      const item = items.itemAt[items.placeOf[doc] ?? -1] ?? -1;
      if (item >= 0) homes.set(id, item);
    });
    if (turns.isDue) await turns.give();
  }
  return homes;
}

/** Returns the item of a term such as `1/30`. */
function itemOfTerm(items: ItemPlaces, text: string): number {
  const slash = text.indexOf("/"), type = typeOfCode(Number(text.slice(0, slash)));
  return type === undefined || !isContentType(type) ? -1 : items.place(type, text.slice(slash + 1));
}

async function* timedJson(
  name: string,
  { count }: ItemPlaces,
  timed: TimedSets,
  turns: Turns,
): AsyncGenerator<string> {
  yield `"${name}":{"now":[`;
  yield* newestLists(count, timed, turns);
  yield "],";
  // Each list is written while the events are read, because the texts of all of them would need more memory than the
  // events.
  const i = new IntList(), r = new IntList();
  yield '"add":[';
  yield* eventLists(timed, turns, (event) => {
    i.push(event.item);
    r.push(event.run);
    return event.add;
  });
  yield "],";
  yield* numbers("i", i.values);
  yield* numbers("r", r.values);
  yield '"del":[';
  yield* eventLists(timed, turns, (event) => event.del);
  yield "]},";
}

/** The numbers of the newest version of each item, as JSON without the outer brackets. */
async function* newestLists(count: number, timed: TimedSets, turns: Turns): AsyncGenerator<string> {
  const now = timed.takeNow();
  for (let item = 0; item < count;) {
    const some: string[] = [];
    for (const end = Math.min(count, item + AT_ONCE); item < end; item++) some.push(`[${now(item).join()}]`);
    yield some.join() + (item < count ? "," : "");
    if (turns.isDue) await turns.give();
  }
}

/** One list of numbers of each event, as JSON without the outer brackets. */
async function* eventLists(
  timed: TimedSets,
  turns: Turns,
  listOf: (event: TimedEvent) => readonly number[],
): AsyncGenerator<string> {
  let some: string[] = [], before = "";
  for (const event of timed.events()) {
    some.push(`[${listOf(event).join()}]`);
    if (some.length >= AT_ONCE) {
      yield before + some.join();
      some = [];
      before = ",";
    }
    if (turns.isDue) await turns.give();
  }
  if (some.length > 0) yield before + some.join();
}
