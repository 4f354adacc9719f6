/**
 * How the index names an item.
 *
 * @module
 */
import { type ContentType, typeCode } from "../../looker/content_type_names.ts";

/** The text of an item's term: its type's code and its id, `1/30`, as the index makes them of a doc's columns. */
export function itemTerm(type: ContentType, id: string): string {
  return `${typeCode(type)}/${id}`;
}

/** The text of the term of a dashboard's tile. */
export function tileTerm(id: string): string {
  return TILE_TERMS + id;
}

/** How the terms of tiles begin. */
export const TILE_TERMS = "tile/";
