/**
 * Users.
 *
 * @module
 */
import { has } from "./by_hand.ts";
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
  byHand: [
    {
      stage: "after",
      text: 'Tell users who had a password to set a new one with "Forgot your password?"',
      of: (get) => has("credentials_email")(get) && get("is_service_account") !== true,
      secrets: /^(password_reset_url|account_setup_url|sessions|password)$/,
    },
    {
      stage: "after",
      text: "Create new API keys, and give them to the programs that used the old ones",
      of: (get) => has("credentials_api3")(get) || get("is_service_account") === true,
      secrets: /^(client_secret|.*token|.*_key)$/,
    },
    {
      stage: "after",
      text: "Tell users with two-factor authentication to set it up again",
      of: has("credentials_totp"),
    },
  ],
  reach: {
    backup: "all_users user",
    restore: `
      user_for_credential user_credentials_email user_roles create_user update_user create_embed_user
      create_service_account update_service_account create_user_credentials_email
      update_user_credentials_email set_user_roles add_group_user delete_group_user
    `,
    captured: "groups, roles, attribute values, kinds of credentials",
    behind:
      "passwords, API keys, second factors, sessions; single sign-on, which Looker links again at sign-in; embed users",
    lacks: ["passwords, API secrets, second factors, open sessions"],
  },
};
