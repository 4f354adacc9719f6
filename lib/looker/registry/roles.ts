/**
 * Roles.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const roles: ContentTypeEntry = {
  id: ["id"],
  name: ["name"],
  source: { kind: "pages", listing: { operation: "search_roles", sorts: "id" }, pageSize: 200 },
  turn: 3,
  referredBy: ["role_ids"],
  served: { schema: "Role", also: ["user_count"] },
  reach: {
    backup: "search_roles role_groups role_users",
    restore: "role create_role update_role delete_role set_role_groups set_role_users",
    captured: "groups and users that have the role directly",
    behind: "built-in roles (but their groups and users are restored); nobody loses Admin",
  },
};
