/**
 * Short hashes of a form, one for each property. They show later whether an item is still as it was when the plan was
 * made
 * or when it was read back, and where it differs.
 *
 * @module
 */
import { formRules } from "../../looker/equality.ts";
import { itemKey, type ItemRef } from "../../looker/item_ref.ts";
import { canonical } from "../../codec/canonical.ts";
import { sha256 } from "../../codec/digest.ts";
import {
  asText,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  sameJson,
  setKey,
} from "../../codec/json_value.ts";
import { MsgpackWriter } from "../../codec/msgpack_writer.ts";
import { changesOf, pick } from "../../live/form_changes.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import type { Handler, PartForms } from "../../handlers/handler.ts";
import { object, record, safeParse, string } from "valibot";

/** Hashes by the names of a form's properties. A property without a value has no hash. */
export type FormPin = Readonly<Record<string, string>>;

/** The hash of a list that was read and is empty. A list that could not be read has no hash. */
const EMPTY = "-";

/** The number of hex digits of a hash. */
const DIGITS = 16;

/**
 * Returns the hashes of a form, by the rules of its type: properties that change automatically and the different
 * spellings
 * of an empty value do not count. In a pin, `_` marks properties that Looker's body does not have: properties that take
 * requests of their own and may be unread, and the ids of parts.
 */
export function pinOf({ type, ownRequests = [], partForms }: PinnedBy, form: JsonObject): FormPin {
  const pin: Record<string, string> = {};
  for (const name of Object.keys(form).sort()) {
    const isApart = ownRequests.includes(name), key = isApart ? marked(name) : name;
    const value = form[name] ?? null;
    const text = hashOf(type, { [key]: partForms === undefined ? value : ordered(name, value, partForms) });
    if (text !== null) pin[key] = text;
    else if (isApart) pin[key] = EMPTY;
  }
  return pin;
}

/** The facts of a type that a pin needs. */
export type PinnedBy = Pick<Handler, "type" | "ownRequests" | "partForms">;

function marked(key: string): string {
  return `_${key}`;
}

/** Returns a property's name in a form from its name in a pin. */
function unmarked(key: string): string {
  return key.replace(/^_/, "");
}

/**
 * Returns the properties whose hashes differ. A property that takes requests of its own is not compared if one of the
 * pins
 * lacks it.
 */
export function differingKeys(a: FormPin, b: FormPin): string[] {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].filter((key) => {
    const isUnread = key.startsWith("_") && !(Object.hasOwn(a, key) && Object.hasOwn(b, key));
    return !isUnread && a[key] !== b[key];
  }).map(unmarked).sort();
}

/** Returns the hash of an object; null if all of its values are empty. */
function hashOf(type: ContentType, form: JsonObject): string | null {
  const writer = new MsgpackWriter(1024);
  writer.value(form);
  const bytes = canonical(writer.slice(), formRules(type));
  // A map without entries.
  return bytes.length === 1 ? null : sha256(bytes).toHex().slice(0, DIGITS);
}

/** Returns a value of a form with its parts sorted by their ids, because their order has no meaning. */
function ordered(path: string, value: JsonValue, forms: PartForms): JsonValue {
  const own = Object.hasOwn(forms.lists, path) ? forms.lists[path] ?? [] : [];
  if (isJsonObject(value)) {
    const next: JsonObject = {};
    for (const [key, one] of Object.entries(value)) {
      // Values that a tile repeats from its look or query do not belong to the tile.
      const now = own.includes(key) && forms.repeated.includes(key)
        ? null
        : ordered(`${path}.${key}`, one, forms);
      setKey(next, own.includes(key) ? marked(key) : key, now);
    }
    return next;
  }
  if (!Array.isArray(value)) return value;
  const list = value.map((one) => ordered(path, one, forms)), key = marked("id");
  const id = (one: JsonValue): string => (isJsonObject(one) ? asText(one[key]) : null) ?? "";
  return own.includes("id") ? list.sort((a, b) => (id(a) < id(b) ? -1 : 1)) : list;
}

/**
 * Returns the paths at which two readings of an item differ, by the rules of its type. A property that only one of them
 * has is not compared, because the other reading does not include it.
 */
export function movedPaths(handler: Handler, before: JsonObject, now: JsonObject): string[] {
  if (sameJson(before, now)) return [];
  const keys = Object.keys(before).filter((key) => Object.hasOwn(now, key));
  const [a, b] = [pick(before, keys), pick(now, keys)];
  return [...new Set([...changesOf(handler, a, b), ...changesOf(handler, b, a)].map(({ path }) => path))];
}

/** Returns the top-level property of a path. */
export function keyOfPath(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}

/** An item as it was read back. */
export interface Note {
  /** The item in the backup. */
  ref: ItemRef;
  /** Its id in the destination. */
  id: string;
  pin: FormPin;
}

const Stored = object({ id: string(), pin: record(string(), string()) });

/** The notes of one restore. If the restore later changes a list of an item, the list is removed from the note. */
export class Notes {
  /** By the item's key in the destination. */
  private readonly notes = new Map<string, Note>();

  constructor(private readonly save: (note: Note) => void) {}

  /** Records how an item was read back. */
  readBack(note: Note): void {
    this.notes.set(itemKey({ type: note.ref.type, id: note.id }), note);
    this.save(note);
  }

  /** Records that the restore writes to a list of an item, or of all items of a type. */
  touched(where: ItemRef | ContentType, key: string): void {
    if (this.notes.size === 0) return;
    if (typeof where !== "string") return this.forget(this.notes.get(itemKey(where)), key);
    for (const note of this.notes.values()) if (note.ref.type === where) this.forget(note, key);
  }

  private forget(note: Note | undefined, list: string): void {
    const key = marked(list);
    if (note === undefined || !Object.hasOwn(note.pin, key)) return;
    const { [key]: _changed, ...pin } = note.pin;
    const rest = { ...note, pin };
    this.notes.set(itemKey({ type: note.ref.type, id: note.id }), rest);
    this.save(rest);
  }
}

/** Returns a note as it is stored in the vault. */
export function noteText({ id, pin }: Note): string {
  return JSON.stringify({ id, pin });
}

/** Returns the pin of a stored note; null if there is no readable note with this id of the destination. */
export function readNote(text: string | null, id: string): FormPin | null {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "null");
  } catch {
    return null;
  }
  const read = safeParse(Stored, value);
  return read.success && read.output.id === id ? read.output.pin : null;
}
