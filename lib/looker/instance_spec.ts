/**
 * Finds what an instance's own spec has beyond the spec of this version: writable properties, and what a backup of
 * this version does not contain. Reads Swagger 2 (which Looker serves) and OpenAPI 3. Pure. The size of the result is
 * limited, whatever the document contains.
 *
 * @module
 */
import { KNOWN_OPERATIONS, KNOWN_PROPERTIES, KNOWN_SCHEMAS } from "./api_known.ts";
import { API_WRITABLE } from "./api_writable.ts";
import { SENT_ANYWAY } from "./writable.ts";

/** Writable properties that this version does not know, in the form of `API_WRITABLE`. */
export type WritableExtension = Readonly<Record<string, string>>;

/** What a spec has that this version does not know. */
export interface Beyond {
  /** Schemas that operations return. */
  types: string[];
  /** Operations that return a list. */
  listings: string[];
  /** Writable properties that are restored, as `Schema.property`. */
  properties: string[];
  /**
   * `Schema.property` of properties that are writable there, but not restored, because they are read-only in the spec
   * of this version.
   */
  opened: string[];
  /** The number of names that are not stored, because there are too many of them or they are invalid. */
  more: number;
}

/** The compact facts of an instance's spec. */
export interface InstanceSpec {
  release: string | null;
  writable: WritableExtension;
  beyond: Beyond;
}

/** The maximum number of stored names of each kind. */
const MOST_NAMES = 300;
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;
const REF = /^#\/(?:definitions|components\/schemas)\/([A-Za-z0-9_]{1,100})$/;

type Json = Readonly<Record<string, unknown>>;

const words = (text: string): Set<string> => new Set(text.split(" ").filter((word) => word !== ""));
const OPERATIONS = words(KNOWN_OPERATIONS), SCHEMAS = words(KNOWN_SCHEMAS);

/** Reads a spec; null if the document is not a spec. */
export function instanceSpec(document: unknown): InstanceSpec | null {
  const root = record(document);
  const schemas = record(root?.["definitions"]) ?? record(record(root?.["components"])?.["schemas"]);
  const paths = record(root?.["paths"]);
  if (schemas === null || paths === null) return null;
  const release = record(root?.["info"])?.["x-looker-release-version"];
  return { release: typeof release === "string" ? release : null, ...new Reading(schemas, paths).facts() };
}

class Reading {
  private readonly writable = new Map<string, string[]>();
  private readonly beyond: Beyond = { types: [], listings: [], properties: [], opened: [], more: 0 };

  constructor(private readonly schemas: Json, private readonly paths: Json) {}

  facts(): Pick<InstanceSpec, "writable" | "beyond"> {
    for (const schema of Object.keys(KNOWN_PROPERTIES)) this.compare(schema);
    this.readPaths();
    const writable = [...this.writable].filter(([, names]) => names.length > 0)
      .map(([schema, names]) => [schema, names.join(" ")] as const);
    return { writable: Object.fromEntries(writable), beyond: this.beyond };
  }

  /** Records the properties of a known schema that are writable in the instance's spec, but not in ours. */
  private compare(schema: string): void {
    const all = wordsOf(KNOWN_PROPERTIES, schema), sent = SENT_ANYWAY[schema] ?? [];
    const ours = new Set([...[...wordsOf(API_WRITABLE, schema)].map((word) => word.split(":")[0]), ...sent]);
    for (const [name, property] of this.propertiesOf(schema)) {
      if (ours.has(name) || !this.isWritable(property, new Set([schema]))) continue;
      if (all.has(name)) this.note("opened", `${schema}.${name}`);
      else if (this.note("properties", `${schema}.${name}`)) this.add(schema, name, property);
    }
  }

  private add(schema: string, name: string, property: Json): void {
    const nested = nestedOf(property);
    const table = this.writable.get(schema) ?? [];
    this.writable.set(schema, [...table, nested === null ? name : `${name}:${nested}`]);
    if (nested === null || Object.hasOwn(API_WRITABLE, nested) || this.writable.has(nested)) return;
    // Only the instance has this schema, so all of its writable properties are added.
    this.writable.set(nested, []);
    for (const [inner, fact] of this.propertiesOf(nested).slice(0, MOST_NAMES)) {
      if (this.writable.size > MOST_NAMES) return;
      if (this.isWritable(fact, new Set([nested]))) this.add(nested, inner, fact);
    }
  }

  /**
   * Whether a property is writable. A property that contains objects is writable only if a property of the objects
   * is.
   */
  private isWritable(property: Json, above: Set<string>): boolean {
    if (property["readOnly"] === true) return false;
    const nested = nestedOf(property);
    if (nested === null || above.has(nested)) return true;
    above.add(nested);
    return this.propertiesOf(nested).some(([, inner]) => this.isWritable(inner, above));
  }

  private propertiesOf(schema: string): [string, Json][] {
    const fact = Object.hasOwn(this.schemas, schema) ? record(this.schemas[schema]) : null;
    return Object.entries(record(fact?.["properties"]) ?? {}).flatMap(([name, value]): [string, Json][] => {
      const property = record(value);
      return property !== null && NAME.test(name) ? [[name, property]] : [];
    });
  }

  private readPaths(): void {
    const types = new Set<string>();
    for (const item of Object.values(this.paths)) {
      for (const [method, value] of Object.entries(record(item) ?? {})) {
        const operation = record(value), answer = operation === null ? null : answerOf(operation);
        if (operation === null || answer === null) continue;
        const nested = nestedOf(answer), id = operation["operationId"];
        if (nested !== null && !SCHEMAS.has(nested)) types.add(nested);
        const isListing = method === "get" && answer["type"] === "array";
        if (isListing && typeof id === "string" && !OPERATIONS.has(id)) this.note("listings", id);
      }
    }
    for (const type of types) this.note("types", type);
  }

  private note(kind: "types" | "listings" | "properties" | "opened", name: string): boolean {
    const names = this.beyond[kind];
    if (names.length >= MOST_NAMES || !name.split(".").every((part) => NAME.test(part))) {
      this.beyond.more++;
      return false;
    }
    names.push(name);
    return true;
  }
}

/** Returns the schema of an operation's response. */
function answerOf(operation: Json): Json | null {
  const good = record(record(operation["responses"])?.["200"]);
  return record(good?.["schema"]) ??
    record(record(record(good?.["content"])?.["application/json"])?.["schema"]);
}

/** Returns the name of the schema of a property's objects; null if it has none. */
function nestedOf(property: Json): string | null {
  for (const one of [property, record(property["items"]), record(property["additionalProperties"])]) {
    const ref = one?.["$ref"];
    const name = typeof ref === "string" ? REF.exec(ref)?.[1] : undefined;
    if (name !== undefined) return name;
  }
  return null;
}

function wordsOf(table: Readonly<Record<string, string>>, key: string): Set<string> {
  return words(Object.hasOwn(table, key) ? table[key] ?? "" : "");
}

function record(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Json : null;
}

/** Whether a spec has anything that this version does not know. */
export function hasBeyond({ types, listings, properties, opened }: Beyond): boolean {
  return types.length + listings.length + properties.length + opened.length > 0;
}
