/**
 * The terms of items in the index.
 *
 * @module
 */
import { type ContentType, typeCode } from "../../looker/content_type_names.ts";

/**
 * Returns the text of an item's term: the code of its type and its id, such as `1/30`. The index derives the same text
 * from the columns of a doc.
 */
export function itemTerm(type: ContentType, id: string): string {
  return `${typeCode(type)}/${id}`;
}

/** Returns the text of the term of a dashboard's tile. */
export function tileTerm(id: string): string {
  return TILE_TERMS + id;
}

/** The prefix of the terms of tiles. */
export const TILE_TERMS = "tile/";
