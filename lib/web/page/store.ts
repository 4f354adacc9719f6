/**
 * The state of the page: its data, and the place that is shown. There is one instance of each.
 *
 * @module
 */
import type { Head, Key } from "../data/head.ts";
import { type Address, addressText, itemPath, type Params, parseAddress, runIn } from "../model/address.ts";
import type { Archive } from "../model/archive.ts";
import { oneOf } from "../model/names.ts";
import { plain } from "../model/plain.ts";
import { Search } from "../model/search.ts";
import { Clockface, runLabels } from "../model/time.ts";
import type { Source } from "./source.ts";

interface Store {
  source: Source;
  head: Head;
  /** Null until the index is loaded. */
  archive: Archive | null;
  address: Address;
  clock: Clockface;
  /** Why the index could not be loaded. */
  failed: unknown;
  /** Whether the vault has a newer state. */
  isOld: boolean;
  /** Whether the program that serves the page has stopped. */
  isAlone: boolean;
}

/** The state of the page. */
export const store: Store = {
  address: parseAddress(""),
  archive: null,
  clock: new Clockface(),
  failed: null,
  isOld: false,
  isAlone: false,
} as unknown as Store;

let drawAgain = (): void => {};

/** Draws the page again. */
export function redraw(): void {
  drawAgain();
}

/** Sets the function that draws the page. */
export function onRedraw(draw: () => void): void {
  drawAgain = draw;
}

/** How much data is available: only the head; the lists and items of the newest run; everything. */
export type Ready = 0 | 1 | 2;

/** Returns how much data is available for a run. */
export function readyFor(run: number): Ready {
  if (store.archive === null) return 0;
  return store.archive.isLinked ? 2 : run === lastRun() ? 1 : 0;
}

/** Returns the newest run. */
export function lastRun(): number {
  return store.head.runs.length - 1;
}

/** Returns the run whose state is shown. */
export function moment(): number {
  return runIn(store.head.runs, store.address.params["at"], lastRun());
}

/** Returns the time of a run. */
export function when(run: number): Date {
  return new Date(store.head.runs[run]?.at ?? "");
}

let labels: { of: Head; list: readonly string[] } | null = null;

/** Returns the day of a run; with its time if another run was on the same day. No two runs have the same label. */
export function runLabel(run: number): string {
  if (labels?.of !== store.head) labels = { of: store.head, list: runLabels(store.head.runs, store.clock) };
  return labels.list[run] ?? "";
}

/** Returns the day of a run without its weekday; with its time if another run was on the same day. */
export function runDay(run: number): string {
  return runLabel(run).replace(/^\w+ /, "");
}

/** Returns the time when the page's data was created. */
export function now(): Date {
  return new Date(store.head.made);
}

/** Returns a run as a parameter; undefined for the newest run. */
export function momentParam(run: number): string | undefined {
  return run === lastRun() ? undefined : store.head.runs[run]?.at;
}

/** Returns a link within the page that keeps the moment. */
export function link(path: readonly string[], params: Params = {}): string {
  return addressText(path, { at: store.address.params["at"], ...params });
}

/** Returns a link to an item. */
export function itemLink(i: number, params: Params = {}): string {
  return link(itemPath(archive().keyOf(i)), params);
}

/** Returns a link to an item by its key. */
export function keyLink(key: Key, params: Params = {}): string {
  return link(itemPath(key), params);
}

/** Changes parameters of the address without a new entry in the history. */
export function setParams(params: Params): void {
  history.replaceState(null, "", addressText(store.address.path, { ...store.address.params, ...params }));
  store.address = parseAddress(location.hash);
  redraw();
}

/** Opens an address of the page. */
export function goTo(hash: string): void {
  location.hash = hash;
}

/** Shows another moment. */
export function setMoment(run: number): void {
  setParams({ at: momentParam(run) });
}

/**
 * Returns the index.
 *
 * @throws {Error} before the index is loaded.
 */
export function archive(): Archive {
  if (store.archive === null) throw new Error("The index is not ready yet.");
  return store.archive;
}

/**
 * Returns the name of an item at a run; by default, at the moment that is shown. A user without a name has the email
 * address as the name, another item without a name its type and id, such as `alert 12`.
 */
export function nameOf(i: number, run = moment()): string {
  const a = archive(), name = plain(a.name(i, run).trim());
  if (name !== "") return name;
  const mail = a.typeName(i) === "users" ? a.index.mails[a.mailsOf(i, run)[0] ?? -1] : undefined;
  return mail === undefined ? keyText(a.keyOf(i)) : plain(mail);
}

/** Returns the name of an item by its key; its type and id if the vault does not hold it. */
export function nameOfKey(key: Key, run = moment()): string {
  const i = archive().find(key);
  return i < 0 ? keyText(key) : nameOf(i, run);
}

/** Returns the type and the id of an item, such as `user 12`. */
export function keyText(key: Key): string {
  const slash = key.indexOf("/");
  return plain(`${oneOf(key.slice(0, slash))} ${key.slice(slash + 1)}`);
}

let searcher: { run: number; search: Search; of: Archive } | null = null;

/** Returns the search for a run. */
export function searchAt(run: number): Search {
  const of = archive();
  if (searcher?.run !== run || searcher.of !== of) {
    searcher = { run, of, search: new Search(of, of.moment(run)) };
  }
  return searcher.search;
}
