/**
 * Dashboards: filters, tiles, tabs, and the layout of tiles.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";
import { COMPUTED_OF_DASHBOARDS, MAPS_OF_DATA, TWO_VALUED_OF_DASHBOARDS } from "./shared.ts";

/** The facts of the type. */
export const dashboards: ContentTypeEntry = {
  id: ["id"],
  name: ["title"],
  owner: "user_id",
  folder: "folder_id",
  createdAt: "created_at",
  updatedAt: "updated_at",
  trashed: "deleted",
  toldBy: {
    edited: { id: "last_updater_id", name: "last_updater_name" },
    deleted: { id: "deleter_id", at: "deleted_at" },
  },
  source: {
    kind: "census",
    listing: { operation: "search_dashboards", sorts: "id" },
    pageSize: 100,
    fields: "id,updated_at,folder_id",
    single: { operation: "dashboard", parameter: "dashboard_id" },
    trash: { deleted: "true" },
  },
  turn: 11,
  isByFolder: true,
  tellsUse: { viewedAs: "dashboard_id", summedUpAs: "dashboard" },
  traits: { operation: "search_dashboards", keys: ["created_at", "slug"] },
  paths: ["dashboards", "dashboards-next", "dashboards-legacy"],
  texts: [
    "description",
    "body_text",
    "title_text",
    "subtitle_text",
    "note_text",
    "rich_content_json",
    "aria_description",
    "vis_config",
    "dynamic_fields",
  ],
  referredBy: ["dashboard_id"],
  computed: COMPUTED_OF_DASHBOARDS,
  verbatim: MAPS_OF_DATA,
  twoValued: TWO_VALUED_OF_DASHBOARDS,
  served: {
    schema: "Dashboard",
    also: ["space", "space_id"],
    parts: {
      appearance: { schema: "DashboardAppearance" },
      download_settings: { schema: "DashboardDownloadSettings" },
      dashboard_filters: { schema: "DashboardFilter" },
      dashboard_elements: { schema: "DashboardElement" },
      dashboard_layouts: {
        schema: "DashboardLayout",
        also: ["dashboard_title"],
        parts: { dashboard_layout_components: { schema: "DashboardLayoutComponent" } },
      },
    },
  },
  changesHands: true,
  holdsNames: true,
  hasTiles: true,
  reach: {
    backup:
      "search_dashboards dashboard merge_query query query_for_slug search_content_views content_summary",
    restore: `
      create_dashboard update_dashboard update_dashboard_certification search_dashboard_elements
      dashboard_element dashboard_dashboard_elements dashboard_dashboard_filters
      dashboard_dashboard_layouts create_dashboard_filter update_dashboard_filter delete_dashboard_filter
      create_dashboard_element update_dashboard_element delete_dashboard_element create_dashboard_layout
      update_dashboard_layout delete_dashboard_layout update_dashboard_layout_component create_query
      create_merge_query folder
    `,
    captured: "tiles, filters, tabs, merge queries, the trash",
    behind: "ids of permanently deleted dashboards; counts and times; query results",
    lacks: ["followers", "query results"],
  },
};
