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
};
