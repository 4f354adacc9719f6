/**
 * The properties of an object that a client can write, by the flags of the spec, with the exceptions that Looker's
 * behavior requires.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { isJsonObject, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { API_WRITABLE } from "./api_writable.ts";

/** A schema that is part of a request body. */
export type WritableSchema = keyof typeof API_WRITABLE;

/**
 * Properties that are read-only in the spec but are sent anyway. Without `listen`, the filters of a tile have no
 * effect.
 */
export const SENT_ANYWAY: Partial<Record<string, readonly string[]>> = { ResultMakerFilterables: ["listen"] };

/** By schema: the name of each property, and the schema of its objects or null for plain values. */
type Tables = Map<string, ReadonlyMap<string, string | null>>;

/** The properties that an instance's own spec adds, while work for that instance runs. */
interface Extended {
  extension: Readonly<Record<string, string>>;
  tables: Tables;
}

const ours: Tables = new Map();
const extended = new AsyncLocalStorage<Extended>();

/**
 * Runs `work` with the properties that an instance's own spec has beyond ours. These properties are writable in
 * `work` and in everything that `work` awaits. All forms of the backup and of the destination are thus built by the
 * same rule.
 */
export function withWritable<T>(extension: Readonly<Record<string, string>>, work: () => T): T {
  return extended.run({ extension, tables: new Map() }, work);
}

/** Returns the writable properties of a schema, and the schema of their objects. */
export function writableProperties(schema: WritableSchema): ReadonlyMap<string, string | null> {
  return tableOf(schema);
}

/**
 * Returns the writable part of a served object. Nested objects are reduced in the same way. The result has no
 * property that the object lacks.
 */
export function writable(schema: WritableSchema, object: JsonObject): JsonObject {
  return reduced(schema, object);
}

function reduced(schema: string, object: JsonObject): JsonObject {
  const kept: JsonObject = {};
  // Iterates over the schema, because served objects have many more properties.
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
  const { extension = {}, tables = ours } = extended.getStore() ?? {};
  let table = tables.get(schema);
  if (table === undefined) {
    const listed = [API_WRITABLE as Readonly<Record<string, string>>, extension]
      .flatMap((known) => Object.hasOwn(known, schema) ? (known[schema] ?? "").split(" ") : []);
    const names = [...listed.filter((name) => name !== ""), ...SENT_ANYWAY[schema] ?? []];
    table = new Map(names.map((name) => {
      const [key = "", nested] = name.split(":");
      return [key, nested ?? null];
    }));
    tables.set(schema, table);
  }
  return table;
}
