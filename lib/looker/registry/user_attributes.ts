/**
 * User attributes, with the values of groups and users.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const userAttributes: ContentTypeEntry = {
  id: ["id"],
  name: ["name"],
  source: { kind: "list", listing: { operation: "all_user_attributes" } },
  turn: 7,
  isReadAcross: true,
  computed: ["_vault.user_values_unread"],
  // An empty value and a missing value of a user attribute filter data differently.
  verbatim: ["value", "default_value", "value_for_ci_run", "_user_values"],
  twoValued: ["is_system", "is_permanent", "value_is_hidden", "needed_for_ci_run", "user_can_edit"],
  served: { schema: "UserAttribute" },
  byHand: [
    {
      stage: "after",
      text: "Enter the hidden values of user attributes (Admin > User Attributes)",
      of: (get) => get("value_is_hidden") === true,
      secrets: /./,
    },
  ],
  reach: {
    backup: "all_user_attributes all_user_attribute_group_values user_attribute_user_values all_users",
    restore: `
      user_attribute create_user_attribute update_user_attribute delete_user_attribute
      set_user_attribute_group_values delete_user_attribute_group_value set_user_attribute_user_value
      delete_user_attribute_user_value
    `,
    captured: "values of groups and of users",
    behind: "hidden values; definitions of system attributes",
    lacks: ["hidden values"],
  },
};
