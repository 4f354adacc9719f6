/**
 * Names an item of a Looker, or a part of one.
 *
 * @module
 */
import type { ContentType } from "./content_type_names.ts";

/** An item of the backup. Ids repeat across types: only both together name one. */
export interface ItemRef {
  type: ContentType;
  id: string;
}

/** A text that names an item: `dashboards/12`. */
export function itemKey({ type, id }: ItemRef): string {
  return `${type}/${id}`;
}

/** The item that such a text names. */
export function itemOf(key: string): ItemRef {
  const at = key.indexOf("/");
  return { type: key.slice(0, at) as ContentType, id: key.slice(at + 1) };
}

/** Items, each once, at the place of the first and as the last of them says. */
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
 * Something for each of many items: by type and then by id, because a text that names both is more memory than all the rest
 * of an entry.
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

/** Which of many items are selected; as {@linkcode RefMap}. */
export class RefSet {
  private readonly refs = new RefMap<true>();

  constructor(refs: Iterable<ItemRef> = []) {
    for (const ref of refs) this.refs.set(ref, true);
  }

  has(ref: ItemRef): boolean {
    return this.refs.has(ref);
  }
}

/** A part of an item with an id of its own that others refer to, or that the id map remembers. */
export type PartKind =
  | "dashboard_elements"
  | "dashboard_filters"
  | "dashboard_layouts"
  | "palettes"
  | "board_sections"
  | "board_items"
  /** Colour collections that people made: the others are Looker's own. */
  | "custom_color_collections"
  /** Permissions of a permission set: their ids are their names, the same in every instance. */
  | "permissions";

/** What an id can be the id of. */
export type RefKind = ContentType | PartKind;
