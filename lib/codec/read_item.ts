/**
 * The result of reading JSON: items as MessagePack, with the positions of their entries.
 *
 * @module
 */
import type { InexactError } from "./errors.ts";

/** The positions of an object's top-level entries in its MessagePack: key, value and end, as byte offsets. */
export type EntryIndex = number[];

/** An item of a page: its MessagePack, and the positions of its top-level entries if it is an object. */
export interface ReadItem {
  /** A view of the page's bytes. */
  bytes: Uint8Array;
  /** Offsets, three for each entry: key, value, end. `null` if the item is not an object. */
  index: EntryIndex | null;
  /** The length of the item's JSON text, in bytes. */
  jsonSize: number;
  /** The watched keys that have a value other than null somewhere in the item. */
  found: ReadonlySet<string>;
}

/** Options of {@linkcode readJson} and {@linkcode readJsonArray}. */
export interface ReadOptions {
  /** Keys to report if they are present at any depth. At most 31 ASCII characters each. */
  watch?: readonly string[];
  /** The maximum size of an item's MessagePack, in bytes. For tests. */
  maxItem?: number;
}

/** Items in a shared buffer. The bytes of the items are valid only until `visit` returns. */
export interface LentItems {
  readonly count: number;
  /** Passes each item to `visitor`. `visit` can be called only once, because the buffer is reused afterwards. */
  visit(visitor: (item: ReadItem | InexactError) => void): void;
}
