/**
 * OAuth applications with which Looker signs in to databases.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const externalOauthApplications: ContentTypeEntry = {
  id: ["id"],
  name: ["name", "client_id"],
  createdAt: "created_at",
  source: { kind: "list", listing: { operation: "all_external_oauth_applications" }, mayLack: true },
  referredBy: ["oauth_application_id"],
  served: { schema: "ExternalOauthApplication" },
  byHand: [
    {
      stage: "after",
      text: "Enter the client secret of each OAuth application for databases",
      secrets: /./,
    },
  ],
  reach: {
    backup: "all_external_oauth_applications",
    restore: `
      create_external_oauth_application update_external_oauth_application
      delete_external_oauth_application
    `,
    captured: "as served, without secrets",
    behind: "client secrets: enter them in Looker",
    lacks: ["client secrets"],
  },
};
