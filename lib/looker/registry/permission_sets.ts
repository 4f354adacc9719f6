/**
 * Permission sets.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const permissionSets: ContentTypeEntry = {
  id: ["id"],
  name: ["name"],
  source: { kind: "pages", listing: { operation: "search_permission_sets", sorts: "id" }, pageSize: 200 },
  served: { schema: "PermissionSet" },
};
