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
};
