/** Checks an answer against the spec: declared types, nullability, nothing undeclared but `foo_bar_*`. @module */
import { type PropertyFact, schemaOf, type TypeFact } from "./facts.ts";
import { isObject, type Json, RawJson } from "./json.ts";
import { UNKNOWN_PREFIX } from "./project.ts";

/** What is wrong with a value that should be of `type`; empty when nothing is. */
export function problemsOf(value: Json, type: TypeFact, path = "$"): string[] {
  if (type.ref !== undefined) return objectProblems(value, type.ref, path);
  const items = type.items;
  if (items !== undefined) {
    if (!Array.isArray(value)) return [`${path}: no list`];
    return value.flatMap((item, index) => problemsOf(item, items, `${path}[${index}]`));
  }
  if (type.additionalProperties !== undefined || type.type === "object") {
    return isObject(value) || value instanceof RawJson ? [] : [`${path}: no map`];
  }
  return scalarProblems(value, type, path);
}

function objectProblems(value: Json, schema: string, path: string): string[] {
  if (!isObject(value)) return [`${path}: no ${schema}`];
  const { properties } = schemaOf(schema);
  const problems: string[] = [];
  for (const [name, fact] of Object.entries(properties)) {
    const inner = value[name];
    if (fact.writeOnly) {
      if (inner !== undefined) problems.push(`${path}.${name}: write-only`);
    } else if (inner === undefined) {
      if (name !== "is_iam_admin") problems.push(`${path}.${name}: missing`);
    } else if (inner === null) {
      if (!mayBeNull(fact)) problems.push(`${path}.${name}: null`);
    } else problems.push(...problemsOf(inner, fact, `${path}.${name}`));
  }
  for (const name of Object.keys(value)) {
    if (!(name in properties) && !name.startsWith(UNKNOWN_PREFIX)) {
      problems.push(`${path}.${name}: undeclared`);
    }
  }
  return problems;
}

/** A nested object may be null though the spec does not say so: most are absent on real instances. */
function mayBeNull(fact: PropertyFact): boolean {
  return fact.nullable === true || fact.ref !== undefined;
}

function scalarProblems(value: Json, type: TypeFact, path: string): string[] {
  const number = typeof value === "number" || (value instanceof RawJson && /^-?\d/.test(value.text));
  const right = type.type === "string"
    ? typeof value === "string" && (type.enum === undefined || type.enum.includes(value))
    : type.type === "integer"
    ? number && !(typeof value === "number" && !Number.isInteger(value))
    : type.type === "number"
    ? number
    : type.type === "boolean"
    ? typeof value === "boolean"
    : true;
  return right ? [] : [`${path}: no ${type.type ?? "value"}`];
}
