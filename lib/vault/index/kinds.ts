/**
 * What the index knows of a doc and of a term.
 *
 * @module
 */

/** Kinds of terms; the numbers are in indexes. */
export const TERM = {
  /** A field that is used; with the explore it is queried from. */
  field: 1,
  explore: 2,
  model: 3,
  /** An item that is named: `dashboards/12`; with a term of kind `relation`. */
  item: 4,
  /** An address of mail. */
  mail: 5,
  /** A field's label, in small letters; with the field, on explores. */
  label: 6,
  /** A view of LookML that an explore calls by another name; with a field of it. */
  view: 7,
  /** An explore with each of its fields, a model with each of its explores: what LookML defines. */
  defined: 8,
  /** A dashboard's tile, by its id: an alert names one. */
  tile: 9,
  relation: 10,
  /** Who may see it is a matter of its own, not of the folder above. */
  own: 11,
} as const;

/** A kind of term. */
export type TermKind = typeof TERM[keyof typeof TERM];

/** What a doc is. */
export const STATE = {
  /** No doc of that number, or one whose version is in the vault no more. */
  none: 0,
  /** The newest version of what Looker has. */
  live: 1,
  /** The same, in Looker's trash. */
  trashed: 2,
  /** The newest version of what is gone from Looker. */
  gone: 3,
  /** A former version. */
  past: 4,
} as const;

/** A doc's state. */
export type DocState = typeof STATE[keyof typeof STATE];

/** Bits of a byte of `states`: the state below, the type's code above. */
export function packState(state: DocState, type: number): number {
  return state | (type << 3);
}

/** The state in a byte of `states`. */
export function stateIn(byte: number): DocState {
  const state = byte & 7;
  return state <= STATE.past ? state as DocState : STATE.none;
}

/** The type's code in a byte of `states`. */
export function typeIn(byte: number): number {
  return byte >> 3;
}

/** What happened to an item; the numbers are in indexes. */
export const CHANGE = {
  /** A run saw it for the first time. */
  new: 1,
  /** It is in use again: it was gone, or in the trash. */
  back: 2,
  /** It was edited. */
  edited: 3,
  /** It was moved to the trash. */
  trashed: 4,
  /** It is gone, and was in use. */
  gone: 5,
  /** It is gone, and was in the trash. */
  purged: 6,
  /** It was in the trash when a run first saw it, or saw it again. */
  hidden: 7,
} as const;

/** One of them. */
export type ItemChange = typeof CHANGE[keyof typeof CHANGE];

/** Takes what an item's body says: names with what belongs to them, and texts. */
export interface DocWriter {
  term(kind: TermKind, text: string, scope?: { kind: TermKind; text: string }): void;
  /** Words, folded, with blanks between them. */
  words(name: string, text: string): void;
  /** A number that items with the same queries have in common. */
  queries(hash: number): void;
  /** The id of the user who edited it last, or moved it to the trash. */
  editor(id: string): void;
}

/** Says what a body holds. @throws {Error} for a body that cannot be read: it is found by nothing then. */
export type Describe = (type: number, id: string, bytes: Uint8Array, doc: DocWriter) => void;
