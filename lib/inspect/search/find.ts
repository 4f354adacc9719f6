/**
 * Finds items by words and by what they use.
 *
 * @module
 */
import { quoted } from "../../base/quoted.ts";
import { DASHBOARD } from "../../looker/content_types.ts";
import { levenshteinDistance } from "@std/text";
import { UsageError } from "../../base/errors.ts";
import { nearestOf } from "../../base/nearest.ts";
import { type ContentType, typeCode, typeOfCode } from "../../looker/content_type_names.ts";
import { findUses, type LookmlName } from "../../looker/uses/find_uses.ts";
import { eachAddress, tilesOf } from "../../looker/uses/item_edges.ts";
import { type FoundText, tokens, wordsOf } from "../../looker/uses/words.ts";
import { contentUse } from "../../vault/content_use.ts";
import { STATE, TERM, type TermKind } from "../../vault/index/kinds.ts";
import type { Index } from "../../vault/index/read.ts";
import type { Vault } from "../../vault/vault.ts";
import { itemTerm, tileTerm } from "./item_term.ts";
import { type FoundVersion, type Moment, type Searcher, selectDocs } from "./searcher.ts";

/** The search criteria. An item must match all that are set. */
export interface FindQuery {
  /** Words. Each matches words that begin with it. */
  text?: string | undefined;
  /** A regular expression, in place of words. */
  regex?: RegExp | undefined;
  types?: readonly ContentType[] | undefined;
  field?: string | undefined;
  /** Such as `model::explore`. */
  explore?: string | undefined;
  model?: string | undefined;
  email?: string | undefined;
  /** Finds only items that are deleted or in the trash. */
  deleted?: boolean | undefined;
  /** ISO 8601 UTC. */
  at?: string | undefined;
  limit: number;
}

/** A hit. */
export interface FoundItem {
  type: ContentType;
  id: string;
  name: string | null;
  folder: string | null;
  owner: string | null;
  /** The path of the match, such as `dashboard_elements[3].body_text`. */
  path: string;
  /** The text at the path, shortened around the match. */
  snippet: string;
  state: "live" | "trash" | "gone" | "former";
  /** The number of items that show or send it. */
  used_by: number;
  /** How often users viewed it; null if no run has read it. */
  view_count: number | null;
}

/** The result of a search. */
export interface Found {
  /** The number of hits in the index. Hits that the vault does not confirm are omitted. */
  total: number;
  items: FoundItem[];
  /** If nothing was found: similar words in names, or a similar LookML name or email address. */
  suggestions: string[];
}

/** The number of hits beyond the limit that are read to sort the result. */
const LOOKED_AT = 20;

/**
 * Returns the hits, the best first: names before texts, existing items before deleted ones, used items before unused
 * ones.
 */
export function find(searcher: Searcher, query: FindQuery): Found {
  for (;;) {
    const { found, wrong } = findOnce(searcher, query);
    // The index returned a wrong hit, because another program wrote it or it is damaged.
    if (wrong === 0 || !searcher.renew()) return found;
  }
}

function findOnce(searcher: Searcher, query: FindQuery): { found: Found; wrong: number } {
  const { index } = searcher, words = wordsIn(query.text);
  const byUse = docsByUse(index, query),
    byWords = query.text === undefined ? null : index.match(matchOf(words));
  const moment: Moment = { at: query.at, gone: true };
  const all = intersected(byUse, byWords) ?? allDocs(index, query.at);
  const types = query.types?.map(typeCode);
  const docs = selectDocs(index, all, moment).filter((doc) =>
    (types === undefined || types.includes(index.type(doc))) &&
    (query.deleted !== true || index.state(doc) === STATE.gone || index.state(doc) === STATE.trashed)
  );
  const named = byWords === null ? null : new Set(index.match(`name : (${matchOf(words)})`));
  const viewsOf = viewCounts(searcher.vault);
  const ordered = viewedFirst(index, inTiers(index, docs, named), { named, viewsOf });
  if (query.regex !== undefined) return { found: byRegex(searcher, ordered, { query, viewsOf }), wrong: 0 };
  let wrong = 0;
  const hits: Hit[] = [];
  for (const doc of index.docs(ordered.slice(0, query.limit + LOOKED_AT))) {
    const version = searcher.version(doc),
      at = version === null ? null : hitOf(searcher, version, { query, words });
    if (version === null || at === null) wrong++;
    else {
      const tier = tierOf(index, doc.doc, named), views = viewsOf(version.type, version.id);
      hits.push({ version, ...at, tier, usedBy: usesOf(index, version), views });
    }
  }
  hits.sort((a, b) =>
    a.tier - b.tier || a.rank - b.rank || Number(isUsed(b)) - Number(isUsed(a)) ||
    (b.views ?? 0) - (a.views ?? 0)
  );
  const total = docs.length - wrong;
  const items = hits.slice(0, query.limit).map((hit) => itemOf(searcher, hit));
  const suggestions = total > 0 ? [] : suggestedNames(index, query) ?? suggest(index, words.flat());
  return { found: { total, items, suggestions }, wrong };
}

