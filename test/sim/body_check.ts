/** Request bodies, checked against the facts: only declared, writable, well-typed properties. @module */
import { type OperationFact, type PropertyFact, schemaOf, type TypeFact } from "./facts.ts";
import { type FieldError, Refusal } from "./errors.ts";
import { isObject, type Json, RawJson } from "./json.ts";
import type { ViolationKind } from "./violations.ts";

/** Operations whose body properties are all marked read-only and must be sent all the same (specs/looker-behaviour.md). */
const READ_ONLY_ACCEPTED = new Set([
  "create_content_metadata_access",
  "update_content_metadata_access",
  "add_group_group",
  "add_group_user",
  "set_user_attribute_group_values",
  "update_user_attribute_group_value",
]);

/** Read-only in the spec, yet kept inside element bodies (specs/looker-behaviour.md). */
const READ_ONLY_KEPT = new Set(["ResultMakerFilterables.listen"]);

/** Schemas whose read-only properties Looker documents as ignored: a violation all the same, but no refusal. */
const READ_ONLY_IGNORED = new Set(["LookWithQuery"]);

/**
 * Checks a request body; the body without what is ignored.
 *
 * @throws {Refusal} 422 that names each property the schema does not allow.
 */
export function checkBody(
  operation: string,
  fact: OperationFact,
  body: Json,
  report: (kind: ViolationKind, detail: string) => void,
  /** Properties that this instance has beyond the facts, by schema. */
  beyond: Readonly<Record<string, readonly string[]>> = {},
): Json {
  if (fact.body === undefined) return body;
  const errors: FieldError[] = [];
  const ignored = new Set<string>();
  const ignores = READ_ONLY_IGNORED.has(fact.body.type.ref ?? "");
  const problem = (kind: ViolationKind, field: string): void => {
    report(kind, field);
    if (ignores && kind === "read_only_property" && !field.includes(".")) {
      ignored.add(field);
      return;
    }
    errors.push({
      field,
      code: kind === "wrong_type" ? "invalid" : kind,
      message: `${field}: ${kind.replaceAll("_", " ")}`,
    });
  };
  const rules = { acceptReadOnly: READ_ONLY_ACCEPTED.has(operation), beyond, problem };
  check(body, fact.body.type, "", rules);
  if (
    fact.body.type.ref !== undefined && isObject(body) && (fact.method === "post" || fact.method === "put")
  ) {
    for (const name of schemaOf(fact.body.type.ref).required ?? []) {
      if (body[name] === undefined || body[name] === null) {
        errors.push({ field: name, code: "missing_field", message: `${name} is required` });
      }
    }
  }
  if (errors.length > 0) throw new Refusal(422, "Validation Failed", errors);
  return ignored.size > 0 && isObject(body)
    ? Object.fromEntries(Object.entries(body).filter(([name]) => !ignored.has(name)))
    : body;
}

function check(
  value: Json,
  type: TypeFact,
  path: string,
  rules: {
    acceptReadOnly: boolean;
    beyond: Readonly<Record<string, readonly string[]>>;
    problem: (kind: ViolationKind, field: string) => void;
  },
): void {
  const { acceptReadOnly, beyond, problem } = rules;
  if (type.ref !== undefined) {
    if (value === null && path !== "") return;
    if (!isObject(value)) return problem("wrong_type", path === "" ? "body" : path);
    const properties = schemaOf(type.ref).properties;
    for (const [name, inner] of Object.entries(value)) {
      const at = path === "" ? name : `${path}.${name}`;
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (beyond[type.ref]?.includes(name)) continue;
      if (property === undefined) problem("unknown_property", at);
      else if (property.readOnly && !acceptReadOnly && !READ_ONLY_KEPT.has(`${type.ref}.${name}`)) {
        problem("read_only_property", at);
      } else if (inner === null) {
        if (!nullable(property)) problem("wrong_type", at);
      } else check(inner, property, at, rules);
    }
  } else if (type.items !== undefined) {
    if (!Array.isArray(value)) return problem("wrong_type", path === "" ? "body" : path);
    for (const [index, item] of value.entries()) {
      check(item, type.items, `${path}[${index}]`, rules);
    }
  } else if (!scalarFits(value, type)) problem("wrong_type", path === "" ? "body" : path);
}

function nullable(property: PropertyFact): boolean {
  return property.nullable === true || property.ref !== undefined;
}

function scalarFits(value: Json, type: TypeFact): boolean {
  if (type.additionalProperties !== undefined || type.type === "object") {
    return isObject(value) || value instanceof RawJson;
  }
  if (type.type === "string") {
    return typeof value === "string" && (type.enum === undefined || type.enum.includes(value));
  }
  if (type.type === "boolean") return typeof value === "boolean";
  if (type.type === "integer") {
    return typeof value === "number" ? Number.isInteger(value) : value instanceof RawJson;
  }
  if (type.type === "number") return typeof value === "number" || value instanceof RawJson;
  return true;
}
