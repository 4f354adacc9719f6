/**
 * Groups.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const groups: ContentTypeEntry = {
  id: ["id"],
  name: ["name"],
  source: {
    kind: "pages",
    listing: { operation: "search_groups_with_hierarchy", sorts: "id" },
    pageSize: 200,
  },
  turn: 4,
  referredBy: ["group_id", "group_ids", "groups", "parents", "parent_group_ids"],
  twoValued: ["externally_managed", "include_by_default"],
  served: { schema: "Group", also: ["parent_group_ids", "role_ids", "roles"] },
};
