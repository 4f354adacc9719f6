/**
 * The result of reading JSON: items as MessagePack, with the positions of their entries.
 *
 * @module
 */
import type { InexactError } from "./errors.ts";

/** Where a top-level entry of an object is in its MessagePack: key, value and end, as byte offsets. */
export type EntryIndex = number[];

/** An item of a page: its MessagePack, and where its top-level entries are when it is an object. */
export interface ReadItem {
  /** A view of its page's bytes. */
  bytes: Uint8Array;
  /** `key, value, end` offsets, three numbers an entry; `null` when the item is not an object. */
  index: EntryIndex | null;
  /** Length of its JSON text in bytes. */
  jsonSize: number;
  /** Those of the watched keys that are somewhere in the item with a value that is not null. */
  found: ReadonlySet<string>;
}

/** Options of {@linkcode readJson} and {@linkcode readJsonArray}. */
export interface ReadOptions {
  /** Keys to look out for at any depth, of up to 31 ASCII characters. */
  watch?: readonly string[];
  /** The largest size of an item in MessagePack, bytes; for tests. */
  maxItem?: number;
}

/** Items whose bytes are lent: they are there until `visit` returns. */
export interface LentItems {
  readonly count: number;
  /** Shows each item, once; afterwards the bytes belong to others. */
  visit(visitor: (item: ReadItem | InexactError) => void): void;
}