interface Hit extends Place {
  version: FoundVersion;
  tier: number;
  usedBy: number;
  views: number | null;
}

/** Whether items show or send an item, or users view it. */
function isUsed({ usedBy, views }: Pick<Hit, "usedBy" | "views">): boolean {
  return usedBy > 0 || (views ?? 0) > 0;
}

interface Place {
  path: string;
  snippet: string;
  /** The rank of the match: 0 for an exact name, 1 for complete words, 2 for beginnings of words. */
  rank: number;
}

/**
 * Splits the text into words, and each word into tokens. `maria@acme.com` has three tokens that must follow each other.
 */
function wordsIn(text: string | undefined): string[][] {
  if (text === undefined) return [];
  const words = text.trim().split(/\s+/).map(tokens).filter((word) => word.length > 0);
  if (words.length > 0) return words;
  throw new UsageError(`Cannot search for ${quoted(text)}: it contains no letter or digit`, {
    hint: "Search for other characters with --regex.",
  });
}

/** Returns an FTS5 query. Tokens are letters and digits, so that nothing in the quotes is special to FTS5. */
function matchOf(words: readonly string[][]): string {
  return words.map((word) => `"${word.join(" ")}" *`).join(" AND ");
}

/** Returns the names in the query, by kind. */
function namesIn({ field, explore, model, email }: FindQuery): [kind: TermKind, text: string][] {
  const asked = [
    [TERM.field, field],
    [TERM.explore, explore],
    [TERM.model, model],
    [TERM.mail, email?.toLowerCase()],
  ] as const;
  return asked.flatMap(([kind, text]) => text === undefined ? [] : [[kind, text]]);
}

/** Returns names that are similar to a name in the query that nothing uses; null if all names are used. */
function suggestedNames(index: Index, query: FindQuery): string[] | null {
  const unknown = namesIn(query).find(([kind, text]) => index.term(kind, text) === null);
  if (unknown === undefined) return null;
  const [kind, text] = unknown, near = nearestOf(text, [...index.textsOf(kind).values()]);
  return near === null ? [] : [near];
}

function docsByUse(index: Index, query: FindQuery): Set<number> | null {
  let docs: Set<number> | null = null;
  for (const [kind, text] of namesIn(query)) {
    const found = new Set<number>(), term = index.term(kind, text);
    if (term !== null) index.eachDoc(term, (doc) => found.add(doc));
    docs = docs === null ? found : docs.intersection(found);
  }
  return docs;
}

function intersected(a: Set<number> | null, b: readonly number[] | null): Iterable<number> | null {
  if (a === null || b === null) return a ?? b;
  return b.filter((doc) => a.has(doc));
}

function allDocs(index: Index, at: string | undefined): number[] {
  return at === undefined
    ? index.docsIn(STATE.live, STATE.trashed, STATE.gone)
    : index.docsIn(STATE.live, STATE.trashed, STATE.gone, STATE.past);
}

function tierOf(index: Index, doc: number, named: ReadonlySet<number> | null): number {
  const state = index.state(doc);
  return (named === null || named.has(doc) ? 0 : 4) +
    (state === STATE.live ? 0 : state === STATE.trashed ? 1 : 2);
}

