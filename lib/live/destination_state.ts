/**
 * The state of the destination that is read before planning.
 *
 * @module
 */
import { IdTable } from "../base/id_table.ts";
import { servedId } from "../looker/columns.ts";
import { itemKey, type ItemRef, type PartKind, type RefKind } from "../looker/item_ref.ts";
import type { Props } from "./reader.ts";
import { Body } from "../codec/body.ts";
import { asObjects, asText, type JsonObject } from "../codec/json_value.ts";
import { MsgpackReader } from "../codec/msgpack_reader.ts";
import { MsgpackWriter } from "../codec/msgpack_writer.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { canonicalHash } from "../looker/equality.ts";
import { eachLiveForm } from "../vault/snapshot.ts";
import type { Vault } from "../vault/vault.ts";
import { readBodyFrom } from "../vault/left_bodies.ts";

/** A part of an item that could not be read. */
export interface UnreadPart {
  /** The operation that returns the part: `content_metadata`. */
  part: string;
  why: string;
}

/** Whether a captured item has the canonical form of the backup. */
const SAME_FORM = 1, OTHER_FORM = 2;

/** The known facts about the destination. All reads are finished before they are used. */
export class Destination {
  /** Items that were read individually; null for an item that does not exist. */
  private readonly bodies = new Map<string, JsonObject | null>();
  /** Rows of light listings, by id. */
  private readonly light = new Map<ContentType, ReadonlyMap<string, JsonObject>>();
  /** The ids of types that were captured completely into `whole`, with whether the canonical form is the backup's. */
  private readonly captured = new Map<ContentType, IdTable>();
  private readonly parts = new Map<PartKind, Set<string>>();
  private readonly leaving = new Set<string>();
  /** Rows of searches for names, by id. */
  private readonly holders = new Map<ContentType, Map<string, JsonObject>>();
  private readonly away = new Set<string>();
  /** Items that could not be read, with the reason. They may still exist. */
  private readonly unread = new Map<string, string>();
  /** Parts that could not be read, of items that were read. */
  private readonly unreadParts = new Map<string, readonly UnreadPart[]>();
  /** Kinds that could not be listed completely, with the reason. Items that were not listed may still exist. */
  private readonly unlisted = new Map<RefKind, string>();
  /** The address of the web interface; null if it is unknown. */
  web: string | null = null;

  /** A body that is missing in `whole` is read from `held`, which has the same bytes. */
  constructor(
    readonly instance: string,
    private readonly whole: Vault,
    private readonly held: Vault | null = null,
  ) {}

  /**
   * Adds a captured type. `heldForm` returns the hash of the canonical form of an item in the backup; undefined if it is
   * unknown.
   */
  addCaptured(type: ContentType, heldForm: (id: string) => string | undefined = () => undefined): void {
    const ids = new IdTable();
    eachLiveForm(this.whole, typeCode(type), (id, form) => {
      ids.set(id, form !== "" && heldForm(id) === form ? SAME_FORM : OTHER_FORM);
    });
    this.captured.set(type, ids);
  }

  addLight(type: ContentType, rows: readonly JsonObject[]): void {
    this.light.set(type, new Map(rows.map((row) => [servedId(type, row), row])));
    for (const id of this.light.get(type)?.keys() ?? []) {
      // Looker also returns 404 for items that the user may not read. A listed item exists.
      if (this.bodies.get(`${type}/${id}`) === null) {
        this.addUnread({ type, id }, "Looker lists it, but answers 404 when it is read");
      }
    }
  }

  addItem(ref: ItemRef, body: JsonObject | null): void {
    this.bodies.set(itemKey(ref), body);
    if (body !== null) this.unread.delete(itemKey(ref));
    else if (this.light.get(ref.type)?.has(ref.id)) {
      this.addUnread(ref, "Looker lists it, but answers 404 when it is read");
    }
  }

  /** Records that an item could not be read. It may exist or not, and nothing else is known about it. */
  addUnread(ref: ItemRef, why: string): void {
    this.unread.set(itemKey(ref), why);
  }

  /** Whether an item was requested by its id. If so, it is known whether the item exists, or why that is unknown. */
  wasRead(ref: ItemRef): boolean {
    return this.bodies.has(itemKey(ref)) || this.unread.has(itemKey(ref));
  }

  /** Records that a part of an item could not be read. */
  addUnreadPart(ref: ItemRef, part: UnreadPart): void {
    this.unreadParts.set(itemKey(ref), [...this.unreadParts.get(itemKey(ref)) ?? [], part]);
  }

  /** Returns why parts of an item could not be read. */
  partsUnread(ref: ItemRef): readonly UnreadPart[] {
    return this.unreadParts.get(itemKey(ref)) ?? [];
  }

  /** Records that a kind could not be listed completely. */
  addUnlisted(kind: RefKind, why: string): void {
    this.unlisted.set(kind, why);
  }

  /** Whether a listing of a kind failed. */
  isUnlisted(kind: RefKind): boolean {
    return this.unlisted.has(kind);
  }

  /** Returns why the existence or the state of something in the destination is unknown; null if it is known. */
  whyUnknown(kind: RefKind, id: string): string | null {
    const unread = this.unread.get(`${kind}/${id}`);
    if (unread !== undefined) return unread;
    return this.has(kind, id) || this.leaving.has(`${kind}/${id}`) || this.bodies.has(`${kind}/${id}`)
      ? null
      : this.unlisted.get(kind) ?? null;
  }

  /** Records items that are moved to the trash before anything else. They exist, and give up their names. */
  putAway(refs: readonly ItemRef[]): void {
    for (const ref of refs) this.away.add(itemKey(ref));
  }

