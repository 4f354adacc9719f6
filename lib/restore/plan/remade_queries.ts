/**
 * What is lost if a query changes. Queries are immutable: a changed one is created again from what the spec lists as
 * writable. It lacks all other properties that Looker served of the old one. Pure.
 *
 * @module
 */
import { asText, isJsonObject, type JsonObject, jsonText, type JsonValue } from "../../codec/json_value.ts";
import { ruleOf, saysNothing } from "../../codec/same_sense.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { formRules } from "../../looker/equality.ts";
import { COMPUTED_OF_QUERIES } from "../../looker/registry/shared.ts";
import type { ServedSchema } from "../../looker/registry/entry.ts";
import { unknownProperties } from "../../looker/served_schemas.ts";
import { writable } from "../../looker/writable.ts";

const QUERY: ServedSchema = { schema: "Query", also: COMPUTED_OF_QUERIES };
const MERGE: ServedSchema = { schema: "MergeQuery" };
/** The keys of objects that contain queries, and of objects that contain merge queries. */
const SOURCES = "merge_source_queries", MERGES = "merge_queries";
/** The maximum depth at which a body contains queries. */
const DEEPEST = 12;

/**
 * Returns the paths of properties that would be lost: Looker serves them of a query that changes, they are not empty,
 * and
 * no spec lists them as writable. `body` is the wanted item and `live` the current one, both of the same instance.
 */
export function lostWithQueries(type: ContentType, body: JsonObject, live: JsonObject): string[] {
  const rules = formRules(type), lost: string[] = [];
  const compare = (served: ServedSchema, wanted: JsonObject, there: JsonObject, path: string): void => {
    if (jsonText(writable(served.schema, wanted)) === jsonText(writable(served.schema, there))) {
      return;
    }
    for (const key of unknownProperties(served, there)) {
      const rule = ruleOf(rules.other, key);
      if (rule?.drops !== true && !saysNothing(there[key], rule)) lost.push(`${path}.${key}`);
    }
  };
  const walk = (wanted: JsonValue, there: JsonValue, { key, path, depth }: Place): void => {
    if (depth > DEEPEST) return;
    if (Array.isArray(wanted) && Array.isArray(there)) {
      for (const [i, one] of wanted.entries()) {
        const id = isJsonObject(one) ? asText(one["id"] ?? null) : null;
        const other = id === null
          ? there[i]
          : there.find((it) => isJsonObject(it) && asText(it["id"] ?? null) === id);
        if (other !== undefined) walk(one, other, { key, path: `${path}[${i}]`, depth: depth + 1 });
      }
      return;
    }
    if (!isJsonObject(wanted) || !isJsonObject(there)) return;
    if (key === "query" && typeof there["view"] === "string") return compare(QUERY, wanted, there, path);
    // A look on a tile, and its query, belong to the look.
    const isOthers = asText(there["look_id"] ?? null) !== null;
    for (const [name, value] of Object.entries(wanted)) {
      const other = there[name];
      if (
        other === undefined || (isOthers && (name === "look" || name === "query" || name === "result_maker"))
      ) continue;
      // Reports a property only one time, if a result repeats it from the query of its tile.
      if (name === "result_maker" && isJsonObject(there["query"])) continue;
      const at = { path: path === "" ? name : `${path}.${name}`, depth: depth + 1 };
      if (name === SOURCES || name === MERGES) {
        for (const [id, one] of isJsonObject(value) ? Object.entries(value) : []) {
          const was = isJsonObject(other) ? other[id] : undefined;
          if (!isJsonObject(one) || was === undefined || !isJsonObject(was)) continue;
          compare(name === SOURCES ? QUERY : MERGE, one, was, `${at.path}.${id}`);
        }
      } else walk(value, other, { key: name, ...at });
    }
  };
  walk(body, live, { key: "", path: "", depth: 0 });
  return lost;
}

interface Place {
  key: string;
  path: string;
  depth: number;
}
