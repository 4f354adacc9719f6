/**
 * Applications in which users can sign in with this Looker through OAuth.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const oauthClientApps: ContentTypeEntry = {
  id: ["client_guid"],
  name: ["display_name", "client_guid"],
  source: { kind: "list", listing: { operation: "all_oauth_client_apps" } },
  volatile: ["activated_users", "tokens_invalid_before"],
  texts: ["description"],
  twoValued: ["enabled"],
  served: { schema: "OauthClientApp" },
  byHand: [
    {
      stage: "after",
      text: "Tell the users of each OAuth client application to allow it again",
      secrets: /./,
    },
  ],
  reach: {
    backup: "all_oauth_client_apps",
    restore: "oauth_client_app register_oauth_client_app update_oauth_client_app delete_oauth_client_app",
    captured: "as served",
    behind: "sign-ins with the application: each user must allow it again",
    lacks: ["tokens of users who signed in with these applications"],
  },
};
