/**
 * Users.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const users: ContentTypeEntry = {
  id: ["id"],
  name: ["display_name", "email", "first_name"],
  source: {
    kind: "census",
    listing: { operation: "all_users", sorts: "id" },
    pageSize: 100,
    fields: "id,email",
    single: { operation: "user", parameter: "user_id" },
  },
  turn: 9,
  traits: { operation: "all_users", keys: ["email"] },
  email: "email",
  referredBy: ["user_id", "owner_id", "creator_id", "user_ids", "users"],
  volatile: ["looker_versions", "sessions", "password_reset_url_expired", "account_setup_url_expired"],
  twoValued: [
    "presumed_looker_employee",
    "verified_looker_employee",
    "roles_externally_managed",
    "forced_password_reset_at_next_login",
    "is_service_account",
    "is_iam_admin",
    "can_manage_api3_creds",
  ],
};
