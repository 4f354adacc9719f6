/** Writes stored values as the API answers them: exactly the properties the schema declares, in its order. @module */
import { type PropertyFact, schemaOf, type TypeFact } from "./facts.ts";
import type { FieldTree } from "./fields.ts";
import { isObject, type Json, RawJson, stringify } from "./json.ts";

/** Properties the spec does not know start like this; they are answered verbatim, as a newer Looker would. */
export const UNKNOWN_PREFIX = "foo_bar_";

/** Answered only when asked by name in `fields`. */
const OPT_IN: Readonly<Record<string, readonly string[]>> = { User: ["is_iam_admin"] };

interface View {
  properties: [name: string, key: string, fact: PropertyFact, missing: string, optIn: boolean][];
}

const views = new Map<string, View>();

/** Writes a value as `type`, keeping only `fields` when given. */
export function write(value: Json | undefined, type: TypeFact, fields?: FieldTree): string {
  if (value === null || value === undefined) return "null";
  if (value instanceof RawJson) return value.text;
  if (type.ref !== undefined && isObject(value)) {
    const parts: string[] = [];
    for (const [name, key, fact, missing, optIn] of view(type.ref).properties) {
      if (fields === undefined ? optIn : !fields.has(name)) continue;
      const property = value[name];
      parts.push(key + (property === undefined ? missing : write(property, fact, fields?.get(name))));
    }
    for (const name of Object.keys(value)) {
      if (name.startsWith(UNKNOWN_PREFIX) && (fields === undefined || fields.has(name))) {
        parts.push(`${JSON.stringify(name)}:${stringify(value[name] ?? null)}`);
      }
    }
    return `{${parts.join(",")}}`;
  }
  const items = type.items;
  if (items !== undefined && Array.isArray(value)) {
    return `[${value.map((item) => write(item, items, fields)).join(",")}]`;
  }
  return stringify(value);
}

function view(name: string): View {
  let found = views.get(name);
  if (found === undefined) {
    const properties: View["properties"] = [];
    for (const [property, fact] of Object.entries(schemaOf(name).properties)) {
      if (fact.writeOnly) continue;
      const optIn = OPT_IN[name]?.includes(property) ?? false;
      properties.push([property, `${JSON.stringify(property)}:`, fact, missingText(fact), optIn]);
    }
    found = { properties };
    views.set(name, found);
  }
  return found;
}

/** What stands for a declared property that the stored object lacks, as JSON text: Looker answers every property. */
export function missingText(fact: PropertyFact): string {
  if (fact.nullable || fact.ref !== undefined) return "null";
  if (fact.type === "array") return "[]";
  if (fact.additionalProperties !== undefined || fact.type === "object") return "{}";
  if (fact.type === "boolean") return "false";
  if (fact.type === "integer" || fact.type === "number") return "0";
  if (fact.enum !== undefined) return JSON.stringify(fact.enum[0] ?? "");
  return '""';
}
