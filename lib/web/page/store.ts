/**
 * What the page knows, and where in it the reader is. One of each: it is one page.
 *
 * @module
 */
import type { Head, Key } from "../data/head.ts";
import { type Address, addressText, itemPath, type Params, parseAddress, runIn } from "../model/address.ts";
import type { Archive } from "../model/archive.ts";
import { titleText } from "../model/plain.ts";
import { Search } from "../model/search.ts";
import { Clockface } from "../model/time.ts";
import type { Source } from "./source.ts";

interface Store {
  source: Source;
  head: Head;
  /** Null until the index is there. */
  archive: Archive | null;
  address: Address;
  clock: Clockface;
  /** Why there is no index. */
  failed: string | null;
  /** Whether the vault has moved on. */
  isOld: boolean;
}

/** All of it. */
export const store: Store = {
  address: parseAddress(""),
  archive: null,
  clock: new Clockface(),
  failed: null,
  isOld: false,
} as unknown as Store;

let drawAgain = (): void => {};

/** Draws the page again. */
export function redraw(): void {
  drawAgain();
}

/** Says how the page is drawn again. */
export function onRedraw(draw: () => void): void {
  drawAgain = draw;
}

/** How much a screen has to draw from: only the head; the newest run's lists and items; all. */
export type Ready = 0 | 1 | 2;

/** How much there is for what is shown of a run. */
export function readyFor(run: number): Ready {
  if (store.archive === null) return 0;
  return store.archive.isLinked ? 2 : run === lastRun() ? 1 : 0;
}

/** The newest run. */
export function lastRun(): number {
  return store.head.runs.length - 1;
}

/** The run whose state is shown. */
export function moment(): number {
  return runIn(store.head.runs, store.address.params["at"], lastRun());
}

/** When a run was. */
export function when(run: number): Date {
  return new Date(store.head.runs[run]?.at ?? "");
}

/** When the page's data was made. */
export function now(): Date {
  return new Date(store.head.made);
}

/** A run as a parameter; nothing for the newest one. */
export function momentParam(run: number): string | undefined {
  return run === lastRun() ? undefined : store.head.runs[run]?.at;
}

/** A link within the page, at the same moment. */
export function link(path: readonly string[], params: Params = {}): string {
  return addressText(path, { at: store.address.params["at"], ...params });
}

/** A link to an item. */
export function itemLink(i: number, params: Params = {}): string {
  return link(itemPath(archive().keyOf(i)), params);
}

/** A link to an item of which only the key is known. */
export function keyLink(key: Key, params: Params = {}): string {
  return link(itemPath(key), params);
}

/** Changes parameters of the address, without a step in the history. */
export function setParams(params: Params): void {
  history.replaceState(null, "", addressText(store.address.path, { ...store.address.params, ...params }));
  store.address = parseAddress(location.hash);
  redraw();
}

/** Goes somewhere. */
export function goTo(hash: string): void {
  location.hash = hash;
}

/** Shows another moment. */
export function setMoment(run: number): void {
  setParams({ at: momentParam(run) });
}

/** The index. @throws {Error} before it is there. */
export function archive(): Archive {
  if (store.archive === null) throw new Error("The index is not ready yet.");
  return store.archive;
}

/** The name of an item at the moment that is shown, or at a run. */
export function nameOf(i: number, run = moment()): string {
  return titleText(archive().name(i, run));
}

/** The name of an item by its key; the key where the vault does not hold it. */
export function nameOfKey(key: Key, run = moment()): string {
  const i = archive().find(key);
  return i < 0 ? key : nameOf(i, run);
}

let searcher: { run: number; search: Search; of: Archive } | null = null;

/** Search at a run. */
export function searchAt(run: number): Search {
  const of = archive();
  if (searcher?.run !== run || searcher.of !== of) {
    searcher = { run, of, search: new Search(of, of.moment(run)) };
  }
  return searcher.search;
}
