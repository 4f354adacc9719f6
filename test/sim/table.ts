/** Stored objects of one type: the few as objects, the many as a generator. @module */
import type { ByteSink } from "./byte_sink.ts";
import { asText, type Json, type JsonObject } from "./json.ts";
import { parseJson } from "./json_parse.ts";
import type { FieldTree } from "./fields.ts";
import { write } from "./project.ts";
import { AS_DECLARED, type Served, servedKey } from "./served.ts";
import { type Index, TableIndex } from "./table_index.ts";

/** One object of the instance. */
export interface Item {
  readonly id: string;
  /** One top-level property, as answered. */
  get(key: string): Json | undefined;
  /** One top-level property as stored, never derived. */
  peek(key: string): Json | undefined;
  /** The whole object, as answered. */
  full(): JsonObject;
  /** The JSON text of the object as schema `view` declares it. */
  text(view: string): string;
  /** The same as UTF-8 into a sink, where that is cheaper. */
  writeTo?(sink: ByteSink, view: string): void;
  /** The same with a `fields` filter. */
  fields(view: string, tree: FieldTree): string;
}

/** Counts writes, so that what was derived before one is not used after it. */
export interface Epoch {
  current: number;
}

/** Objects that are not held but made when asked for. */
export interface Bulk {
  /** How many there are, numbered from 0. */
  readonly count: number;
  id(index: number): string;
  /** The number of an id, or `undefined`. */
  index(id: string): number | undefined;
  /** All top-level scalars. */
  head(index: number): JsonObject;
  text(index: number, view: string, served: Served): string;
  writeTo(sink: ByteSink, index: number, view: string): void;
}

/** How a table is set up. */
export interface TableOptions {
  epoch: Epoch;
  /** How the instance spells its answers. */
  served: () => Served;
  /** The schema with all properties. */
  view: string;
  /** The property that holds the id. Default `id`. */
  key?: string;
  /** Adds what is derived from other tables. */
  present?: (stored: JsonObject) => JsonObject;
  /** Takes derived copies out of an object that is about to be stored. */
  absorb?: (object: JsonObject) => JsonObject;
}

/** The objects of one type. */
export class Table {
  readonly key: string;
  readonly view: string;
  readonly rows = new Map<string, JsonObject>();
  readonly #options: TableOptions;
  readonly #gone = new Set<number>();
  readonly #items = new Map<string, Item>();
  readonly #verbatim = new Map<string, string>();
  #bulk: Bulk | undefined;
  readonly #indexes = new Map<string, TableIndex>();
  #all: Item[] | undefined;
  #last = 0;
  #version = 0;

  constructor(options: TableOptions) {
    this.#options = options;
    this.key = options.key ?? "id";
    this.view = options.view;
  }

  /** Lets a generator stand for many objects. */
  setBulk(bulk: Bulk): void {
    this.#bulk = bulk;
    if (bulk.count > 0) this.#last = Math.max(this.#last, Number(bulk.id(bulk.count - 1)));
    this.#indexes.clear();
    this.#changed();
  }

  /** Grows with every change of this table. */
  get version(): number {
    return this.#version;
  }

  /** Items by what `keysOf` makes of them; the same `name` must come with the same function. */
  index(name: string, keysOf: (item: Item) => string | readonly string[]): Index {
    let index = this.#indexes.get(name);
    if (index === undefined) {
      index = new TableIndex(keysOf, (id) => this.get(id));
      for (const item of this.all()) index.put(item);
      this.#indexes.set(name, index);
    }
    return index;
  }

