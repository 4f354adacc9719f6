/**
 * The addresses of the page. Everything that it shows has an address after the `#`. Pure.
 *
 * `#/item/dashboards/12?at=2026-11-28T02:17:05Z`
 *
 * @module
 */
import type { Go, Key, Run } from "../data/head.ts";

/** A place in the page. */
export interface Address {
  path: string[];
  params: Record<string, string>;
}

/** Parses the part of a URL from the `#` on. Never fails. */
export function parseAddress(hash: string): Address {
  const text = hash.replace(/^#/, ""), mark = text.indexOf("?");
  const path = (mark < 0 ? text : text.slice(0, mark)).split("/").filter((part) => part !== "").map(decoded);
  const params: Record<string, string> = Object.create(null);
  for (const [key, value] of new URLSearchParams(mark < 0 ? "" : text.slice(mark + 1))) params[key] = value;
  return { path, params };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The values of parameters. An undefined or empty value omits the parameter. */
export type Params = Readonly<Record<string, string | undefined>>;

/** Returns an address as text, with the `#`. */
export function addressText(path: readonly string[], params: Params = {}): string {
  const given = Object.entries(params).filter((entry): entry is [string, string] =>
    entry[1] !== undefined && entry[1] !== ""
  );
  const query = new URLSearchParams(given).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${query === "" ? "" : `?${query}`}`;
}

/** Returns the path of an item's page. */
export function itemPath(key: Key): string[] {
  const slash = key.indexOf("/");
  return ["item", key.slice(0, slash), key.slice(slash + 1)];
}

/** Returns the run that a text names: by its id, or the last run that ended by that time or day. */
export function runIn(runs: readonly Run[], text: string | undefined, otherwise: number): number {
  if (text === undefined || text === "") return otherwise;
  const named = runs.findIndex(({ id }) => id === text);
  if (named >= 0) return named;
  const time = timeOf(text);
  if (Number.isNaN(time)) return otherwise;
  const found = runs.findLastIndex(({ at }) => Date.parse(at) <= time);
  return found < 0 ? 0 : found;
}

/**
 * Returns why {@linkcode runIn} cannot show the state at a time: the text is not a time, or the time is before the first
 * run. Null if it can.
 */
export function timeProblem(runs: readonly Run[], text: string | undefined): "unreadable" | "before" | null {
  if (text === undefined || text === "" || runs.some(({ id }) => id === text)) return null;
  const time = timeOf(text), first = runs[0];
  if (Number.isNaN(time)) return "unreadable";
  return first !== undefined && time < Date.parse(first.at) ? "before" : null;
}

/** Returns a time in milliseconds; a day is its end. */
function timeOf(text: string): number {
  return Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59Z` : text);
}

/** Returns the address to which an anomaly refers. */
export function goAddress(go: Go, runs: readonly Run[]): string {
  if (go.to === "item") return addressText(itemPath(go.key));
  if (go.to === "coverage") return addressText(["coverage"]);
  const at = (run: number): string | undefined => runs[run]?.at;
  return addressText(["changes"], { from: at(go.from), to: at(go.until), group: go.group });
}
