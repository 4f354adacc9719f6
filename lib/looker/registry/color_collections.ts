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
  reach: {
    backup: "all_color_collections",
    restore: `
      color_collections_custom color_collection create_color_collection update_color_collection
      delete_color_collection
    `,
    captured: "palettes",
    behind: "built-in collections",
  },
};