/** Sorts docs by tier. Keeps their order within a tier. */
function inTiers(index: Index, docs: readonly number[], named: ReadonlySet<number> | null): number[] {
  const tiers: number[][] = Array.from({ length: 8 }, () => []);
  for (const doc of docs) tiers[tierOf(index, doc, named)]?.push(doc);
  return tiers.flat();
}

/** Returns how often an item was viewed; null if no run has read it. */
type ViewsOf = (type: ContentType, id: string) => number | null;

function viewCounts(vault: Vault): ViewsOf {
  const use = contentUse(vault);
  return (type, id) => use.get(typeCode(type))?.get(id)?.views ?? null;
}

/** The maximum number of hits that are sorted by their views before any body is read. */
const RANKED = 2000;

/** Sorts docs by tier, and within a tier by their views. */
function viewedFirst(
  index: Index,
  ordered: number[],
  { named, viewsOf }: { named: ReadonlySet<number> | null; viewsOf: ViewsOf },
): number[] {
  const ranked = index.docs(ordered.slice(0, RANKED)).map(({ doc, type, id }) => {
    const name = typeOfCode(type);
    return { doc, tier: tierOf(index, doc, named), views: name === undefined ? 0 : viewsOf(name, id) ?? 0 };
  });
  ranked.sort((a, b) => a.tier - b.tier || b.views - a.views);
  return [...ranked.map(({ doc }) => doc), ...ordered.slice(RANKED)];
}

/** Returns where an item matches the query; null if it does not match. */
function hitOf(
  searcher: Searcher,
  version: FoundVersion,
  { query, words }: { query: FindQuery; words: readonly string[][] },
): Place | null {
  const { field, explore, model, email, text } = query;
  const wanted: LookmlName[] = [];
  if (field !== undefined) wanted.push({ kind: "field", name: field });
  if (explore !== undefined) wanted.push({ kind: "explore", name: explore });
  if (model !== undefined) wanted.push({ kind: "model", name: model });
  let place: Place | null = null;
  if (wanted.length > 0) {
    const uses = findUses(version.type, version.body, { isOwn: searcher.isOwn });
    for (const { kind, name } of wanted) {
      const use = uses.find((one) => one.kind === kind && one.name === name);
      if (use === undefined) return null;
      place ??= { path: use.path, snippet: use.name, rank: 0 };
    }
  }
  if (email !== undefined) {
    let at: Place | null = null;
    eachAddress(version.type, version.body, (address, path) => {
      if (address === email.toLowerCase()) at ??= { path: path(), snippet: address, rank: 0 };
    });
    if (at === null) return null;
    place ??= at;
  }
  if (text === undefined) return place ?? { path: "", snippet: version.name ?? "", rank: 0 };
  return placeOfWords(version, words);
}

/** Returns where the words are; null unless the item has all of them. The result is the place of the first word. */
function placeOfWords(version: FoundVersion, words: readonly string[][]): Place | null {
  const { names, texts } = wordsOf(version.type, version.body);
  const all = [...names, ...texts].map((one) => ({ ...one, tokens: tokens(one.text) }));
  const places = words.map((word) => all.find((one) => holds(one.tokens, word)));
  const [first] = places;
  if (first === undefined || places.includes(undefined)) return null;
  // A text with all words is a better place than one with only the first word.
  const best = all.find((one) => words.every((word) => holds(one.tokens, word))) ?? first;
  const wanted = words.flat();
  const isName = names.some(({ text }) => tokens(text).join(" ") === wanted.join(" "));
  const isWhole = wanted.every((word) => best.tokens.includes(word));
  return { path: best.path, snippet: snippetOf(best, wanted), rank: isName ? 0 : isWhole ? 1 : 2 };
}

/** Whether the tokens contain a word: its tokens in sequence, the last one as a beginning. */
function holds(all: readonly string[], word: readonly string[]): boolean {
  const last = word.length - 1;
  for (let at = 0; at + last < all.length; at++) {
    if (word.every((token, i) => i === last ? all[at + i]?.startsWith(token) : all[at + i] === token)) {
      return true;
    }
  }
  return false;
}

/** The number of characters to show around a match. */
const AROUND = 60;

