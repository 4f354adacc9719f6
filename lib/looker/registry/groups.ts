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
  reach: {
    backup: "search_groups_with_hierarchy all_group_users",
    restore: `
      all_groups create_group update_group delete_group add_group_group delete_group_from_group
      add_group_user delete_group_user
    `,
    captured: "members, parents",
    behind: "All Users, embed groups, groups of an identity provider",
  },
};