  /** Whether an item gives up its names before anything else. */
  isPutAway(ref: ItemRef): boolean {
    return this.away.has(itemKey(ref));
  }

  /** Adds the results of searches for names, for a type that is not listed. */
  addNamed(type: ContentType, rows: readonly JsonObject[]): void {
    const known = this.holders.get(type) ?? new Map<string, JsonObject>();
    for (const row of rows) known.set(servedId(type, row), row);
    this.holders.set(type, known);
  }

  /** Whether the requested names were searched for. */
  knowsNames(type: ContentType): boolean {
    return this.holders.has(type);
  }

  /** Returns the items that searches for names found. */
  *named(type: ContentType): Generator<[string, Props]> {
    for (const [id, row] of this.holders.get(type) ?? []) {
      if (!this.leaving.has(`${type}/${id}`)) yield [id, { get: (key) => row[key] }];
    }
  }

  /** Records items that are removed before anything else. They count as deleted. */
  leave(refs: readonly ItemRef[]): void {
    for (const ref of refs) this.leaving.add(itemKey(ref));
  }

  /** Adds all ids of a kind of parts. */
  addParts(kind: PartKind, ids: Iterable<string>): void {
    const known = this.parts.get(kind);
    if (known === undefined) this.parts.set(kind, new Set(ids));
    else for (const id of ids) known.add(id);
  }

  /** Whether all ids of a kind are known. */
  lists(kind: RefKind): boolean {
    return this.captured.has(kind as ContentType) || this.light.has(kind as ContentType) ||
      this.parts.has(kind as PartKind);
  }

  isCaptured(type: ContentType): boolean {
    return this.captured.has(type);
  }

  /** Whether the destination has an item or part, as far as known. */
  has(kind: RefKind, id: string): boolean {
    if (this.leaving.has(`${kind}/${id}`)) return false;
    // A listed item exists, even if it could not be read.
    if (this.unread.has(`${kind}/${id}`) && this.light.get(kind as ContentType)?.has(id)) return true;
    const single = this.bodies.get(`${kind}/${id}`);
    if (single !== undefined) return single !== null;
    return this.captured.get(kind as ContentType)?.has(id) ?? this.light.get(kind as ContentType)?.has(id) ??
      this.parts.get(kind as PartKind)?.has(id) ?? false;
  }

  /**
   * Whether an item has the canonical form that the backup has. `form` returns the hash of that form; undefined if it is
   * unknown. False if the item was not read completely.
   */
  hasForm(ref: ItemRef, form: () => string | undefined): boolean {
    const single = this.bodies.get(itemKey(ref));
    if (single === undefined) return this.captured.get(ref.type)?.get(ref.id) === SAME_FORM;
    if (single === null || this.unread.has(itemKey(ref)) || this.partsUnread(ref).length > 0) return false;
    return canonicalHash(ref.type, msgpackOf(single)).toHex().toUpperCase() === form();
  }

  /** Returns an item's body in the form of a capture; null if it does not exist or only its id is known. */
  body(ref: ItemRef): JsonObject | null {
    const single = this.bodies.get(itemKey(ref));
    if (single !== undefined) return single;
    const bytes = this.captured.has(ref.type) ? this.capturedBody(ref) : null;
    return bytes === null ? null : new MsgpackReader(bytes).value() as JsonObject;
  }

  /** Returns the same as {@linkcode Destination.body}, as MessagePack. */
  bytes(ref: ItemRef): Uint8Array | null {
    if (!this.bodies.has(itemKey(ref)) && this.captured.has(ref.type)) {
      return this.capturedBody(ref);
    }
    const body = this.body(ref);
    return body === null ? null : msgpackOf(body);
  }

  /** Yields the properties of every item of a listed type, by id. */
  *all(type: ContentType): Generator<[string, Props]> {
    for (const [id, row] of this.light.get(type) ?? []) {
      if (!this.leaving.has(`${type}/${id}`)) yield [id, { get: (key) => row[key] }];
    }
    if (this.light.has(type)) return;
    for (const id of this.ids(type)) {
      const bytes = this.capturedBody({ type, id });
      if (bytes !== null) yield [id, Body.parse(bytes)];
    }
  }

  /** Yields the ids of every item of a captured type. */
  *ids(type: ContentType): Generator<string> {
    const ids = this.captured.get(type);
    if (ids === undefined) return;
    for (const value of [SAME_FORM, OTHER_FORM]) {
      for (const id of ids.withValue(value)) if (!this.leaving.has(`${type}/${id}`)) yield id;
    }
  }

  private capturedBody({ type, id }: ItemRef): Uint8Array | null {
    return readBodyFrom(this.whole, this.held, { type: typeCode(type), id });
  }

  /** Returns what is known of an item: its body, else its row of a light listing. */
  row(ref: ItemRef): JsonObject | null {
    return this.body(ref) ?? this.light.get(ref.type)?.get(ref.id) ?? null;
  }

  /** Returns access to properties of an item, from what is known of it. */
  props(ref: ItemRef): Props | null {
    const row = this.light.get(ref.type)?.get(ref.id);
    if (row !== undefined) return { get: (key) => row[key] };
    const body = this.body(ref);
    return body === null ? null : { get: (key) => body[key] };
  }
}

function msgpackOf(body: JsonObject): Uint8Array {
  const writer = new MsgpackWriter(4096);
  writer.value(body);
  return writer.slice();
}

/** Returns the ids of the parts in `list`, such as tiles, of all the rows. */
export function partIds(rows: Iterable<JsonObject>, list: string): string[] {
  return [...rows].flatMap((row) => asObjects(row[list]).flatMap((part) => asText(part["id"]) ?? []));
}