  /** How many there are. */
  get size(): number {
    return this.rows.size + (this.#bulk?.count ?? 0) - this.#gone.size;
  }

  /** An id that no object of this type had. */
  nextId(): string {
    return String(++this.#last);
  }

  /** Keeps the ids up to this one for others. */
  reserve(upTo: number): void {
    this.#last = Math.max(this.#last, upTo);
  }

  /** The object with this id. */
  get(id: string | undefined | null): Item | undefined {
    if (id === undefined || id === null) return undefined;
    const row = this.rows.get(id);
    if (row !== undefined) return this.#plain(id, row);
    const index = this.#bulk?.index(id);
    return index === undefined || this.#bulk === undefined || this.#gone.has(index)
      ? undefined
      : this.#made(this.#bulk, index);
  }

  /** All objects, in the order of their numbers. */
  all(): Item[] {
    if (this.#all !== undefined) return this.#all;
    const items: Item[] = [];
    for (const [id, row] of this.rows) items.push(this.#plain(id, row));
    for (let index = 0; index < (this.#bulk?.count ?? 0); index++) {
      if (this.#bulk !== undefined && !this.#gone.has(index)) items.push(this.#made(this.#bulk, index));
    }
    this.#all = items;
    return items;
  }

  /** Stores a new object and gives it an id when it has none. */
  insert(object: JsonObject): Item {
    const given = asText(object[this.key]);
    const id = given === "" ? this.nextId() : given;
    if (/^\d{1,15}$/.test(id)) this.#last = Math.max(this.#last, Number(id));
    return this.set(id, { ...object, [this.key]: id });
  }

  /** Stores an object that was recorded: until somebody writes to it, it is answered whole as this JSON text. */
  record(id: string, object: JsonObject, text: string): Item {
    this.set(id, { ...object, [this.key]: id });
    this.#verbatim.set(id, text);
    this.#items.delete(id);
    this.#changed();
    const item = this.#plain(id, this.rows.get(id) ?? {});
    for (const index of this.#indexes.values()) index.put(item);
    return item;
  }

  /** Replaces the object with this id. */
  set(id: string, object: JsonObject): Item {
    this.#verbatim.delete(id);
    const index = this.#bulk?.index(id);
    if (index !== undefined) this.#gone.add(index);
    const stored = this.#options.absorb?.(object) ?? object;
    this.rows.set(id, stored);
    this.#items.delete(id);
    this.#changed();
    const item = this.#plain(id, stored);
    for (const index of this.#indexes.values()) index.put(item);
    return item;
  }

  /** The object as stored, without what is derived. */
  stored(id: string): JsonObject | undefined {
    const row = this.rows.get(id);
    if (row !== undefined) return row;
    const full = this.get(id)?.full();
    return full === undefined ? undefined : this.#options.absorb?.(full) ?? full;
  }

  /** Removes an object for good. */
  remove(id: string): boolean {
    const index = this.#bulk?.index(id);
    const there = this.get(id) !== undefined;
    if (index !== undefined) this.#gone.add(index);
    this.rows.delete(id);
    this.#items.delete(id);
    this.#changed();
    for (const index of this.#indexes.values()) index.drop(id);
    return there;
  }

  #changed(): void {
    this.#all = undefined;
    this.#version++;
    this.#options.epoch.current++;
  }

  #plain(id: string, row: JsonObject): Item {
    let item = this.#items.get(id);
    if (item === undefined) {
      item = new PlainItem(id, row, { ...this.#options, verbatim: this.#verbatim.get(id) });
      this.#items.set(id, item);
    }
    return item;
  }

  #made(bulk: Bulk, index: number): Item {
    const id = bulk.id(index);
    let item = this.#items.get(id);
    if (item === undefined) {
      item = new BulkItem(id, index, bulk, this.#options);
      this.#items.set(id, item);
    }
    return item;
  }
}

class PlainItem implements Item {
  #epoch = -1;
  #full: JsonObject | undefined;
  readonly #texts = new Map<string, string>();
  constructor(
    readonly id: string,
    readonly row: JsonObject,
    readonly options: TableOptions & { verbatim: string | undefined },
  ) {}

  get(key: string): Json | undefined {
    return key in this.row ? this.row[key] : this.full()[key];
  }

  peek(key: string): Json | undefined {
    return this.row[key];
  }

  full(): JsonObject {
    if (this.#full === undefined || this.#epoch !== this.options.epoch.current) {
      this.#epoch = this.options.epoch.current;
      this.#texts.clear();
      this.#full = this.options.present?.(this.row) ?? this.row;
    }
    return this.#full;
  }

  text(view: string): string {
    const { verbatim } = this.options;
    if (verbatim !== undefined && view === this.options.view) return verbatim;
    const full = this.full();
    const served = this.options.served(), key = `${view} ${servedKey(served)}`;
    let text = this.#texts.get(key);
    if (text === undefined) {
      text = write(full, { ref: view }, { served });
      this.#texts.set(key, text);
    }
    return text;
  }

  fields(view: string, tree: FieldTree): string {
    return write(this.full(), { ref: view }, { fields: tree, served: this.options.served() });
  }
}

class BulkItem implements Item {
  #head: JsonObject | undefined;
  constructor(
    readonly id: string,
    readonly index: number,
    readonly bulk: Bulk,
    readonly options: TableOptions,
  ) {}

  get(key: string): Json | undefined {
    this.#head ??= this.bulk.head(this.index);
    return key in this.#head ? this.#head[key] : this.full()[key];
  }

  peek(key: string): Json | undefined {
    return (this.#head ??= this.bulk.head(this.index))[key];
  }

  full(): JsonObject {
    return parseJson(this.bulk.text(this.index, this.options.view, AS_DECLARED)) as JsonObject;
  }

  text(view: string): string {
    return this.bulk.text(this.index, view, this.options.served());
  }

  writeTo(sink: ByteSink, view: string): void {
    this.bulk.writeTo(sink, this.index, view);
  }

  fields(view: string, tree: FieldTree): string {
    const head = this.#head ??= this.bulk.head(this.index);
    let simple = true;
    for (const name of tree.keys()) simple &&= name in head;
    return write(simple ? head : this.full(), { ref: view }, { fields: tree, served: this.options.served() });
  }
}

/** An item that is made for an answer; `of` is what it was made from. */
export function madeItem(
  id: string,
  full: () => JsonObject,
  { served, of }: { served: Served; of?: Item },
): Item {
  return {
    id,
    get: (key) => of === undefined ? full()[key] : of.get(key),
    peek: (key) => of === undefined ? full()[key] : of.peek(key),
    full,
    text: (view) => write(full(), { ref: view }, { served }),
    fields: (view, fields) => write(full(), { ref: view }, { fields, served }),
  };
}
