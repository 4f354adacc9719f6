/**
 * The index of a page as JSON, piece by piece: no more of it than a column is in memory.
 *
 * @module
 */
import { FOLDER, PERSON } from "../../looker/content_types.ts";
import { isContentType, typeOfCode } from "../../looker/content_type_names.ts";
import { TILE_TERMS } from "../../inspect/search/item_term.ts";
import { changesBetween, formerRows } from "../../vault/index/history.ts";
import { CHANGE, TERM } from "../../vault/index/kinds.ts";
import { eachPair, termsOf } from "../../vault/index/pairs.ts";
import { type Index, RELATION_STRIDE } from "../data/index.ts";
import { type Items, shownHistories } from "./items.ts";
import { PLACE_OF_CODE, type Source, Turns } from "./source.ts";
import { type EachPair, readTimed, type TimedSets } from "./timed.ts";

/** What of an index is known otherwise. */
export type IndexParts = Pick<Index, "changes" | "sums"> & {
  /** The block with an item's JSON, by its place; -1 for none. */
  jsonBlock: (item: number) => number;
};

/** Entries that are written at once. */
const AT_ONCE = 4000;

/** The index as JSON, all but its end. */
export async function* indexBeginning(source: Source, items: Items): AsyncGenerator<string> {
  const turns = new Turns(source);
  yield* columns(source, items, turns);
  yield `"s":${JSON.stringify(standings(source, items))},"was":${JSON.stringify(former(source, items))},`;
  yield* uses(source, items, turns);
  yield* edges(source, items, turns);
  yield* sends(source, items, turns);
}

/** The end of the index. */
export function indexEnd({ count }: Items, { changes, sums, jsonBlock }: IndexParts): string {
  const blocks = Array.from({ length: count }, (_, item) => jsonBlock(item)).join();
  return `"j":[${blocks}],"changes":${JSON.stringify(changes)},"sums":${JSON.stringify(sums)}}`;
}

async function* columns(source: Source, items: Items, turns: Turns): AsyncGenerator<string> {
  const { timeline, redaction } = source, { count } = items;
  const numbers = {
    t: new Int16Array(count),
    f: new Int32Array(count),
    o: new Int32Array(count),
    u: new Int32Array(count),
    c: new Int32Array(count),
    v: new Int32Array(count),
  };
  const id: string[] = [], n: string[] = [];
  let item = 0;
  for (const one of shownHistories(source)) {
    if (item >= count) break;
    numbers.t[item] = PLACE_OF_CODE[one.type] ?? -1;
    numbers.f[item] = one.folderId === null ? -1 : items.place(FOLDER, one.folderId);
    numbers.o[item] = one.ownerId === null ? -1 : items.place(PERSON, one.ownerId);
    numbers.u[item] = minutesOf(one.updatedAt);
    numbers.c[item] = Math.max(0, timeline.runOf(one.since[0] ?? ""));
    numbers.v[item] = one.shown.length;
    id.push(one.id);
    n.push(redaction.text(one.name ?? ""));
    item++;
    if (turns.isDue) await turns.give();
  }
  yield "{";
  for (const [name, column] of Object.entries(numbers)) yield `"${name}":[${column.join()}],`;
  for (const [name, column] of Object.entries({ id, n })) {
    yield `"${name}":[`;
    for (let at = 0; at < column.length; at += AT_ONCE) {
      yield (at === 0 ? "" : ",") + JSON.stringify(column.slice(at, at + AT_ONCE)).slice(1, -1);
    }
    yield "],";
  }
}

/** Minutes since 1970 of a time; 0 for none. */
export function minutesOf(time: string | null): number {
  const ms = time === null ? NaN : Date.parse(time);
  return Number.isNaN(ms) ? 0 : Math.max(0, Math.floor(ms / 60_000));
}

