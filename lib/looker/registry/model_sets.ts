/**
 * Model sets.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const modelSets: ContentTypeEntry = {
  id: ["id"],
  name: ["name"],
  source: { kind: "pages", listing: { operation: "search_model_sets", sorts: "id" }, pageSize: 200 },
  served: { schema: "ModelSet" },
  holdsNames: true,
  reach: {
    backup: "search_model_sets",
    restore: "all_model_sets model_set create_model_set update_model_set delete_model_set",
    captured: "models",
    behind: "built-in sets",
  },
};
