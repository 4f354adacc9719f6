/**
 * Reads JSON text straight into MessagePack. `JSON.parse` would lose integers beyond 2^53, the order of
 * number-like keys and the difference between 1 and 1.0; this keeps all of them, or refuses.
 *
 * @module
 */
import { JsonScanner } from "./_json_scanner.ts";
import type { InexactError } from "./errors.ts";

/** Where a top-level entry of an object stands in its MessagePack: key, value and end, as byte offsets. */
export type EntryIndex = number[];

/** An item of a page: its MessagePack, and where its top-level entries stand when it is an object. */
export interface ReadItem {
  /** A view of its page's bytes. */
  bytes: Uint8Array;
  /** `key, value, end` offsets, three numbers an entry; `null` when the item is not an object. */
  index: EntryIndex | null;
  /** Length of its JSON text in bytes. */
  jsonSize: number;
  /** Those of the watched keys that stand somewhere in the item with a value that is not null. */
  found: ReadonlySet<string>;
}

/** Options of {@linkcode readJson} and {@linkcode readJsonArray}. */
export interface ReadOptions {
  /** Keys to look out for at any depth, of up to 31 ASCII characters. */
  watch?: readonly string[];
  /** Bytes of MessagePack that one item may take; for tests. */
  maxItem?: number;
}

/**
 * Reads one JSON value.
 *
 * @throws {MalformedError} when `json` is not exactly one JSON value in UTF-8.
 * @throws {InexactError} when a part of it cannot be stored exactly.
 */
export function readJson(json: Uint8Array, options: ReadOptions = {}): ReadItem {
  const reader = new JsonScanner(json, options);
  reader.space();
  reader.item();
  reader.end();
  const [item] = reader.result();
  if (item instanceof Error) throw item;
  return item as ReadItem;
}

/**
 * Reads a JSON array into its items. An item that cannot be stored exactly comes as its error, the others are whole.
 *
 * @throws {MalformedError} when `json` is not exactly one JSON array in UTF-8.
 */
export function readJsonArray(json: Uint8Array, options: ReadOptions = {}): (ReadItem | InexactError)[] {
  const reader = new JsonScanner(json, options);
  reader.space();
  reader.items();
  reader.end();
  return reader.result();
}

/** Items whose bytes are lent: they are there until `visit` returns. */
export interface LentItems {
  readonly count: number;
  /** Shows each item, once; afterwards the bytes belong to others. */
  visit(visitor: (item: ReadItem | InexactError) => void): void;
}

/**
 * Reads a JSON array without copying its items out of the buffer they were read into.
 *
 * @throws {MalformedError} when `json` is not exactly one JSON array in UTF-8.
 */
export function lendJsonArray(json: Uint8Array, options: ReadOptions = {}): LentItems {
  const reader = new JsonScanner(json, options);
  reader.space();
  reader.items();
  reader.end();
  return reader.lend();
}
