/**
 * Builds the queries of cards. Pure.
 *
 * @module
 */
import {
  asObject,
  asText,
  asTexts,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../../codec/json_value.ts";
import { readJson } from "../../../codec/json_reader.ts";
import { decode } from "../../../codec/msgpack_reader.ts";
import type { Query } from "../../data/card.ts";

/** Returns the query of a card; undefined if the value is not an object. */
export function queryCard(query: JsonValue | undefined): Query | undefined {
  if (!isJsonObject(query)) return undefined;
  const model = asText(query["model"]), view = asText(query["view"]);
  const filters = filtersOf(query["filters"]),
    pivots = asTexts(query["pivots"]),
    sorts = asTexts(query["sorts"]);
  const limit = asText(query["limit"]), custom = customOf(query["dynamic_fields"]);
  return {
    x: `${model ?? ""}::${view ?? ""}`,
    fields: asTexts(query["fields"]),
    ...(filters !== null && { filters }),
    ...(pivots.length > 0 && { pivots }),
    ...(sorts.length > 0 && { sorts }),
    ...(limit !== null && { limit }),
    ...(custom.length > 0 && { custom }),
  };
}

function filtersOf(value: JsonValue | undefined): Record<string, string> | null {
  const entries = Object.entries(asObject(value)).map(([field, filter]) =>
    [field, asText(filter) ?? ""] as const
  );
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** Returns the names of table calculations and custom fields, from a JSON text. */
function customOf(value: JsonValue | undefined): string[] {
  const text = asText(value);
  if (text === null || text.length < 3) return [];
  let list: JsonValue;
  try {
    list = decode(readJson(new TextEncoder().encode(text)).bytes);
  } catch {
    return [];
  }
  return (Array.isArray(list) ? list : []).flatMap((one) => {
    const { label, table_calculation, dimension, measure } = asObject(one) as Partial<JsonObject>;
    return asText(label) ?? asText(table_calculation) ?? asText(dimension) ?? asText(measure) ?? [];
  });
}
