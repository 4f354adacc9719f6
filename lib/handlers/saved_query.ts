/**
 * Queries that an item names only by their ids, as alerts and schedules do. Queries are immutable: to change one,
 * another is created, which the item then names. They are read only if the source's item contains its query, as in a
 * replacement of names.
 *
 * @module
 */
import { asObject, asText, isJsonObject, type JsonObject } from "../codec/json_value.ts";
import type { Reader } from "../live/reader.ts";
import { createQuery, queryForm } from "./queries.ts";
import type { Refs } from "./references.ts";
import type { Writer } from "./task.ts";

/** The key of the query in a form, and in `_vault` of a body. */
export const QUERY = "query";
const QUERY_ID = "query_id";

/** Returns a body with its query in `_vault`, if the source's item has it there. */
export async function withSavedQuery(reader: Reader, body: JsonObject | null): Promise<JsonObject | null> {
  const known = reader.known?.[QUERY], id = asText(body?.[QUERY_ID] ?? null);
  if (body === null || id === null || !isJsonObject(known)) return body;
  const query = asText(known["id"]) === id ? known : await reader.get("query", { query_id: id });
  return query === null ? body : { ...body, _vault: { ...asObject(body["_vault"]), [QUERY]: query } };
}

/** Returns a form that contains the query's definition instead of its id, if the definition is known. */
export function withQueryForm(form: JsonObject, body: JsonObject, refs: Refs): JsonObject {
  const query = asObject(body["_vault"])[QUERY];
  if (!isJsonObject(query) || asText(form[QUERY_ID]) === null) return form;
  const { [QUERY_ID]: _id, ...rest } = form;
  return { ...rest, [QUERY]: queryForm(query, refs) };
}

/**
 * Returns the form that is sent, with the id of its query. The query is created if `isChanged`; otherwise `live` gives
 * the id.
 */
export async function withQueryId(
  writer: Writer,
  { [QUERY]: query, ...form }: JsonObject,
  { isChanged, live }: { isChanged: boolean; live: JsonObject | null },
): Promise<JsonObject> {
  if (!isJsonObject(query)) return form;
  const id = isChanged || live === null ? await createQuery(writer, query) : live[QUERY_ID] ?? null;
  return { ...form, [QUERY_ID]: id };
}
