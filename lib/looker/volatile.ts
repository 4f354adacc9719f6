/**
 * Properties that change although no user edits anything (docs/contract.md §2, specs/looker-behaviour.md). Volatile
 * properties are stored, but a change of them does not create a version. The rule applies at every depth of a body.
 *
 * @module
 */
import type { ContentType } from "./content_type_names.ts";
import { REGISTRY } from "./content_types.ts";

/** Properties that are volatile in every object. */
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

/** Returns the names of a type's volatile properties, or with `null` the names that are volatile in all types. */
export function volatileNames(type: ContentType | null): readonly string[] {
  return [...EVERYWHERE, ...(type === null ? [] : REGISTRY[type].volatile ?? [])];
}
