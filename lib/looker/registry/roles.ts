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
};
