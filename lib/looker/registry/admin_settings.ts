/**
 * The settings on Looker's Admin pages, one item for each group of settings: legacy features, digest emails, help,
 * storage of backups.
 *
 * @module
 */
import { ADMIN_SETTINGS } from "../setting_groups.ts";
import { isSetting, SSH_KEY } from "./by_hand.ts";
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const adminSettings: ContentTypeEntry = {
  id: ["id"],
  name: [],
  source: { kind: "groups", groups: ADMIN_SETTINGS },
  isNamedById: true,
  readInFull: true,
  volatile: [
    "is_valid",
    "node_count",
    "node_status",
    "count",
    "approximate_disable_date",
    "approximate_end_of_life_date",
  ],
  twoValued: ["enabled", "enabled_locally", "is_enabled"],
  byHand: [
    { stage: SSH_KEY.stage, text: SSH_KEY.text, of: isSetting("ssh_public_key") },
    {
      stage: "after",
      text: "Set up Looker's extensions again: no backup contains their data",
      of: isSetting("artifact_namespaces"),
    },
    {
      stage: "after",
      text: "Set up the mail server with its password (Admin > SMTP)",
      of: isSetting("smtp_status"),
    },
    {
      stage: "after",
      text: "Enter the keys for the storage of Looker's own backups",
      of: isSetting("cloud_storage"),
      secrets: /./,
    },
    {
      stage: "after",
      text: "Allow the addresses of the new Looker in the firewalls of your databases: compare with " +
        "lookervault show admin_settings public_egress_ip_addresses",
      of: isSetting("public_egress_ip_addresses"),
    },
    {
      stage: "after",
      text: "Enter the settings that the API cannot write: compare with lookervault show admin_settings ID",
      of: isSetting("mobile_settings", "self_service_connections"),
    },
  ],
  reach: {
    backup: `
      all_legacy_features digest_emails_enabled internal_help_resources internal_help_resources_content
      custom_welcome_email cloud_storage_configuration mobile_settings smtp_status ssh_public_key
      public_egress_ip_addresses get_setting get_self_service_model_allowed_connections artifact_namespaces
      default_color_collection default_theme_by_type
    `,
    restore: `
      update_legacy_feature update_digest_emails_enabled update_internal_help_resources
      update_internal_help_resources_content update_custom_welcome_email update_cloud_storage_configuration
      set_default_color_collection set_default_theme_by_type
    `,
    captured: "as served; one item for each group of settings",
    behind: "keys for the storage; settings that the API cannot write: mobile, mail, addresses, SSH key",
    lacks: ["settings and password of the mail server", "keys for the storage of Looker's own backups"],
  },
};
