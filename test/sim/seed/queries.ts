/** Queries as Looker answers them, with the URLs that repeat their settings. @module */
import { type Json, type JsonObject, RawJson } from "../json.ts";
import { HOST } from "../present.ts";
import { mix, type Random } from "../random.ts";

/** Settings of a visualization as JSON text of at least `bytes` bytes. */
export function visConfig(random: Random, bytes: number): string {
  const parts = [
    `"type":"${random.pick(["looker_column", "looker_line", "looker_grid", "single_value", "looker_area"])}"`,
    `"show_view_names":false`,
    `"series_types":{}`,
    `"y_axis_combined":true`,
    `"color_application":{"collection_id":"2","palette_id":"2-categorical-0","options":{"steps":5}}`,
    `"font_size":${(8 + random.below(40)) / 4}`,
  ];
  let text = parts[0] ?? "";
  for (const part of parts.slice(1)) if (text.length < bytes) text += `,${part}`;
  for (let series = 0; text.length < bytes - 2; series++) {
    const field = `orders.${random.pick(["total", "count", "margin", "tax", "discount", "items"])}_${series}`;
    text += random.below(2) === 0
      ? `,"series_${series}":{"${field}":"#${random.below(0xffffff).toString(16).padStart(6, "0")}"}`
      : `,"label_${series}":"${
        random.pick(["Netto", "Überschuss", "Total (€)", "日次", "Avg / day"])
      } ${series}"`;
  }
  return `{${text}}`;
}

/** Settings that a JavaScript object cannot hold: key order, `__proto__`, numbers beyond its own. */
export const NASTY_VIS_CONFIG =
  '{"10":"ten","9":"nine","a":"letter","__proto__":{"polluted":true},"constructor":"x",' +
  '"big":9007199254740993,"max":9223372036854775807,"minus_zero":-0.0,"huge":1e21,"one":1.0,"half":1.50,"tiny":1E-7,' +
  '"empty":"","nothing":null,"list":[],"object":{},"nested":{"2":{"1":[{"b":1,"a":2}]}},"text":"\\u0000\\u001f \\"q\\" \\\\ \\/ \\ud83d\\ude00"}';

/** What tells one query from the next. */
export interface QuerySpec {
  id: string;
  slug: string;
  /** Stands in a filter, so that no two queries are the same. */
  number: string;
  vis: string;
  model?: string;
  view?: string;
  /** Table calculations as Looker keeps them: JSON in a string. */
  dynamicFields?: string | null;
  extra?: JsonObject;
}

/** A query. */
export function query(spec: QuerySpec): JsonObject {
  const model = spec.model ?? "thelook", view = spec.view ?? "orders";
  const fields = [`${view}.created_date`, `${view}.count`, `${view}.total`, "users.country"];
  const search =
    `fields=${fields.join(",")}&f[${view}.id]=%3E${spec.number}&sorts=${view}.created_date+desc&limit=500` +
    `&column_limit=50&vis=${encodeURIComponent(spec.vis)}&filter_config=%7B%7D`;
  const path = `/explore/${model}/${view}?${search}`;
  return {
    can: { run: true, see_results: true, explore: true, create: true, show: true, cost_estimate: true },
    id: spec.id,
    model,
    view,
    fields,
    pivots: null,
    fill_fields: [`${view}.created_date`],
    filters: { [`${view}.id`]: `>${spec.number}`, "users.country": "-NULL" },
    filter_expression: null,
    sorts: [`${view}.created_date desc`],
    limit: "500",
    column_limit: "50",
    total: null,
    row_total: null,
    subtotals: null,
    vis_config: new RawJson(spec.vis),
    filter_config: {},
    visible_ui_sections: null,
    slug: spec.slug,
    dynamic_fields: spec.dynamicFields ?? null,
    client_id: spec.slug,
    share_url: `${HOST}/x/${spec.slug}`,
    expanded_share_url: `${HOST}${path}&origin=share-expanded`,
    url: path,
    query_timezone: "America/Los_Angeles",
    has_table_calculations: spec.dynamicFields !== undefined && spec.dynamicFields !== null,
    ...spec.extra,
  };
}

/** How many bytes of settings make a tile of about this size: the tile repeats them nine times. */
export function visBytes(tileBytes: number): number {
  return Math.max(40, Math.round((tileBytes - 3750) / 9.6));
}

/** A table calculation in Looker's own spelling. */
export function tableCalculation(number: number): string {
  const calculation: Json = [{
    table_calculation: `calc_${mix(number, 3) % 100}`,
    label: "Δ %",
    expression: "${orders.total}/offset(${orders.total},1)-1",
  }];
  return JSON.stringify(calculation);
}
