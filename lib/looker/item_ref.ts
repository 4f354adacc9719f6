/**
 * References to an item of a Looker instance, or to a part of an item.
 *
 * @module
 */
import { quoted } from "../base/quoted.ts";
import { IdSet } from "../base/id_table.ts";
import { type ContentType, isContentType } from "./content_type_names.ts";

/** An item of the backup. Ids repeat across types, so only type and id together identify an item. */
export interface ItemRef {
  type: ContentType;
  id: string;
}

/** Returns a text that identifies an item: `dashboards/12`. */
export function itemKey({ type, id }: ItemRef): string {
  return `${type}/${id}`;
}

/** Returns an item for a message: `dashboards 12 "Revenue"`. A name that only repeats the id is omitted. */
export function itemWords(
  { type, id }: { type: string; id: string },
  name: string | null | undefined = null,
): string {
  return `${type} ${idWords(id, name)}`;
}

/** Returns the id of an item for a message, with its name: `12 "Revenue"`. A name that only repeats the id is omitted. */
export function idWords(id: string, name: string | null | undefined): string {
  const isNamed = name !== null && name !== undefined && name !== "" && name !== id;
  return isNamed ? `${id} ${quoted(name)}` : id;
}

/** Returns the item of a key such as `dashboards/12` for a message, with its name if `nameOf` returns one. */
export function keyWords(
  key: string,
  nameOf: (ref: ItemRef) => string | null | undefined = () => null,
): string {
  const ref = itemOf(key);
  // The key of a part, such as a tile, has no name in the backup.
  return itemWords(ref, isContentType(ref.type) ? nameOf(ref) : null);
}

/** Returns the item that a text such as `dashboards/12` identifies. */
export function itemOf(key: string): ItemRef {
  const at = key.indexOf("/");
  return { type: key.slice(0, at) as ContentType, id: key.slice(at + 1) };
}

/** Returns each item one time, at the position of its first occurrence and with the value of its last. */
export function unique<T extends ItemRef>(refs: readonly T[]): T[] {
  const places = new RefMap<number>(), found: T[] = [];
  for (const ref of refs) {
    const place = places.get(ref);
    if (place !== undefined) found[place] = ref;
    else places.set(ref, found.push(ref) - 1);
  }
  return found;
}

/**
 * A map with items as keys, by type and then by id. A key text with both would need more memory than the rest of an
 * entry.
 */
export class RefMap<T> {
  private readonly types = new Map<ContentType, Map<string, T>>();

  get({ type, id }: ItemRef): T | undefined {
    return this.types.get(type)?.get(id);
  }

  has({ type, id }: ItemRef): boolean {
    return this.types.get(type)?.has(id) === true;
  }

  set({ type, id }: ItemRef, value: T): void {
    const known = this.types.get(type);
    if (known === undefined) this.types.set(type, new Map([[id, value]]));
    else known.set(id, value);
  }
}

/** A set of items. */
export class RefSet {
  private readonly types = new Map<ContentType, IdSet>();

  constructor(refs: Iterable<ItemRef> = []) {
    for (const { type, id } of refs) {
      let ids = this.types.get(type);
      if (ids === undefined) this.types.set(type, ids = new IdSet());
      ids.add(id);
    }
  }

  has({ type, id }: ItemRef): boolean {
    return this.types.get(type)?.has(id) === true;
  }
}

/** A part of an item that has its own id, which other items refer to or the id map contains. */
export type PartKind =
  | "dashboard_elements"
  | "dashboard_filters"
  | "dashboard_layouts"
  | "palettes"
  | "board_sections"
  | "board_items"
  /** Color collections that users created, not Looker's own. */
  | "custom_color_collections"
  /** Permissions of a permission set, whose ids are their names and the same in every instance. */
  | "permissions";

/** The kinds of objects that have ids. */
export type RefKind = ContentType | PartKind;
