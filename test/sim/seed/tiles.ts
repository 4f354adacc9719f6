/** Dashboards and their parts, of every kind there is. @module */
import type { Json, JsonObject } from "../json.ts";
import { RawJson } from "../json.ts";

const CAN = { index: true, show: true, create: true, update: true, destroy: true };

/** Something to see on a dashboard. */
export interface TileSpec {
  id: string;
  dashboardId: string;
  title: string | null;
  /** Properties that make its kind. */
  kind: JsonObject;
}

/** A tile with every property that it has whatever its kind. */
export function tile(spec: TileSpec): JsonObject {
  return {
    can: CAN,
    body_text: null,
    body_text_as_html: null,
    dashboard_id: spec.dashboardId,
    dashboard_layout_id: null,
    edit_uri: `/dashboards/${spec.dashboardId}/edit`,
    id: spec.id,
    look: null,
    look_id: null,
    lookml_link_id: null,
    merge_result_id: null,
    note_display: null,
    note_state: null,
    note_text: null,
    note_text_as_html: null,
    query: null,
    query_id: null,
    filter_id: null,
    refresh_interval: null,
    refresh_interval_to_i: null,
    result_maker: null,
    result_maker_id: null,
    subtitle_text: null,
    title: spec.title,
    title_hidden: false,
    title_text: null,
    type: "vis",
    alert_count: 0,
    rich_content_json: null,
    title_text_as_html: null,
    subtitle_text_as_html: null,
    extension_id: null,
    aria_description: null,
    certification_metadata: null,
    ...spec.kind,
  };
}

/** What a query tile has: the query twice, and its settings a third time. */
export function queryKind(query: JsonObject, makerId: string, filters: readonly string[]): JsonObject {
  return {
    query,
    query_id: query["id"] ?? null,
    result_maker_id: makerId,
    result_maker: {
      id: makerId,
      dynamic_fields: query["dynamic_fields"] ?? null,
      filterables: [{
        model: query["model"] ?? null,
        view: query["view"] ?? null,
        name: null,
        listen: filters.map((name, index) => ({
          dashboard_filter_name: name,
          field: `orders.field_${index}`,
        })),
      }],
      sorts: query["sorts"] ?? [],
      merge_result_id: null,
      total: false,
      query_id: query["id"] ?? null,
      sql_query_id: null,
      query,
      vis_config: query["vis_config"] ?? null,
    },
  };
}

/** What a merge tile has: filterables for each source. */
export function mergeKind(mergeId: string, makerId: string, sources: number, vis: string): JsonObject {
  return {
    merge_result_id: mergeId,
    result_maker_id: makerId,
    result_maker: {
      id: makerId,
      dynamic_fields: null,
      filterables: Array.from({ length: sources }, (_, index): Json => ({
        model: "thelook",
        view: "orders",
        name: `source ${index}`,
        listen: [{ dashboard_filter_name: "Region", field: `orders.region_${index}` }],
      })),
      sorts: ["orders.created_date desc"],
      merge_result_id: mergeId,
      total: false,
      query_id: null,
      sql_query_id: null,
      query: null,
      vis_config: new RawJson(vis),
    },
  };
}

/** A dashboard filter. */
export function filter(id: string, dashboardId: string, name: string, row: number): JsonObject {
  return {
    can: CAN,
    id,
    dashboard_id: dashboardId,
    name,
    title: name,
    type: row % 2 === 0 ? "field_filter" : "date_filter",
    default_value: row % 2 === 0 ? "" : "7 days",
    model: "thelook",
    explore: "orders",
    dimension: `users.dim_${row}`,
    field: new RawJson(
      `{"name":"users.dim_${row}","label":"Users Dim ${row}","times_used":0,"fill_style":null,"can_filter":true}`,
    ),
    row,
    listens_to_filters: row === 0 ? [] : ["Region"],
    allow_multiple_values: true,
    required: false,
    ui_config: row % 2 === 0 ? { type: "tag_list", display: "popover" } : null,
  };
}

/** Where a tile stands. */
export interface Place {
  id: string;
  elementId: string;
  title: string | null;
}

/** A layout, which is a tab when there are several. */
export function layout(
  id: string,
  dashboardId: string,
  order: number,
  places: readonly Place[],
  tabs: boolean,
): JsonObject {
  return {
    can: CAN,
    id,
    dashboard_id: dashboardId,
    type: "newspaper",
    active: order === 0,
    column_width: null,
    width: null,
    deleted: false,
    dashboard_title: null,
    dashboard_layout_components: places.map((place, index): Json => ({
      can: CAN,
      id: place.id,
      dashboard_layout_id: id,
      dashboard_element_id: place.elementId,
      row: Math.floor(index / 2) * 6,
      column: (index % 2) * 12,
      width: 12,
      height: 6,
      deleted: false,
      element_title: place.title,
      element_title_hidden: false,
      vis_type: "looker_column",
      granular_row: Math.floor(index / 2) * 60,
      granular_column: (index % 2) * 120,
      granular_width: 120,
      granular_height: 60,
    })),
    label: tabs ? `Tab ${order + 1}` : null,
    description: null,
    order,
    lookml_link_id: null,
  };
}

/** A dashboard: given properties over those that all have. */
export function dashboard(own: JsonObject): JsonObject {
  const id = String(own["id"]);
  return {
    can: { ...CAN, copy: true, run: true, move: true, download: true, see_user_dashboards: true },
    content_favorite_id: null,
    description: null,
    hidden: false,
    model: null,
    query_timezone: "viewer_timezone",
    readonly: false,
    refresh_interval: null,
    refresh_interval_to_i: null,
    preferred_viewer: "dashboards-next",
    certification_metadata: null,
    alert_sync_with_dashboard_filter_enabled: false,
    chat_enabled: false,
    background_color: null,
    crossfilter_enabled: true,
    deleted: false,
    deleted_at: null,
    deleter_id: null,
    edit_uri: `/dashboards/${id}/edit`,
    enable_viz_full_screen: true,
    favorite_count: 0,
    filters_bar_collapsed: false,
    filters_location_top: true,
    last_accessed_at: null,
    last_viewed_at: null,
    last_updater_id: "1",
    last_updater_name: "API Admin",
    is_owner_disabled: false,
    load_configuration: "cache_run",
    lookml_link_id: null,
    show_filters_bar: true,
    show_title: true,
    text_tile_text_color: null,
    tile_background_color: null,
    tile_text_color: null,
    title_color: null,
    appearance: {
      page_side_margins: 20,
      page_background_color: "#FFFFFF",
      tile_space_between: 15,
      tile_shadow: false,
      key_color: "#1A73E8",
    },
    view_count: 0,
    usage_count: null,
    url: `/dashboards/${id}`,
    preserve_desktop_layout: false,
    download_settings: null,
    dashboard_elements: [],
    dashboard_filters: [],
    dashboard_layouts: [],
    ...own,
  };
}
