/**
 * The facts of a Looker OpenAPI document that lookervault stores: operations, parameters, properties and types, without
 * any descriptions.
 *
 * @module
 */

/** A type as in the specification: a scalar, an array, a map, or a reference to a schema by name. */
export interface TypeFact {
  type?: string;
  format?: string;
  /** The name of a schema in {@linkcode Facts.schemas}. */
  ref?: string;
  items?: TypeFact;
  additionalProperties?: TypeFact;
  enum?: unknown[];
}

/** A property of a schema. Flags that are false are omitted. */
export interface PropertyFact extends TypeFact {
  readOnly?: true;
  writeOnly?: true;
  nullable?: true;
}

/** A path or query parameter. Arrays are sent as one comma-joined value (`style: simple`). */
export interface ParameterFact {
  name: string;
  in: "path" | "query";
  required?: true;
  deprecated?: true;
  type: TypeFact;
}

/** The content of a request or response body. */
export interface ContentFact {
  mediaType: string;
  type: TypeFact;
  required?: true;
}

/** An operation. */
export interface OperationFact {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  /** Looker's status of the operation: stable, beta, alpha or deprecated. */
  status: string;
  parameters: ParameterFact[];
  body?: ContentFact;
  /** The responses by HTTP status; `null` for a response without a body. */
  responses: Record<string, ContentFact | null>;
}

/** A schema: an object with properties. */
export interface SchemaFact {
  required?: string[];
  properties: Record<string, PropertyFact>;
}

/** The content of the file `specs/looker-4.0.json`. */
export interface Facts {
  api_version: string;
  looker_release: string;
  operations: Record<string, OperationFact>;
  schemas: Record<string, SchemaFact>;
  /** The names of all operations and schemas of the document, including the unused ones. */
  known: { operations: string[]; schemas: string[] };
}

type Json = Record<string, unknown>;

const METHODS = ["get", "post", "put", "patch", "delete"] as const;
const REF = /^#\/components\/(schemas|requestBodies)\/(.+)$/;

/**
 * Extracts the named operations and the schemas that they reach.
 *
 * @throws {Error} if the document is not OpenAPI 3, or lacks one of the operations.
 */
export function extractFacts(document: unknown, operationIds: readonly string[]): Facts {
  const root = object(document, "document");
  if (!String(root["openapi"]).startsWith("3.")) {
    throw new Error("Cannot read the specification: it is not an OpenAPI 3 document");
  }
  const info = object(root["info"], "info");
  const components = object(root["components"], "components");
  const wanted = new Set(operationIds);
  const operations: Record<string, OperationFact> = {};
  const known: string[] = [];
  for (const [path, item] of Object.entries(object(root["paths"], "paths"))) {
    for (const method of METHODS) {
      const operation = object(item, path)[method];
      if (operation === undefined) continue;
      const id = String(object(operation, path)["operationId"]);
      known.push(id);
      if (wanted.has(id)) operations[id] = operationFact(object(operation, id), method, path, components);
    }
  }
  const missing = operationIds.filter((id) => !(id in operations));
  if (missing.length > 0) throw new Error(`Cannot use the specification: it lacks ${missing.join(", ")}`);
  return {
    api_version: "4.0",
    looker_release: String(info["x-looker-release-version"] ?? "unknown"),
    operations: sorted(operations),
    schemas: sorted(reachable(operations, object(components["schemas"], "schemas"))),
    known: {
      operations: known.sort(),
      schemas: Object.keys(object(components["schemas"], "schemas")).sort(),
    },
  };
}

/**
 * Returns the text of the file, with one operation, parameter or property on each line, so that the diff of a new
 * release is readable.
 */
export function formatFacts(facts: Facts): string {
  const table = (entries: Record<string, unknown>, indent: string, deeper: (v: unknown) => string): string =>
    `{\n${
      Object.entries(entries).map(([k, v]) => `${indent}  ${JSON.stringify(k)}: ${deeper(v)}`).join(",\n")
    }\n${indent}}`;
  const schema = (value: unknown): string => {
    const { required, properties } = value as SchemaFact;
    const head = required === undefined ? "" : `"required": ${JSON.stringify(required)}, `;
    return `{${head}"properties": ${table(properties as Json, "    ", JSON.stringify)}}`;
  };
  return `{\n  "api_version": ${JSON.stringify(facts.api_version)},\n` +
    `  "looker_release": ${JSON.stringify(facts.looker_release)},\n` +
    `  "operations": ${table(facts.operations as unknown as Json, "  ", JSON.stringify)},\n` +
    `  "schemas": ${table(facts.schemas as unknown as Json, "  ", schema)},\n` +
    `  "known": ${table(facts.known, "  ", JSON.stringify)}\n}\n`;
}

