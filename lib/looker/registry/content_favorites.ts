/**
 * Favorites: content that a user marked with a heart.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const contentFavorites: ContentTypeEntry = {
  id: ["id"],
  name: [],
  owner: "user_id",
  source: {
    kind: "pages",
    listing: { operation: "search_content_favorites", sorts: "id" },
    pageSize: 500,
  },
  isNamedById: true,
  // Copies of the content.
  computed: ["dashboard", "look", "lookml_dashboard"],
  served: { schema: "ContentFavorite" },
  reach: {
    backup: "search_content_favorites",
    restore: "dashboard look board create_content_favorite delete_content_favorite content_favorite",
    captured: "user and item",
    behind: "favorites of other users, if Looker accepts a favorite only from its user",
  },
};
