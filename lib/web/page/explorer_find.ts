/**
 * Finds the items in the list of the explorer.
 *
 * @module
 */
import type { Standing } from "../model/archive.ts";
import { archive, nameOf, searchAt } from "./store.ts";

/** The search criteria. An item must match all that are set. */
export interface Question {
  run: number;
  text: string;
  /** -1 for all. */
  folder: number;
  owner: number;
  state: Standing | "all";
  /** Empty for all. */
  type: string;
  sort: "name" | "new";
}

/** The items that were found, and the number of items of each type without the filter by type. */
export interface Found {
  list: number[];
  /** If only items in use are searched, the number of matches that are in the trash or deleted. */
  others: number;
  byType: number[];
}

/** Types that are listed without search criteria. */
const CONTENT = new Set(["dashboards", "looks", "boards", "lookml_dashboards"]);

/** The items that match all criteria but the text and the type. */
interface Candidates {
  list: readonly number[];
  /** If only items in use are searched, the items that are in the trash or deleted. */
  others: readonly number[];
}

let last: { of: unknown; key: string; candidates: Candidates } | null = null;

/** Returns the candidates. The last result is cached, because only the text changes while the user types. */
function candidatesOf({ run, folder, owner, state }: Omit<Question, "text" | "type" | "sort">): Candidates {
  const a = archive(), key = [run, folder, owner, state].join();
  if (last?.of === a && last.key === key) return last.candidates;
  const inside = folder < 0 ? null : foldersBelow(folder, run), list: number[] = [], others: number[] = [];
  for (let i = 0; i < a.size; i++) {
    const standing = a.standing(i, run);
    const isAsked = state === "all" || standing === state;
    if (standing === "unborn" || (!isAsked && state !== "live")) continue;
    if (inside !== null && !inside.has(a.folder(i, run))) continue;
    if (owner >= 0 && a.owner(i, run) !== owner) continue;
    (isAsked ? list : others).push(i);
  }
  last = { of: a, key, candidates: { list, others } };
  return last.candidates;
}

/** Finds and sorts items. */
export function found({ run, text, folder, owner, state, type, sort }: Question): Found {
  const a = archive();
  let { list, others } = candidatesOf({ run, folder, owner, state });
  if (text.trim() !== "") {
    const search = searchAt(run), marks = search.marks(text);
    list = search.find(marks, list);
    others = search.find(marks, others);
  }
  const byType = a.types.map(() => 0);
  for (const i of list) {
    const t = a.index.t[i] ?? 0;
    byType[t] = (byType[t] ?? 0) + 1;
  }
  const isShown = type !== ""
    ? (i: number): boolean => a.typeName(i) === type
    : text.trim() === "" && folder < 0 && owner < 0
    ? (i: number): boolean => CONTENT.has(a.typeName(i))
    : (): boolean => true;
  const shown = list.filter(isShown);
  return {
    list: sort === "new" ? newestFirst(shown) : byName(shown),
    others: others.filter(isShown).length,
    byType,
  };
}

function newestFirst(items: readonly number[]): number[] {
  const { u } = archive().index;
  return items.toSorted((one, other) => (u[other] ?? 0) - (u[one] ?? 0));
}

function byName(items: readonly number[]): number[] {
  const { rank, order } = ranks();
  return Array.from(Uint32Array.from(items, (i) => rank[i] ?? 0).sort(), (place) => order[place] ?? 0);
}

/** The items in the order of their current names, and the position of each item in that order. */
interface Ranks {
  order: Uint32Array;
  rank: Uint32Array;
}

let ranked: { of: unknown; ranks: Ranks } | null = null;

/** Returns the order of names. It is cached, because comparing the names of 100,000 items takes long. */
function ranks(): Ranks {
  const a = archive();
  if (ranked?.of !== a.index.n) {
    const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
    const names = a.index.n.map((name) => name.trim()), rank = new Uint32Array(a.size);
    const order = Uint32Array.from(
      [...names.keys()].sort((one, other) =>
        collator.compare(names[one] ?? "", names[other] ?? "") || one - other
      ),
    );
    order.forEach((i, place) => rank[i] = place);
    ranked = { of: a.index.n, ranks: { order, rank } };
  }
  return ranked.ranks;
}

function foldersBelow(folder: number, run: number): ReadonlySet<number> {
  const a = archive(), at = a.moment(run), inside = new Set([folder]);
  for (const one of inside) {
    for (const i of at.within(one)) if (a.typeName(i) === "folders") inside.add(i);
  }
  return inside;
}

/** Returns the ids and names of the users who own the most, for a list of choices. */
export function ownersOf(run: number): (readonly [string, string])[] {
  const a = archive(), counts = new Map<number, number>();
  for (let i = 0; i < a.size; i++) {
    const owner = a.owner(i, run);
    if (owner >= 0 && a.standing(i, run) === "live") counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return [...counts].sort((one, other) => other[1] - one[1]).slice(0, 80)
    .map(([owner, count]) => [a.index.id[owner] ?? "", `${nameOf(owner, run)} (${count})`]);
}
