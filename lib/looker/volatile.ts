/**
 * Properties that change without anybody editing anything (docs/contract.md §2, specs/looker-behaviour.md). They are stored, but a
 * change of them makes no new version. Applied at every depth of a body.
 *
 * @module
 */
import type { ContentType } from "./content_type_names.ts";
import { REGISTRY } from "./content_types.ts";

/** Volatile on whatever object they are. */
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

/** The names of a type's volatile properties; with `null` of those that are volatile on all types. */
export function volatileNames(type: ContentType | null): readonly string[] {
  return [...EVERYWHERE, ...(type === null ? [] : REGISTRY[type].volatile ?? [])];
}
