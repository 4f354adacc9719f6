/**
 * Notes of what a restore made, as it was read back: an undo takes away only what is still so.
 *
 * @module
 */
import { object, record, safeParse, string } from "valibot";
import type { ContentType } from "../../looker/content_type_names.ts";
import { itemKey, type ItemRef } from "../plan/model.ts";
import type { FormPin } from "../plan/form_pin.ts";

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

  private forget(note: Note | undefined, key: string): void {
    if (note === undefined || !Object.hasOwn(note.pin, key)) return;
    const { [key]: _changed, ...pin } = note.pin;
    const rest = { ...note, pin };
    this.notes.set(itemKey({ type: note.ref.type, id: note.id }), rest);
    this.save(rest);
  }
}

/** A note as it stands in the vault. */
export function noteText({ id, pin }: Note): string {
  return JSON.stringify({ id, pin });
}

/** The note of an item with this id of the destination; null where there is none that can be read. */
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
