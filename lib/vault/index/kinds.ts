/**
 * The kinds of terms, docs and changes in the index.
 *
 * @module
 */

/** The kinds of terms. The numbers are stored in indexes. */
export const TERM = {
  /** A field that is used; the scope is the explore that it is queried from. */
  field: 1,
  explore: 2,
  model: 3,
  /** An item that is referenced, such as `dashboards/12`; the scope is a term of the kind `relation`. */
  item: 4,
  /** An email address. */
  mail: 5,
  /** The label of an explore's field, in lowercase; the scope is the field. */
  label: 6,
  /** A LookML view that an explore uses under another name; the scope is a field of the view. */
  view: 7,
  /** What LookML defines: an explore with each of its fields as the scope, or a model with each of its explores. */
  defined: 8,
  /** The id of a dashboard's tile. An alert refers to a tile. */
  tile: 9,
  relation: 10,
  /** The folder has its own access and does not inherit it from its parent. */
  own: 11,
} as const;

/** A kind of term. */
export type TermKind = typeof TERM[keyof typeof TERM];

/** The states of docs. */
export const STATE = {
  /** There is no doc with that number, or its version is no longer in the vault. */
  none: 0,
  /** The newest version of an item that exists in Looker. */
  live: 1,
  /** The newest version of an item in Looker's trash. */
  trashed: 2,
  /** The newest version of an item that was deleted in Looker. */
  gone: 3,
  /** A former version. */
  past: 4,
} as const;

/** A doc's state. */
export type DocState = typeof STATE[keyof typeof STATE];

/** Packs a state and a type's code into a byte of `states`: the state in the lower three bits, the code above. */
export function packState(state: DocState, type: number): number {
  return state | (type << 3);
}

/** Returns the state in a byte of `states`. */
export function stateIn(byte: number): DocState {
  const state = byte & 7;
  return state <= STATE.past ? state as DocState : STATE.none;
}

/** Returns the type's code in a byte of `states`. */
export function typeIn(byte: number): number {
  return byte >> 3;
}

/** The kinds of changes. The numbers are stored in indexes. */
export const CHANGE = {
  /** A run saw the item for the first time. */
  new: 1,
  /** The item is in use again, after it was deleted or in the trash. */
  back: 2,
  /** The item was edited. */
  edited: 3,
  /** The item was moved to the trash. */
  trashed: 4,
  /** The item was deleted while it was in use. */
  gone: 5,
  /** The item was deleted while it was in the trash. */
  purged: 6,
  /** The item was in the trash when a run first saw it, or saw it again. */
  hidden: 7,
} as const;

/** One of the values of {@linkcode CHANGE}. */
export type ItemChange = typeof CHANGE[keyof typeof CHANGE];

/** Receives the content of an item's body: names with their scopes, and texts. */
export interface DocWriter {
  term(kind: TermKind, text: string, scope?: { kind: TermKind; text: string }): void;
  /** Adds words, folded, separated by spaces. */
  words(name: string, text: string): void;
  /** Sets a hash that items with the same queries share. */
  queries(hash: number): void;
  /** Sets the id of the user who last edited the item, or moved it to the trash. */
  editor(id: string): void;
}

/** Passes the content of a body to `doc`. @throws {Error} if the body cannot be read; then no search finds it. */
export type Describe = (type: number, id: string, bytes: Uint8Array, doc: DocWriter) => void;
