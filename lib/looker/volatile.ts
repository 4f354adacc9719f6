/**
 * Properties that change without anybody editing anything (contract §2, api-facts §5.36-38). They are stored, but a
 * change of them makes no new version. Applied at every depth of a body.
 *
 * @module
 */
import type { ContentType } from "./content_type_names.ts";

/** Volatile on whatever object they stand. */
const EVERYWHERE = [
  "can",
  "view_count",
  "favorite_count",
  "usage_count",
  "content_favorite_id",
  "last_viewed_at",
  "last_accessed_at",
  "last_run_at",
  "next_run_at",
  "logged_in_at",
  "runtime",
  "share_url",
  "expanded_share_url",
  "child_count",
  "alert_count",
  "user_count",
  "contains_current_user",
  "is_owner_disabled",
];

/** Volatile on items of one type only: elsewhere the same name may be an edit. */
const BY_TYPE: Partial<Record<ContentType, readonly string[]>> = {
  users: ["looker_versions", "sessions", "password_reset_url_expired", "account_setup_url_expired"],
  lookml_models: ["has_content"],
  alerts: ["followed", "followable", "time_series_condition_state"],
  connections: ["last_regen_at", "last_reap_at"],
  datagroups: ["trigger_check_at", "trigger_error", "trigger_value", "triggered_at"],
  integration_hubs: ["fetch_error_message"],
};

/** The names of a type's volatile properties. */
export function volatileNames(type: ContentType): readonly string[] {
  return [...EVERYWHERE, ...BY_TYPE[type] ?? []];
}
