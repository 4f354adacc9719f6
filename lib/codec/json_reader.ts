/**
 * Reads JSON text directly into MessagePack. `JSON.parse` would lose integers beyond 2^53, the order of numeric keys
 * and the difference between 1 and 1.0. This reader preserves all three, or throws.
 *
 * @module
 */
import type { LentItems, ReadItem, ReadOptions } from "./read_item.ts";
import { JsonScanner } from "./_json_scanner.ts";
import type { InexactError } from "./errors.ts";

export { dropPageBuffers } from "./_json_scanner.ts";

/**
 * Reads one JSON value.
 *
 * @throws {MalformedError} if `json` is not exactly one JSON value in UTF-8.
 * @throws {InexactError} if a part of the value cannot be stored exactly.
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
 * Reads the items of a JSON array. Returns an error in place of each item that cannot be stored exactly.
 *
 * @throws {MalformedError} if `json` is not exactly one JSON array in UTF-8.
 */
export function readJsonArray(json: Uint8Array, options: ReadOptions = {}): (ReadItem | InexactError)[] {
  const reader = new JsonScanner(json, options);
  reader.space();
  reader.items();
  reader.end();
  return reader.result();
}

/**
 * Reads a JSON array. Does not copy its items out of the buffer into which they were read.
 *
 * @throws {MalformedError} if `json` is not exactly one JSON array in UTF-8.
 */
export function lendJsonArray(json: Uint8Array, options: ReadOptions = {}): LentItems {
  const reader = new JsonScanner(json, options);
  reader.space();
  reader.items();
  reader.end();
  return reader.lend();
}
