/** An index over one table, kept up to date write by write: lookups stay cheap while thousands are written. @module */
import type { Item } from "./table.ts";

/** Items by a key; an item may have several. */
export interface Index {
  /** The items with this key; `undefined` when there is none. */
  get(key: string): readonly Item[] | undefined;
  /** How many items have this key. */
  count(key: string): number;
  /** Whether any item has this key. */
  has(key: string): boolean;
}

/** An index and how its table keeps it true. */
export class TableIndex implements Index {
  readonly #ids = new Map<string, Set<string>>();
  readonly #keys = new Map<string, readonly string[]>();
  readonly #lists = new Map<string, Item[]>();

  constructor(
    readonly keysOf: (item: Item) => string | readonly string[],
    readonly find: (id: string) => Item | undefined,
  ) {}

  get(key: string): readonly Item[] | undefined {
    const held = this.#lists.get(key);
    if (held !== undefined) return held;
    const ids = this.#ids.get(key);
    if (ids === undefined) return undefined;
    const items = [...ids].map(this.find).filter((item) => item !== undefined);
    this.#lists.set(key, items);
    return items;
  }

  count(key: string): number {
    return this.#ids.get(key)?.size ?? 0;
  }

  has(key: string): boolean {
    return this.#ids.has(key);
  }

  /** An item is new or has changed. */
  put(item: Item): void {
    const made = this.keysOf(item), before = this.#keys.get(item.id) ?? [];
    const keys = typeof made === "string" ? [made] : made;
    for (const key of before) if (!keys.includes(key)) this.#remove(key, item.id);
    this.#keys.set(item.id, keys);
    for (const key of keys) {
      this.#lists.delete(key);
      const ids = this.#ids.get(key);
      if (ids) ids.add(item.id);
      else this.#ids.set(key, new Set([item.id]));
    }
  }

  /** An item is gone. */
  drop(id: string): void {
    for (const key of this.#keys.get(id) ?? []) this.#remove(key, id);
    this.#keys.delete(id);
  }

  #remove(key: string, id: string): void {
    this.#lists.delete(key);
    const ids = this.#ids.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(key);
  }
}
