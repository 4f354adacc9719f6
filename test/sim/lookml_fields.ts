/** What Looker computes from LookML and puts into bodies: it moves when somebody edits a view file. @module */
import { asText, type Json, type JsonObject } from "./json.ts";

/** The `field` of a dashboard filter: the dimension as LookML has it now, with the line it stands on. */
export function filterField(filter: JsonObject, deploys: number): Json {
  const name = asText(filter["dimension"]), [view = "", column = ""] = name.split(".");
  if (name === "") return null;
  const project = asText(filter["model"]);
  return {
    align: "left",
    can_filter: true,
    category: "dimension",
    description: "",
    enumerations: null,
    fill_style: null,
    fiscal_month_offset: deploys % 3,
    label: `${view} ${column}`,
    label_short: column,
    name,
    suggestions: null,
    tags: [],
    view,
    lookml_link: `/projects/${project}/files/views%2F${view}.view.lkml?line=${
      12 + name.length * 4 + deploys * 3
    }`,
    source_file: `views/${view}.view.lkml`,
    sql: deploys % 2 === 0 ? `\${TABLE}.${column} ` : `\${TABLE}.${column}`,
    times_used: 0,
  };
}

/** What a query has besides its definition, which no client sets. */
export function queryExtras(query: JsonObject, deploys: number): JsonObject {
  const calculated = asText(query["dynamic_fields"]) !== "";
  const definition: Json = { category: "table_calculation", label: "% of total", args: ["orders.count"] };
  const quick: Json = deploys % 2 === 0 ? [] : null;
  return {
    quick_calcs: calculated
      ? [{ name: "of_total", expression: `(\${orders.count} / sum(\${orders.count}))`, definition }]
      : quick,
    analysis_config: null,
  };
}
