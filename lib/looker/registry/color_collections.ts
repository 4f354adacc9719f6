/**
 * Color collections.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const colorCollections: ContentTypeEntry = {
  id: ["id"],
  name: ["label"],
  source: { kind: "list", listing: { operation: "all_color_collections" } },
};