function standings({ searcher, timeline }: Source, items: Items): Index["s"] {
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

function former({ searcher, timeline, redaction }: Source, items: Items): Index["was"] {
  const was: Index["was"] = { i: [], r: [], n: [], f: [], o: [] }, last = new Map<number, number>();
  for (const { at, type, id, name, ownerId, folderId } of formerRows(searcher.index, timeline.end)) {
    const item = items.place(type, id), run = at <= timeline.base ? 0 : timeline.runOf(at);
    if (item < 0 || run <= 0 || last.get(item) === run) continue;
    last.set(item, run);
    was.i.push(item);
    was.r.push(run);
    was.n.push(name === undefined ? null : redaction.text(name ?? ""));
    was.f.push(folderId === null ? -1 : items.place(FOLDER, folderId));
    was.o.push(ownerId === null ? -1 : items.place(PERSON, ownerId));
  }
  return was;
}

/** Goes through the postings of some terms; `valueOf` is -1 for a pair that does not count. */
function pairsOf(
  { searcher }: Source,
  turns: Turns,
  terms: Iterable<number>,
  valueOf: (term: number, scope: number) => number,
): EachPair {
  const numbers = Int32Array.from(terms).sort();
  return async (found) => {
    const steps = eachPair(searcher.index, numbers, (term, doc, scope) => {
      const value = valueOf(term, scope);
      if (value >= 0) found(doc, value);
    });
    for (const _step of steps) if (turns.isDue) await turns.give();
  };
}

async function* uses(source: Source, items: Items, turns: Turns): AsyncGenerator<string> {
  yield* dictionary(source, items, turns, {
    kinds: [TERM.field, TERM.explore],
    names: "terms",
    sets: "uses",
  });
}

async function* sends(source: Source, items: Items, turns: Turns): AsyncGenerator<string> {
  yield* dictionary(source, items, turns, { kinds: [TERM.mail], names: "mails", sets: "sends" });
}

/** Terms by their texts, and which items have which. */
async function* dictionary(
  source: Source,
  items: Items,
  turns: Turns,
  { kinds, names, sets }: {
    kinds: (typeof TERM)[keyof typeof TERM][];
    names: "terms" | "mails";
    sets: "uses" | "sends";
  },
): AsyncGenerator<string> {
  const texts = new Map<number, string>();
  for (const kind of kinds) {
    for (const { term, text } of termsOf(source.searcher.index, kind)) texts.set(term, text);
  }
  const places = new Map<number, number>(), shown: string[] = [];
  // Only what an item that is shown has: a vault knows many names that nobody uses any more.
  const each = pairsOf(source, turns, texts.keys(), (term) => term);
  await each((doc, term) => {
    if ((items.itemOf[doc] ?? -1) < 0 || places.has(term)) return;
    places.set(term, shown.length);
    shown.push(source.redaction.text(texts.get(term) ?? ""));
  });
  yield `"${names}":${JSON.stringify(shown)},`;
  const pairs = pairsOf(source, turns, places.keys(), (term) => places.get(term) ?? -1);
  yield* timedJson(sets, items, await readTimed(items, pairs), turns);
}

async function* edges(source: Source, items: Items, turns: Turns): AsyncGenerator<string> {
  const { index } = source.searcher;
  const relations: string[] = ["own"], relationOf = new Map<number, number>();
  for (const { term, text } of termsOf(index, TERM.relation)) {
    if (text === "folder" || text === "owner" || relations.length >= RELATION_STRIDE) continue;
    relationOf.set(term, relations.length);
    relations.push(text);
  }
  const homes = await homesOfTiles(source, items, turns), targetOf = new Map<number, number>();
  for (const { term, text } of termsOf(index, TERM.item)) {
    const target = text.startsWith(TILE_TERMS)
      ? homes.get(text.slice(TILE_TERMS.length)) ?? -1
      : itemOfTerm(items, text);
    if (target >= 0) targetOf.set(term, target);
    if (turns.isDue) await turns.give();
  }
  const own = [...termsOf(index, TERM.own)][0]?.term ?? -1;
  const each = pairsOf(source, turns, targetOf.keys(), (term, scope) => {
    const target = targetOf.get(term), relation = relationOf.get(scope);
    return target === undefined || relation === undefined ? -1 : target * RELATION_STRIDE + relation;
  });
  const owned = pairsOf(source, turns, own < 0 ? [] : [own], () => 0);
  const sets = await readTimed(items, async (found) => {
    await each(found);
    await owned((doc) => {
      const item = items.itemOf[doc] ?? -1;
      if (item >= 0) found(doc, item * RELATION_STRIDE);
    });
  });
  yield `"relations":${JSON.stringify(relations)},`;
  yield* timedJson("edges", items, sets, turns);
}

/** The dashboards of tiles, by the tiles' ids. */
async function homesOfTiles(source: Source, items: Items, turns: Turns): Promise<Map<string, number>> {
  const tiles = new Map<number, string>(), homes = new Map<string, number>();
  const asked = new Set<string>();
  for (const { text } of termsOf(source.searcher.index, TERM.item)) {
    if (text.startsWith(TILE_TERMS)) asked.add(text.slice(TILE_TERMS.length));
  }
  for (const { term, text } of termsOf(source.searcher.index, TERM.tile)) {
    const id = text.startsWith(TILE_TERMS) ? text.slice(TILE_TERMS.length) : text;
    if (asked.has(id)) tiles.set(term, id);
  }
  await pairsOf(source, turns, tiles.keys(), (term) => term)((doc, term) => {
    const item = items.itemOf[doc] ?? -1, id = tiles.get(term);
    if (item >= 0 && id !== undefined) homes.set(id, item);
  });
  return homes;
}

/** The item of a term such as `1/30`. */
function itemOfTerm(items: Items, text: string): number {
  const slash = text.indexOf("/"), type = typeOfCode(Number(text.slice(0, slash)));
  return type === undefined || !isContentType(type) ? -1 : items.place(type, text.slice(slash + 1));
}

async function* timedJson(
  name: string,
  { count }: Items,
  { now, events }: TimedSets,
  turns: Turns,
): AsyncGenerator<string> {
  yield `"${name}":{"now":[`;
  for (let item = 0; item < count;) {
    const some: string[] = [];
    for (const end = Math.min(count, item + AT_ONCE); item < end; item++) some.push(`[${now(item).join()}]`);
    yield some.join() + (item < count ? "," : "");
    if (turns.isDue) await turns.give();
  }
  const order = events.inOrder();
  const column = (of: (event: ReturnType<typeof events.at>) => string): string =>
    Array.from(order, (place) => of(events.at(place))).join();
  yield `],"i":[${column(({ item }) => String(item))}],"r":[${column(({ run }) => String(run))}],`;
  yield `"add":[${column(({ add }) => `[${add.join()}]`)}],"del":[${
    column(({ del }) => `[${del.join()}]`)
  }]},`;
}
