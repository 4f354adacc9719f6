/**
 * Connections to databases, without their secrets.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const connections: ContentTypeEntry = {
  id: ["name"],
  name: ["name"],
  owner: "user_id",
  createdAt: "created_at",
  source: { kind: "list", listing: { operation: "all_connections" } },
  volatile: ["last_regen_at", "last_reap_at"],
  twoValued: [
    "managed",
    "example",
    "pdts_enabled",
    "uses_oauth",
    "uses_instance_oauth",
    "uses_key_pair_auth",
    "uses_application_default_credentials",
    "user_db_credentials",
    "uses_tns",
    "disable_context_comment",
    "always_retry_failed_builds",
    "cost_estimate_enabled",
    "pdt_api_control_enabled",
    "connection_pooling",
    "query_holding_disabled",
    "sql_writing_with_info_schema",
  ],
  byHand: [
    {
      stage: "after",
      text: "Enter the password, key or certificate of each connection, then test it (Admin > Connections)",
      of: (get) => !["managed", "example", "default_bq_connection"].some((flag) => get(flag) === true),
      secrets: /./,
    },
  ],
  reach: {
    backup: "all_connections",
    restore: `
      connection create_connection update_connection delete_connection delete_connection_override
      ssh_tunnel all_external_oauth_applications
    `,
    captured: "settings",
    behind: "passwords, certificates and keys: Looker never shows them",
    lacks: ["passwords, certificates, private keys"],
  },
};
