/**
 * A form as a few short hashes, one for each property: enough to detect later whether an item is still as it was when
 * the plan was made, or when it was read back, and where it differs.
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

/** Hashes by the names of a form's properties. What has no value has no hash. */
export type FormPin = Readonly<Record<string, string>>;

/** Stands for a list that was read and is empty: one that could not be read has no hash at all. */
const EMPTY = "-";

/** Hex digits of a hash. */
const DIGITS = 16;

/**
 * The hashes of a form, made by the rules of its type: what changes by itself and spellings of nothing do not count. In a
 * pin a `_` marks what is no property of Looker's own: what has requests of its own, which may be unread, and what parts
 * are known by.
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

/** What a pin must know of a type. */
export type PinnedBy = Pick<Handler, "type" | "ownRequests" | "partForms">;

function marked(key: string): string {
  return `_${key}`;
}

/** The name in a form of what a pin names. */
function unmarked(key: string): string {
  return key.replace(/^_/, "");
}

/** The properties whose hashes differ. What has requests of its own and was not read in one of the two is not compared. */
export function differingKeys(a: FormPin, b: FormPin): string[] {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].filter((key) => {
    const isUnread = key.startsWith("_") && !(Object.hasOwn(a, key) && Object.hasOwn(b, key));
    return !isUnread && a[key] !== b[key];
  }).map(unmarked).sort();
}

/** Null for an object that says nothing. */
function hashOf(type: ContentType, form: JsonObject): string | null {
  const writer = new MsgpackWriter(1024);
  writer.value(form);
  const bytes = canonical(writer.slice(), formRules(type));
  // A map without entries.
  return bytes.length === 1 ? null : sha256(bytes).toHex().slice(0, DIGITS);
}

/** A value of a form, its parts by their ids, because the order in which they come says nothing. */
function ordered(path: string, value: JsonValue, forms: PartForms): JsonValue {
  const own = Object.hasOwn(forms.lists, path) ? forms.lists[path] ?? [] : [];
  if (isJsonObject(value)) {
    const next: JsonObject = {};
    for (const [key, one] of Object.entries(value)) {
      // What a tile repeats of its look or query is theirs.
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
 * The paths at which two readings of an item differ, as its type compares them. What only one of the two shows is not
 * compared: it is not known of the other.
 */
export function movedPaths(handler: Handler, before: JsonObject, now: JsonObject): string[] {
  if (sameJson(before, now)) return [];
  const keys = Object.keys(before).filter((key) => Object.hasOwn(now, key));
  const [a, b] = [pick(before, keys), pick(now, keys)];
  return [...new Set([...changesOf(handler, a, b), ...changesOf(handler, b, a)].map(({ path }) => path))];
}

/** The top-level property to which a path leads. */
export function keyOfPath(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}

/** An item as it was read back. */
export interface Note {
  /** In the backup. */
  ref: ItemRef;
  /** Its id in the destination. */
  id: string;
  pin: FormPin;
}

const Stored = object({ id: string(), pin: record(string(), string()) });

/** The notes of one restore. What the restore itself changes later leaves the note of what it changes. */
export class Notes {
  /** By the item's key in the destination. */
  private readonly notes = new Map<string, Note>();

  constructor(private readonly save: (note: Note) => void) {}

  /** Notes how an item was read back. */
  readBack(note: Note): void {
    this.notes.set(itemKey({ type: note.ref.type, id: note.id }), note);
    this.save(note);
  }

  /** Notes that a list of an item, or of all of a type, is written to. */
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

/** A note as it is in the vault. */
export function noteText({ id, pin }: Note): string {
  return JSON.stringify({ id, pin });
}

/** The note of an item with this id of the destination; null if there is none that can be read. */
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
