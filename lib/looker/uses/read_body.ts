/**
 * Reads the parts of a body that can contain a name or a searched text. Most of a body repeats other parts.
 *
 * @module
 */
import { asObject, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import { decode, type PassesOver } from "../../codec/msgpack_reader.ts";
import type { ContentType } from "../content_type_names.ts";
import { COMPUTED, REPEATED } from "./places.ts";

/** Properties of LookML's fields that are not read, because only the names of the fields are needed. */
const OF_FIELDS: ReadonlySet<string> = new Set([
  "sql",
  "sql_case",
  "lookml_link",
  "source_file",
  "source_file_path",
  "enumerations",
  "time_interval",
  "user_attribute_filter_types",
  "suggestions",
  "tags",
]);

/**
 * Reads a body for `eachUse`, `eachEdge` and `wordsOf`. Parts that they skip are omitted.
 *
 * @throws {DamagedBodyError} when the body is damaged.
 */
export function readForUses(type: ContentType, bytes: Uint8Array): JsonObject {
  return asObject(decode(bytes, type === "explores" ? (key) => OF_FIELDS.has(key) : passesOver(type)));
}

function passesOver(type: ContentType): PassesOver {
  const isDashboard = type === "dashboards" || type === "lookml_dashboards";
  /** The depth of the result of a tile that also contains its query or its look; otherwise -1. */
  let result = -1;
  return (key, object, depth) => {
    if (depth < result) result = -1;
    if (COMPUTED.has(key)) return true;
    if (!isDashboard) return false;
    if (depth === result) return REPEATED.has(key);
    // The field of a filter repeats LookML.
    if (key === "field") return depth === 2;
    if (key === "result_maker") {
      result = isJsonObject(object["query"]) || asText(object["look_id"]) !== null ? depth + 1 : -1;
    }
    return false;
  };
}
