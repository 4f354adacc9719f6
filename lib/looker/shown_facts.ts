/**
 * The properties of a body that users see as facts of the item, type by type. A property is shown under Looker's name
 * for it if its value is a text, a number, or a list of these. Pure.
 *
 * @module
 */
import { CONTENT_TYPES, type ContentType } from "./content_type_names.ts";

/** How the facts of a type are selected. */
export interface ShownFacts {
  /** The only properties to show; if undefined, all that are not omitted. */
  only?: readonly string[];
  /** Properties that are shown in another place, or that mean nothing to users. */
  without?: readonly string[];
  /** Texts in nested objects: the name of the fact, and the path of its values. */
  also?: Readonly<Record<string, string>>;
}

/** Properties that no type shows, because they are shown in another way or are internal to Looker. */
export const NEVER_SHOWN: ReadonlySet<string> = new Set([
  "can",
  "_vault",
  "id",
  "url",
  "folder",
  "user",
  "query",
  "look",
  "created_at",
  "updated_at",
  "deleted",
  "deleted_at",
  "deleter_id",
  "content_metadata_id",
  "content_favorite_id",
  "last_updater_id",
  "user_count",
]);

const QUERY = "query_id";

/** The facts by type. */
export const SHOWN_FACTS: Readonly<Partial<Record<ContentType, ShownFacts>>> = {
  dashboards: {
    only: [
      "hidden",
      "refresh_interval",
      "query_timezone",
      "preferred_viewer",
      "load_configuration",
      "lookml_link_id",
      "slug",
    ],
  },
  looks: { only: ["public", "is_run_on_load", "public_slug"] },
  explores: {
    only: ["model_name", "view_name", "connection_name", "group_label", "hidden", "sql_table_name"],
  },
  lookml_models: { also: { explores: "explores[].name" } },
  folders: { only: ["external_id", "is_personal", "is_embed"] },
  boards: { only: ["primary_homepage"] },
  users: {
    only: [
      "email",
      "is_disabled",
      "locale",
      "group_ids",
      "role_ids",
      "home_folder_id",
      "personal_folder_id",
      "roles_externally_managed",
    ],
  },
  groups: {
    only: [
      "role_ids",
      "external_group_id",
      "externally_managed",
      "can_add_to_content_metadata",
      "include_by_default",
    ],
  },
  roles: {
    only: ["internal"],
    also: {
      permission_set: "permission_set.name",
      permissions: "permission_set.permissions[]",
      model_set: "model_set.name",
      models: "model_set.models[]",
    },
  },
  scheduled_plans: {
    without: ["user_id", "title", QUERY, "embed", "tab_ids", "inline_table_width"],
    also: { destinations: "scheduled_plan_destination[].{type,format,address}" },
  },
  alerts: {
    without: [
      "owner_id",
      "owner_display_name",
      "investigative_content_title",
      "investigative_content_type",
      "investigative_content_id",
      QUERY,
      "followed",
      "followable",
    ],
    also: {
      field: "field.name",
      destinations: "destinations[].{destination_type,email_address}",
      applied_dashboard_filters: "applied_dashboard_filters[].{filter_title,filter_value}",
    },
  },
  color_collections: {
    also: {
      palettes: "categoricalPalettes[].label",
      sequential: "sequentialPalettes[].label",
      diverging: "divergingPalettes[].label",
    },
  },
  integrations: { without: ["icon_url"] },
};

/** The types in the order in which users look for them. */
export const TYPES_FOR_PEOPLE: readonly ContentType[] = [
  ...new Set<ContentType>([
    "dashboards",
    "looks",
    "folders",
    "boards",
    "users",
    "groups",
    "roles",
    "scheduled_plans",
    "alerts",
    ...CONTENT_TYPES,
  ]),
];
