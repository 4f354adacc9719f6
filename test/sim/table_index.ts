/** An index over one table, kept up to date write by write: lookups stay cheap while thousands are written. @module */
import type { Item } from "./table.ts";

/** Items by a key. */
export interface Index {
  /** The items with this key; `undefined` when there is none. */
  get(key: string): readonly Item[] | undefined;
  /** Whether any item has this key. */
  has(key: string): boolean;
}

/** An index and how its table keeps it true. */
export class TableIndex implements Index {
  readonly #ids = new Map<string, Set<string>>();
  readonly #keys = new Map<string, string>();
  readonly #lists = new Map<string, Item[]>();

  constructor(readonly keyOf: (item: Item) => string, readonly find: (id: string) => Item | undefined) {}

  get(key: string): readonly Item[] | undefined {
    const held = this.#lists.get(key);
    if (held !== undefined) return held;
    const ids = this.#ids.get(key);
    if (ids === undefined) return undefined;
    const items = [...ids].map(this.find).filter((item) => item !== undefined);
    this.#lists.set(key, items);
    return items;
  }

  has(key: string): boolean {
    return this.#ids.has(key);
  }

  /** An item is new or has changed. */
  put(item: Item): void {
    const key = this.keyOf(item), before = this.#keys.get(item.id);
    this.#lists.delete(key);
    if (before === key) return;
    if (before !== undefined) this.drop(item.id);
    this.#keys.set(item.id, key);
    const ids = this.#ids.get(key);
    if (ids) ids.add(item.id);
    else this.#ids.set(key, new Set([item.id]));
  }

  /** An item is gone. */
  drop(id: string): void {
    const key = this.#keys.get(id);
    if (key === undefined) return;
    this.#keys.delete(id);
    this.#lists.delete(key);
    const ids = this.#ids.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(key);
  }
}
