/** Writes stored values as the API answers them: exactly the properties the schema declares, in its order. @module */
import { type PropertyFact, schemaOf, type TypeFact } from "./facts.ts";
import type { FieldTree } from "./fields.ts";
import { isObject, type Json, RawJson, stringify } from "./json.ts";
import { AS_DECLARED, isNumericId, nothingText, numericText, type Served, servedKey } from "./served.ts";

/** Properties the spec does not know start like this; they are answered verbatim, as a newer Looker would. */
export const UNKNOWN_PREFIX = "foo_bar_";

/** A recorded object: whatever it holds beyond the spec is answered, at its end. */
export const RECORDED = "_recorded";

/** What recorded instances answered that stands in no spec, by schema. */
const BEYOND: Readonly<Record<string, readonly string[]>> = {
  DashboardLayoutComponent: ["group_id"],
  Query: ["quick_calcs", "analysis_config"],
};

/** Answered only when asked by name in `fields`. */
const OPT_IN: Readonly<Record<string, readonly string[]>> = { User: ["is_iam_admin"] };

interface ViewProperty {
  name: string;
  key: string;
  fact: PropertyFact;
  /** What stands for an absent value, and for null. */
  missing: string;
  nothing: string;
  numericId: boolean;
  optIn: boolean;
}

interface View {
  properties: ViewProperty[];
  beyond: readonly string[];
}

const views = new Map<string, View>();

/** How a value is written. */
export interface WriteOptions {
  /** Only these. */
  fields?: FieldTree | undefined;
  served?: Served;
}

/** Writes a value as `type`, keeping only `fields` when given. */
export function write(value: Json | undefined, type: TypeFact, options: WriteOptions = {}): string {
  const { fields, served = AS_DECLARED } = options;
  if (value === null || value === undefined) return "null";
  if (value instanceof RawJson) return value.text;
  if (type.ref !== undefined && isObject(value)) {
    const parts: string[] = [];
    const { properties, beyond } = view(type.ref, served);
    for (const { name, key, fact, missing, nothing, numericId, optIn } of properties) {
      if (fields === undefined ? optIn : !fields.has(name)) continue;
      const property = value[name];
      const text = property === undefined
        ? missing
        : property === null
        ? nothing
        : write(property, fact, { fields: fields?.get(name), served });
      parts.push(key + (numericId ? numericText(text) : text));
    }
    for (const name of Object.keys(value)) {
      const unknown = name.startsWith(UNKNOWN_PREFIX) || beyond.includes(name) ||
        (value[RECORDED] === true && !name.startsWith("_") && !(name in schemaOf(type.ref).properties));
      if (unknown && (fields === undefined || fields.has(name))) {
        parts.push(`${JSON.stringify(name)}:${stringify(value[name] ?? null)}`);
      }
    }
    return `{${parts.join(",")}}`;
  }
  const items = type.items;
  if (items !== undefined && Array.isArray(value)) {
    return `[${value.map((item) => write(item, items, options)).join(",")}]`;
  }
  return stringify(value);
}

function view(name: string, served: Served): View {
  const held = `${name} ${servedKey(served)}`;
  let found = views.get(held);
  if (found === undefined) {
    const properties: View["properties"] = [];
    for (const [property, fact] of Object.entries(schemaOf(name).properties)) {
      if (fact.writeOnly) continue;
      const nothing = nothingText(served, name, property), missing = missingText(fact);
      properties.push({
        name: property,
        key: `${JSON.stringify(property)}:`,
        fact,
        missing: missing === "null" ? nothing : missing,
        nothing,
        numericId: isNumericId(served, property),
        optIn: OPT_IN[name]?.includes(property) ?? false,
      });
    }
    found = { properties, beyond: [...BEYOND[name] ?? [], ...served.beyond[name] ?? []] };
    views.set(held, found);
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
