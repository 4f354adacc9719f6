/**
 * Themes.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const themes: ContentTypeEntry = {
  id: ["id"],
  name: ["name"],
  source: { kind: "pages", listing: { operation: "search_themes", sorts: "id" }, pageSize: 200 },
  texts: ["settings"],
  served: { schema: "Theme", parts: { settings: { schema: "ThemeSettings" } } },
  reach: {
    backup: "search_themes",
    restore: "theme create_theme update_theme delete_theme",
    captured: "settings",
    behind: "built-in themes",
  },
};
