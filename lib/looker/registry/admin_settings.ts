/**
 * What Looker's Admin pages set, a group of settings an item: legacy features, digest e-mails, help, storage of backups.
 *
 * @module
 */
import { ADMIN_SETTINGS } from "../setting_groups.ts";
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
    behind: "keys of the storage; settings that Looker only shows: mobile, mail, addresses, SSH key",
    lacks: ["settings and password of the mail server", "keys of the storage for Looker's own backups"],
  },
};