function operationFact(
  operation: Json,
  method: OperationFact["method"],
  path: string,
  components: Json,
): OperationFact {
  const parameters = (operation["parameters"] as Json[] | undefined ?? []).map((p): ParameterFact => ({
    name: String(p["name"]),
    in: p["in"] as "path" | "query",
    ...(p["required"] === true && { required: true }),
    ...(p["deprecated"] === true && { deprecated: true }),
    type: typeFact(object(p["schema"], "schema")),
  }));
  const responses: OperationFact["responses"] = {};
  for (const [status, response] of Object.entries(object(operation["responses"], "responses"))) {
    responses[status] = status === "204" ? null : contentFact(object(response, status));
  }
  const body = operation["requestBody"] === undefined
    ? undefined
    : bodyFact(operation["requestBody"] as Json, components);
  return {
    method,
    path,
    status: String(operation["x-looker-status"] ?? "stable"),
    parameters,
    ...(body && { body }),
    responses,
  };
}

function bodyFact(body: Json, components: Json): ContentFact | undefined {
  const ref = REF.exec(String(body["$ref"] ?? ""));
  const target = ref === null
    ? body
    : object(object(components["requestBodies"], "requestBodies")[ref[2] ?? ""], String(ref[2]));
  const fact = contentFact(target);
  if (fact === null) return undefined;
  return target["required"] === true ? { ...fact, required: true } : fact;
}

function contentFact(holder: Json): ContentFact | null {
  const content = holder["content"] as Record<string, Json> | undefined;
  if (content === undefined) return null;
  const [mediaType, value] = "application/json" in content
    ? ["application/json", content["application/json"]] as const
    : Object.entries(content)[0] ?? ["application/json", undefined];
  if (value === undefined) return null;
  return { mediaType, type: typeFact(object(value["schema"] ?? {}, mediaType)) };
}

function typeFact(schema: Json): TypeFact {
  const ref = REF.exec(String(schema["$ref"] ?? ""));
  if (ref !== null) return { ref: String(ref[2]) };
  const items = schema["items"], extra = schema["additionalProperties"];
  return {
    ...(typeof schema["type"] === "string" && { type: schema["type"] }),
    ...(typeof schema["format"] === "string" && { format: schema["format"] }),
    ...(items !== undefined && { items: typeFact(object(items, "items")) }),
    ...(typeof extra === "object" && extra !== null && { additionalProperties: typeFact(extra as Json) }),
    ...(Array.isArray(schema["enum"]) && { enum: schema["enum"] }),
  };
}

function schemaFact(schema: Json): SchemaFact {
  const properties: Record<string, PropertyFact> = {};
  for (const [name, value] of Object.entries(object(schema["properties"] ?? {}, "properties"))) {
    const property = object(value, name);
    properties[name] = {
      ...typeFact(property),
      ...(property["readOnly"] === true && { readOnly: true }),
      ...(property["x-looker-write-only"] === true && { writeOnly: true }),
      ...(property["nullable"] === true && { nullable: true }),
    };
  }
  return {
    ...(Array.isArray(schema["required"]) && { required: schema["required"] as string[] }),
    properties,
  };
}

function reachable(operations: Record<string, OperationFact>, schemas: Json): Record<string, SchemaFact> {
  const kept: Record<string, SchemaFact> = {};
  const queue: string[] = [];
  const visit = (type: TypeFact): void => {
    if (type.ref !== undefined && !(type.ref in kept)) queue.push(type.ref);
    if (type.items) visit(type.items);
    if (type.additionalProperties) visit(type.additionalProperties);
  };
  for (const operation of Object.values(operations)) {
    if (operation.body) visit(operation.body.type);
    for (const response of Object.values(operation.responses)) if (response) visit(response.type);
  }
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (name in kept) continue;
    const fact = schemaFact(object(schemas[name], name));
    kept[name] = fact;
    Object.values(fact.properties).forEach(visit);
  }
  return kept;
}

function object(value: unknown, what: string): Json {
  if (typeof value !== "object" || value === null) {
    throw new Error(`Cannot read the specification: ${what} is not an object`);
  }
  return value as Json;
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
