/**
 * Reads JSON text directly into MessagePack. `JSON.parse` would lose integers beyond 2^53, the order of number-like
 * keys and the difference between 1 and 1.0. This reader keeps all of them, or refuses.
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
 * Reads a JSON array into its items. An item that cannot be stored exactly is returned as an error.
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
