/**
 * Reads the parts of a body that can name something or be searched. Most of a body repeats other parts.
 *
 * @module
 */
import { asObject, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import { decode, type PassesOver } from "../../codec/msgpack_reader.ts";
import type { ContentType } from "../content_type_names.ts";
import { COMPUTED, REPEATED } from "./places.ts";

/** Of LookML's fields only what they are called is asked for. */
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

/** A body as `eachUse`, `eachEdge` and `wordsOf` see it; whatever they pass over is omitted. @throws {DamagedBodyError} */
export function readForUses(type: ContentType, bytes: Uint8Array): JsonObject {
  return asObject(decode(bytes, type === "explores" ? (key) => OF_FIELDS.has(key) : passesOver(type)));
}

function passesOver(type: ContentType): PassesOver {
  const isDashboard = type === "dashboards" || type === "lookml_dashboards";
  /** The depth of the result of a tile that has its query or its look beside it; -1 elsewhere. */
  let result = -1;
  return (key, object, depth) => {
    if (depth < result) result = -1;
    if (COMPUTED.has(key)) return true;
    if (!isDashboard) return false;
    if (depth === result) return REPEATED.has(key);
    // A filter's field is LookML's.
    if (key === "field") return depth === 2;
    if (key === "result_maker") {
      result = isJsonObject(object["query"]) || asText(object["look_id"]) !== null ? depth + 1 : -1;
    }
    return false;
  };
}
