import type { ContentType } from "../../../lib/looker/content_type_names.ts";

/** A kind of place that can hold a field's name: a body with it there and nowhere else, and the path. */
export interface FieldPlace {
  place: string;
  type: ContentType;
  path: string;
  body: (field: string) => Record<string, unknown>;
}

const SCOPE = { model: "thelook", view: "orders" };

/** A dashboard of one query tile. */
function tile(query: (field: string) => Record<string, unknown>): (field: string) => Record<string, unknown> {
  return (field) => ({ id: "1", dashboard_elements: [{ id: "5", query: { ...SCOPE, ...query(field) } }] });
}

function inQuery(
  path: string,
  query: (field: string) => Record<string, unknown>,
  name = path,
): FieldPlace {
  return { place: name, type: "dashboards", path: `dashboard_elements[0].query.${path}`, body: tile(query) };
}

function inText(property: string, text: (field: string) => string, name = property): FieldPlace {
  return {
    place: name,
    type: "dashboards",
    path: `dashboard_elements[0].${property}`,
    body: (field) => ({ id: "1", dashboard_elements: [{ id: "5", [property]: text(field) }] }),
  };
}

const json = (value: unknown): string => JSON.stringify(value);

/** Every kind of place. */
export const FIELD_PLACES: readonly FieldPlace[] = [
  inQuery("fields[1]", (f) => ({ fields: ["orders.id", f] })),
  inQuery("pivots[0]", (f) => ({ pivots: [f] })),
  inQuery("fill_fields[0]", (f) => ({ fill_fields: [f] })),
  inQuery("subtotals[0]", (f) => ({ subtotals: [f] })),
  inQuery("sorts[0]", (f) => ({ sorts: [`${f} desc 0`] })),
  inQuery("sorts[1]", (f) => ({ sorts: ["orders.id", f] }), "a sort without a direction"),
  {
    ...inQuery("filters", (f) => ({ filters: { [f]: "7 days" } })),
    path: 'dashboard_elements[0].query.filters["$"]',
  },
  {
    ...inQuery(
      "filter_config",
      (f) => ({ filter_config: { [f]: [{ type: "=", values: [{ constant: "1" }] }] } }),
    ),
    path: 'dashboard_elements[0].query.filter_config["$"]',
  },
  inQuery("filter_expression", (f) => ({ filter_expression: `\${${f}} > 3 OR \${orders.id} = 1` })),
  inQuery(
    "dynamic_fields[0].expression",
    (f) => ({ dynamic_fields: json([{ table_calculation: "x", expression: `\${${f}:total} / 2` }]) }),
    "a table calculation in a text",
  ),
  inQuery(
    "dynamic_fields[0].based_on",
    (f) => ({ dynamic_fields: json([{ measure: "m", based_on: f, type: "sum" }]) }),
    "based_on in a text",
  ),
  inQuery(
    "dynamic_fields[0].based_on",
    (f) => ({ dynamic_fields: [{ measure: "m", based_on: f }] }),
    "based_on in a list",
  ),
  {
    ...inQuery(
      "dynamic_fields",
      (f) => ({ dynamic_fields: json([{ measure: "m", based_on: "orders.id", filters: { [f]: "x" } }]) }),
      "filters of a measure in a text",
    ),
    path: 'dashboard_elements[0].query.dynamic_fields[0].filters["$"]',
  },
  inQuery(
    "dynamic_fields[0].filter_expression",
    (f) => ({ dynamic_fields: json([{ measure: "m", filter_expression: `\${${f}}="x"` }]) }),
    "a filter expression of a measure",
  ),
  inQuery(
    "dynamic_fields[0].args[0]",
    (f) => ({
      dynamic_fields: json([{ dimension: "g", calculation_type: "group_by", args: [f, [{ label: "a" }]] }]),
    }),
    "what a group is made of",
  ),
  {
    ...inQuery("vis_config.series_labels", (f) => ({ vis_config: { series_labels: { [f]: "Total" } } })),
    path: 'dashboard_elements[0].query.vis_config.series_labels["$"]',
  },
  {
    ...inQuery(
      "vis_config.series_colors",
      (f) => ({ vis_config: { series_colors: { [`Complete - ${f}`]: "#fff" } } }),
    ),
    place: "a pivoted series",
    path: 'dashboard_elements[0].query.vis_config.series_colors["Complete - $"]',
  },
  inQuery("vis_config.hidden_fields[0]", (f) => ({ vis_config: { hidden_fields: [f] } })),
  inQuery(
    "vis_config.y_axes[0].series[0].axisId",
    (f) => ({ vis_config: { y_axes: [{ series: [{ axisId: f }] }] } }),
  ),
  inQuery(
    "vis_config.html",
    (f) => ({ vis_config: { html: `<b>{{ ${f}._value }}</b>` } }),
    "Liquid in a chart",
  ),
  {
    place: "a tile's listener",
    type: "dashboards",
    path: "dashboard_elements[0].result_maker.filterables[0].listen[0].field",
    body: (f) => ({
      dashboard_elements: [{
        result_maker: {
          filterables: [{ ...SCOPE, name: "", listen: [{ dashboard_filter_name: "F", field: f }] }],
        },
      }],
    }),
  },
  {
    place: "a look tile's listener",
    type: "dashboards",
    path: "dashboard_elements[0].result_maker.filterables[0].listen[0].field",
    body: (f) => ({
      dashboard_elements: [{
        look_id: "3",
        result_maker: { filterables: [{ ...SCOPE, listen: [{ dashboard_filter_name: "F", field: f }] }] },
      }],
    }),
  },
  {
    place: "a tile of LookML, whose query its result alone has",
    type: "dashboards",
    path: "dashboard_elements[0].result_maker.query.fields[0]",
    body: (f) => ({
      dashboard_elements: [{
        query: null,
        result_maker: { query: { ...SCOPE, fields: [f] }, filterables: [] },
      }],
    }),
  },
  {
    place: "a dashboard's filter",
    type: "dashboards",
    path: "dashboard_filters[0].dimension",
    body: (f) => ({ dashboard_filters: [{ name: "F", model: "thelook", explore: "orders", dimension: f }] }),
  },
  {
    place: "the first query's side of a merge",
    type: "dashboards",
    path: "_vault.merge_queries.m1.source_queries[0].merge_fields[0].field_name",
    body: (f) =>
      merge({ source_queries: [{ merge_fields: [{ field_name: f, source_field_name: "u.id" }] }] }),
  },
  {
    place: "the other query's side of a merge",
    type: "dashboards",
    path: "_vault.merge_queries.m1.source_queries[0].merge_fields[0].source_field_name",
    body: (f) =>
      merge({ source_queries: [{ merge_fields: [{ field_name: "u.id", source_field_name: f }] }] }),
  },
  {
    place: "a merge's sort",
    type: "dashboards",
    path: "_vault.merge_queries.m1.sorts[0]",
    body: (f) => merge({ source_queries: [], sorts: [`${f} desc`] }),
  },
  {
    place: "a merge's source",
    type: "dashboards",
    path: "_vault.merge_source_queries.7.fields[0]",
    body: (f) => ({ _vault: { merge_source_queries: { "7": { ...SCOPE, fields: [f] } } } }),
  },
  {
    place: "a look",
    type: "looks",
    path: "query.fields[0]",
    body: (f) => ({ query: { ...SCOPE, fields: [f] } }),
  },
  {
    place: "an alert's field",
    type: "alerts",
    path: "field.name",
    body: (f) => ({ field: { title: "T", name: f } }),
  },
  {
    place: "a filter of an alert's field",
    type: "alerts",
    path: "field.filter[0].field_name",
    body: (f) => ({ field: { title: "T", name: "x", filter: [{ field_name: f, field_value: "1" }] } }),
  },
  {
    place: "the dashboard's filters of an alert",
    type: "alerts",
    path: "applied_dashboard_filters[0].field_name",
    body: (f) => ({ applied_dashboard_filters: [{ filter_title: "F", field_name: f, filter_value: "1" }] }),
  },
  {
    place: "a schedule's filters",
    type: "scheduled_plans",
    path: "filters_string",
    body: (f) => ({ filters_string: `?Region=EU&${f}=complete` }),
  },
  {
    place: "a schedule's filters, encoded",
    type: "scheduled_plans",
    path: "filters_string",
    body: (f) => ({ filters_string: `f%5B${f}%5D=complete` }),
  },
  inText("body_text", (f) => `Total: {{ ${f}._rendered_value }}`, "Liquid in a text tile"),
  inText("note_text", (f) => `{% if ${f} > 3 %}much{% endif %}`, "a condition in a note"),
  inText("subtitle_text", (f) => `{{ _filters['${f}'] }}`, "a filter in Liquid"),
  inText(
    "body_text",
    (f) => `See [this](/explore/thelook/orders?fields=orders.id,${f}&limit=5)`,
    "a link to an explore",
  ),
  inText(
    "body_text",
    (f) => `<a href="/explore/thelook/orders?fields=orders.id&f%5B${f}%5D=x">x</a>`,
    "a filter in a link",
  ),
  inText(
    "body_text",
    (f) =>
      json([{
        type: "p",
        children: [{ type: "a", url: `/explore/thelook/orders?fields=${f}`, children: [] }],
      }]),
    "a link in slate",
  ),
  {
    place: "a merge's pivot",
    type: "dashboards",
    path: "_vault.merge_queries.m1.pivots[0]",
    body: (f) => merge({ source_queries: [], pivots: [f] }),
  },
  {
    place: "a merge's table calculation",
    type: "dashboards",
    path: "_vault.merge_queries.m1.dynamic_fields[0].expression",
    body: (f) =>
      merge({
        source_queries: [],
        dynamic_fields: json([{ table_calculation: "x", expression: `\${${f}} * 2` }]),
      }),
  },
  {
    place: "a merge's chart",
    type: "dashboards",
    path: '_vault.merge_queries.m1.vis_config.series_types["$"]',
    body: (f) => merge({ source_queries: [], vis_config: { series_types: { [f]: "line" } } }),
  },
  inQuery(
    "vis_config.conditional_formatting[0].fields[0]",
    (f) => ({ vis_config: { conditional_formatting: [{ type: "along a scale...", fields: [f] }] } }),
  ),
  inQuery(
    "dynamic_fields[0].expression",
    (f) => ({ dynamic_fields: json([{ dimension: "d", expression: `concat(\${ ${f} }, "x")` }]) }),
    "a custom dimension, with blanks around the name",
  ),
  {
    place: "a look's description",
    type: "looks",
    path: "description",
    body: (f) => ({ description: `Now: {{ ${f} }}` }),
  },
  {
    place: "a dashboard's description",
    type: "dashboards",
    path: "description",
    body: (f) => ({ description: `See /explore/thelook/orders?pivots=${f}` }),
  },
  {
    place: "an alert's description",
    type: "alerts",
    path: "description",
    body: (f) => ({ description: `Over {{ ${f}._value }}` }),
  },
  {
    place: "an alert's link of its own",
    type: "alerts",
    path: "custom_url_params",
    body: (f) => ({ custom_url_params: `/explore/thelook/orders?fields=${f}` }),
  },
  {
    place: "a schedule's message",
    type: "scheduled_plans",
    path: "scheduled_plan_destination[0].message",
    body: (f) => ({ scheduled_plan_destination: [{ message: `Look: /explore/thelook/orders?fields=${f}` }] }),
  },
  {
    place: "a look's filter expression",
    type: "looks",
    path: "query.filter_expression",
    body: (f) => ({ query: { ...SCOPE, filter_expression: `\${${f}} = yes` } }),
  },
  {
    place: "a look's chart",
    type: "looks",
    path: 'query.vis_config.series_labels["$"]',
    body: (f) => ({ query: { ...SCOPE, vis_config: { series_labels: { [f]: "x" } } } }),
  },
  {
    place: "a query that a schedule names by its id, read beside it",
    type: "scheduled_plans",
    path: "_vault.query.fields[0]",
    body: (f) => ({ query_id: "7", _vault: { query: { ...SCOPE, fields: [f] } } }),
  },
  {
    place: "a golden query of an agent",
    type: "agents",
    path: "golden_queries[0].fields[0]",
    body: (f) => ({ golden_queries: [{ model: "thelook", explore: "orders", fields: [f] }] }),
  },
  {
    place: "a board's link",
    type: "boards",
    path: "board_sections[0].board_items[0].custom_url",
    body: (f) => ({
      board_sections: [{ board_items: [{ custom_url: `/explore/thelook/orders?sorts=${f}+desc` }] }],
    }),
  },
];

function merge(query: Record<string, unknown>): Record<string, unknown> {
  return { _vault: { merge_queries: { m1: query } } };
}
