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

/** Items by their names, each once. */
export function unique(refs: readonly ItemRef[]): ItemRef[] {
  return [...new Map(refs.map((ref) => [itemKey(ref), ref])).values()];
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
