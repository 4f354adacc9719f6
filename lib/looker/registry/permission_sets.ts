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
  reach: {
    backup: "search_permission_sets",
    restore: `
      all_permissions all_permission_sets permission_set create_permission_set update_permission_set
      delete_permission_set
    `,
    captured: "permissions",
    behind: "built-in sets; permissions that this Looker no longer has",
  },
};
