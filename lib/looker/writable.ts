/**
 * What a client can write of an object, by the spec's own flags, with the exceptions that Looker's behaviour needs.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { isJsonObject, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { API_WRITABLE } from "./api_writable.ts";

/** A schema that is in a request body. */
export type WritableSchema = keyof typeof API_WRITABLE;

/** Read-only by the spec, and yet sent: without it a tile's filters are bound to nothing. */
export const SENT_ANYWAY: Partial<Record<string, readonly string[]>> = { ResultMakerFilterables: ["listen"] };

/** By schema: property name → the schema of its objects, or null for plain values. */
type Tables = Map<string, ReadonlyMap<string, string | null>>;

/** What an instance's own spec adds, for as long as work for that instance goes on. */
interface Extended {
  extension: Readonly<Record<string, string>>;
  tables: Tables;
}

const ours: Tables = new Map();
const extended = new AsyncLocalStorage<Extended>();

/**
 * Runs `work` with the properties that an instance's own spec has beyond ours: within it, and whatever it waits for, they
 * are writable. Forms of the backup and of the destination are so made by the same rule, wherever they are made.
 */
export function withWritable<T>(extension: Readonly<Record<string, string>>, work: () => T): T {
  return extended.run({ extension, tables: new Map() }, work);
}

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
