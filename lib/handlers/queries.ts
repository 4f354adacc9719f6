/**
 * Queries are immutable and recognized by their definition. Two items have the same query if the definitions are the
 * same, whatever its id.
 *
 * @module
 */
import { isGone } from "../looker/refusal.ts";
import { isRecordable } from "../extract/tracker.ts";
import type { Reader } from "../live/reader.ts";
import { sideBySide } from "../base/pool.ts";
import type { MergeForm } from "./dashboards/form_types.ts";
import type { Writer } from "./task.ts";
import { COMPUTED_OF_QUERIES } from "../looker/registry/shared.ts";
import {
  asObject,
  asObjects,
  asText,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  mapItems,
  mapValues,
} from "../codec/json_value.ts";
import { writable } from "../looker/writable.ts";
import { withoutNulls } from "../live/form_changes.ts";
import type { Refs } from "./references.ts";

/** The kinds to which definitions of queries refer. */
export const QUERIES_REFER_TO = ["lookml_models", "color_collections", "palettes"] as const;

/**
 * Returns a query's definition with translated colors, without properties that Looker computes. Its `client_id`
 * identifies one saved query in Looker and is never sent again.
 */
export function queryForm(query: JsonObject, refs: Refs): JsonObject {
  const form = writable("Query", query);
  for (const key of COMPUTED_OF_QUERIES) delete form[key];
  const model = asText(form["model"]);
  if (model !== null) refs.model(model);
  if (isJsonObject(form["vis_config"])) form["vis_config"] = withColors(form["vis_config"], refs);
  return form;
}

/** Creates a query, or finds one with the same definition. Returns its id. */
export async function createQuery(writer: Writer, form: JsonObject): Promise<string> {
  const made = await writer.send("create_query", { fields: "id" }, withoutNulls(form));
  return asText(isJsonObject(made) ? made["id"] : null) ?? "";
}

/**
 * Returns a merge query's definition: its sources in their order (the first is the primary one), each with the
 * definition of its query under `query`. Returns null if a source query is unknown.
 */
export function mergeForm(
  merge: JsonObject,
  queries: ReadonlyMap<string, JsonObject>,
  refs: Refs,
): MergeForm | null {
  const form = writable("MergeQuery", merge);
  if (isJsonObject(form["vis_config"])) form["vis_config"] = withColors(form["vis_config"], refs);
  const sources: MergeForm["source_queries"] = [];
  for (const source of asObjects(form["source_queries"])) {
    const { query_id, query_slug, ...rest } = source;
    const query = queries.get(asText(query_id) ?? "") ?? queries.get(`slug:${asText(query_slug) ?? ""}`);
    if (query === undefined) return null;
    sources.push({ ...rest, query: queryForm(query, refs) });
  }
  return { ...form, source_queries: sources };
}

/** Creates a merge query and its sources. Returns its id. */
export async function createMerge(writer: Writer, form: MergeForm): Promise<string> {
  const sources: JsonValue[] = form.source_queries.map(() => null);
  await sideBySide(form.source_queries.map(({ query, ...rest }, at) => async () => {
    sources[at] = { ...rest, query_id: await createQuery(writer, query) };
  }));
  const made = await writer.send("create_merge_query", { fields: "id" }, {
    ...withoutNulls(form),
    source_queries: sources,
  });
  return asText(isJsonObject(made) ? made["id"] : null) ?? "";
}

/**
 * Translates color ids in a `vis_config`, at any depth. An id that the target instance lacks stays; Looker then uses a
 * default.
 */
export function withColors(value: JsonObject, refs: Refs): JsonObject {
  return mapValues(value, (inner, key) => colored(key, inner, refs));
}

function colored(key: string, value: JsonValue, refs: Refs): JsonValue {
  if (Array.isArray(value)) return mapItems(value, (one) => colored(key, one, refs));
  if (isJsonObject(value)) return withColors(value, refs);
  const id = asText(value);
  if (id === null) return value;
  if (key === "collection_id") return refs.may("color_collections", id, { isQuiet: true }) ?? value;
  return key === "palette_id" ? refs.may("palettes", id, { isQuiet: true }) ?? value : value;
}

/**
 * Reads the merge queries of a dashboard's tiles with their sources, as a capture stores them. Known ones are not read
 * again, because they never change.
 */
export async function readMerges(reader: Reader, body: JsonObject): Promise<JsonObject> {
  const merges: JsonObject = {}, queries: JsonObject = {};
  const known = { ...asObject(reader.known?.["merge_queries"]) };
  await sideBySide(
    mergeIds(body).map((id) => async () => {
      const merge = isJsonObject(known[id])
        ? known[id]
        : await readOrNull(reader, "merge_query", { merge_query_id: id });
      if (merge === null) return;
      merges[id] = merge;
      await sideBySide(
        asObjects(merge["source_queries"]).map((source) => async () => {
          const query = await readSource(reader, source);
          if (query !== null) queries[asText(query["id"]) ?? ""] = query;
        }),
      );
    }),
  );
  return Object.keys(merges).length === 0 ? {} : { merge_queries: merges, merge_source_queries: queries };
}

async function readSource(reader: Reader, source: JsonObject): Promise<JsonObject | null> {
  const id = asText(source["query_id"]), slug = asText(source["query_slug"]);
  const known = asObject(reader.known?.["merge_source_queries"]);
  const held = Object.values(known).find((query) =>
    isJsonObject(query) && (id !== null ? asText(query["id"]) === id : query["slug"] === slug)
  );
  if (isJsonObject(held)) return held;
  if (id !== null) return await readOrNull(reader, "query", { query_id: id });
  return slug === null ? null : await readOrNull(reader, "query_for_slug", { slug });
}

/** Reads a query; null if it cannot be read. The tile is then identified by the id of its query. */
async function readOrNull(
  reader: Reader,
  operation: "merge_query" | "query" | "query_for_slug",
  params: Readonly<Record<string, string>>,
): Promise<JsonObject | null> {
  try {
    return await reader.get(operation, params);
  } catch (error) {
    if (!isRecordable(error) || isGone(error)) throw error;
    return null;
  }
}

function mergeIds(body: JsonObject): string[] {
  const ids = asObjects(body["dashboard_elements"]).flatMap((element) => [
    asText(element["merge_result_id"]),
    asText(asObject(element["result_maker"])["merge_result_id"]),
  ]);
  return [...new Set(ids.filter((id) => id !== null))];
}