function snippetOf({ text }: FoundText, words: readonly string[]): string {
  const flat = text.replace(/\s+/g, " ").trim();
  const at = Math.max(0, flat.toLowerCase().indexOf(words[0] ?? ""));
  return cutAround(flat, at);
}

function cutAround(text: string, at: number): string {
  const from = at <= AROUND ? 0 : at - AROUND / 2, to = from + 2 * AROUND;
  return `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
}

function byRegex(
  searcher: Searcher,
  docs: readonly number[],
  { query, viewsOf }: { query: FindQuery; viewsOf: ViewsOf },
): Found {
  const { regex = /$^/ } = query;
  const items: FoundItem[] = [];
  let total = 0;
  for (const number of docs) {
    const [doc] = searcher.index.docs([number]);
    const version = doc === undefined ? null : searcher.version(doc);
    if (
      version === null ||
      hitOf(searcher, version, { query: { ...query, text: undefined }, words: [] }) === null
    ) continue;
    const { names, texts } = wordsOf(version.type, version.body);
    for (const { text, path } of [...names, ...texts]) {
      const at = text.search(regex);
      if (at < 0) continue;
      total++;
      if (items.length < query.limit) {
        const usedBy = usesOf(searcher.index, version), views = viewsOf(version.type, version.id);
        const snippet = cutAround(text, at);
        items.push(itemOf(searcher, { version, path, snippet, rank: 0, tier: 0, usedBy, views }));
      }
      break;
    }
  }
  return { total, items, suggestions: [] };
}

/** The relations through which an item counts as used. */
const USING = new Set(["tile", "board", "schedule", "alert", "link"]);

/** Returns the number of existing items that show, send or link to an item, or watch one of its tiles. */
export function usesOf(index: Index, { type, id, body }: Pick<FoundVersion, "type" | "id" | "body">): number {
  const tiles = type === DASHBOARD ? tilesOf(body).map(tileTerm) : [];
  const users = new Set<number>(), relations = index.textsOf(TERM.relation);
  for (const text of [itemTerm(type, id), ...tiles]) {
    const term = index.term(TERM.item, text);
    if (term === null) continue;
    index.eachDoc(term, (doc, relation) => {
      if (index.state(doc) === STATE.live && USING.has(relations.get(relation) ?? "")) users.add(doc);
    });
  }
  return users.size;
}

function itemOf(searcher: Searcher, { version, path, snippet, usedBy, views }: Hit): FoundItem {
  const { type, id, name, owner, folderId, state } = version;
  return {
    type,
    id,
    name,
    folder: searcher.folderPath(folderId),
    owner,
    path,
    snippet,
    state: STATE_NAMES[state],
    used_by: usedBy,
    view_count: views,
  };
}

const STATE_NAMES = ["former", "live", "trash", "gone", "former"] as const;

/** The maximum number of suggestions of a search. */
const MOST_SUGGESTIONS = 3;

/**
 * Replaces words that no item has with similar words from names. Returns the resulting texts, the most similar first.
 */
function suggest(index: Index, words: readonly string[]): string[] {
  if (words.length === 0 || words.length > 6) return [];
  const vocabulary = index.vocabulary(), known = new Set(vocabulary.map(({ word }) => word));
  let texts: string[][] = [[]];
  for (const word of words) {
    const isKnown = known.has(word) || vocabulary.some((one) => one.word.startsWith(word));
    const near = isKnown ? [word] : nearest(word, vocabulary);
    if (near.length === 0) return [];
    texts = texts.flatMap((text) => near.map((one) => [...text, one])).slice(0, MOST_SUGGESTIONS);
  }
  return texts.map((text) => text.join(" ")).filter((text) => text !== words.join(" "));
}

/** Returns the words with few differences. Among equally similar words, those in more names come first. */
function nearest(word: string, vocabulary: readonly { word: string; docs: number }[]): string[] {
  const most = word.length <= 4 ? 1 : 2;
  return vocabulary.filter((one) => Math.abs(one.word.length - word.length) <= most)
    .map((one) => ({ ...one, distance: levenshteinDistance(one.word, word) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || b.docs - a.docs)
    .slice(0, MOST_SUGGESTIONS).map((one) => one.word);
}
