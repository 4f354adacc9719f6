/**
 * What a client may write of an object, by the spec's own flags, with the exceptions that Looker's behaviour demands.
 *
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { API_WRITABLE } from "./api_writable.ts";

/** A schema that stands in a request body. */
export type WritableSchema = keyof typeof API_WRITABLE;

/** Read-only by the spec, and yet sent: without it a tile's filters are bound to nothing. */
const SENT_ANYWAY: Partial<Record<string, readonly string[]>> = { ResultMakerFilterables: ["listen"] };

/** Property name → the schema of its objects, or null for plain values. */
const tables = new Map<string, ReadonlyMap<string, string | null>>();

/** The writable properties of a schema, and of which schema their objects are. */
export function writableProperties(schema: WritableSchema): ReadonlyMap<string, string | null> {
  return tableOf(schema);
}

/**
 * The writable part of a served object, nested objects reduced likewise. What the object lacks is not in the answer.
 */
export function writable(schema: WritableSchema, object: JsonObject): JsonObject {
  return reduced(schema, object);
}

function reduced(schema: string, object: JsonObject): JsonObject {
  const kept: JsonObject = {};
  // By the schema, not by the object: served objects have many times more properties.
  for (const [key, nested] of tableOf(schema)) {
    const value = Object.hasOwn(object, key) ? object[key] : undefined;
    if (value !== undefined) kept[key] = nested === null ? value : reducedValue(nested, value);
  }
  return kept;
}

function reducedValue(schema: string, value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((one) => reducedValue(schema, one));
  return isJsonObject(value) ? reduced(schema, value) : value;
}

function tableOf(schema: string): ReadonlyMap<string, string | null> {
  let table = tables.get(schema);
  if (table === undefined) {
    const listed = schema in API_WRITABLE ? API_WRITABLE[schema as WritableSchema] : "";
    const names = [...listed.split(" ").filter((name) => name !== ""), ...SENT_ANYWAY[schema] ?? []];
    table = new Map(names.map((name) => {
      const [key = "", nested] = name.split(":");
      return [key, nested ?? null];
    }));
    tables.set(schema, table);
  }
  return table;
}
