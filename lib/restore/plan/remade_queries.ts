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
/** Where queries are under no key of that name, and where merge queries are. */
const SOURCES = "merge_source_queries", MERGES = "merge_queries";
/** Nothing that holds a query stands deeper in a body. */
const DEEPEST = 12;

/**
 * Paths of what Looker serves of queries that change, says something, and can be written by no spec. `body` is what is
 * wanted, `live` what is there; of the same instance.
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
    // A look on a tile, and its query, are the look's.
    const isOthers = asText(there["look_id"] ?? null) !== null;
    for (const [name, value] of Object.entries(wanted)) {
      const other = there[name];
      if (
        other === undefined || (isOthers && (name === "look" || name === "query" || name === "result_maker"))
      ) continue;
      // What a result repeats of its tile's query is told once.
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
