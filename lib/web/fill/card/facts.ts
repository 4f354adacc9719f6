/**
 * Builds the facts of a card: properties of a body, and its parts. Pure.
 *
 * @module
 */
import {
  asObject,
  asObjects,
  asText,
  isJsonObject,
  type JsonObject,
  jsonText,
  type JsonValue,
} from "../../../codec/json_value.ts";
import type { ContentType } from "../../../looker/content_type_names.ts";
import { GROUP, PERSON, referredType, REGISTRY } from "../../../looker/content_types.ts";
import { NEVER_SHOWN, SHOWN_FACTS } from "../../../looker/shown_facts.ts";
import type { Line } from "../../data/card.ts";

/** The maximum length of a text, in characters. The body contains the complete text. */
const LONGEST = 2000;
/** The maximum number of entries of a list, and of facts. */
const MOST_LINES = 5000, MOST_FACTS = 80;

/** Returns the facts of a body. */
export function factsOf(type: ContentType, body: JsonObject): Record<string, Line | Line[]> {
  const facts = new Map<string, Line | Line[]>();
  const put = (name: string, value: Line | Line[] | null): void => {
    if (value !== null && facts.size < MOST_FACTS) facts.set(name, value);
  };
  const { only, without = [], also = {} } = SHOWN_FACTS[type] ?? {};
  const { name, owner, folder } = REGISTRY[type];
  const left = new Set([...without, ...name.slice(0, 1), owner, folder, "title", "description"]);
  for (const key of only ?? Object.keys(body)) {
    if (left.has(key) || NEVER_SHOWN.has(key) || Object.hasOwn(also, key)) continue;
    const value = Object.hasOwn(body, key) ? body[key] : undefined;
    if (isJsonObject(value)) {
      for (const [inner, one] of Object.entries(value)) {
        if (!NEVER_SHOWN.has(inner) && !isJsonObject(one)) put(`${key}.${inner}`, shown(inner, one));
      }
    } else put(key, shown(key, value));
  }
  for (const [fact, path] of Object.entries(also)) put(fact, along(body, path));
  for (const [fact, value] of Object.entries(belongings(asObject(body["_vault"])))) put(fact, value);
  // Not an object literal, because a body may have a property named `__proto__`.
  return Object.fromEntries(facts);
}

/** Returns the facts from the parts of an item: members, holders, access, values. */
function belongings(parts: JsonObject): Record<string, Line | Line[] | null> {
  const inherits = asObject(parts["content_metadata"])["inherits"];
  const rows = (key: string, as: string): Line[] | null =>
    !Array.isArray(parts[key]) ? null : asObjects(parts[key]).flatMap((row): Line[] => {
      const group = asText(row["group_id"]), user = asText(row["user_id"]);
      const to = group !== null ? `${GROUP}/${group}` : user !== null ? `${PERSON}/${user}` : null;
      const what = valueText(row[as]);
      return to === null ? [] : [what === null ? { to } : { to, as: what }];
    });
  return {
    ...(typeof inherits === "boolean" && { inherits: inherits ? "yes" : "no" }),
    access: rows("content_metadata_accesses", "permission_type"),
    group_values: rows("group_values", "value"),
    user_values: rows("user_values", "value"),
    ...Object.fromEntries(
      [PERSON, GROUP, "parents"].map((
        key,
      ) => [key, Array.isArray(parts[key]) ? shown(key, parts[key]) : null]),
    ),
  };
}

/** Returns the value of a property; null if it is empty or not shown. */
function shown(key: string, value: JsonValue | undefined): Line | Line[] | null {
  if (Array.isArray(value)) {
    const lines = value.slice(0, MOST_LINES).flatMap((one) => lineOf(key, one) ?? []);
    return lines.length === 0 ? null : lines;
  }
  return lineOf(key, value);
}

function lineOf(key: string, value: JsonValue | undefined): Line | null {
  const text = valueText(value);
  if (text === null) return null;
  const type = typeof value === "boolean" ? null : referredType(key);
  return type === null ? text : { to: `${type}/${text}` };
}

/** Returns the text of a value that is neither a list nor an object. */
function valueText(value: JsonValue | undefined): string | null {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return asText(value)?.slice(0, LONGEST) ?? null;
}

/** Returns the values at a path such as `destinations[].{type,address}`. */
function along(body: JsonObject, path: string): Line | Line[] | null {
  const steps = path.split("."), isList = path.includes("[]");
  let values: JsonValue[] = [body], key = "";
  for (const step of steps) {
    const several = /^\{(.*)\}$/.exec(step)?.[1]?.split(",");
    if (several !== undefined) {
      values = values.map((value) =>
        several.flatMap((name) => asText(asObject(value)[name]) ?? []).join(" ")
      );
      continue;
    }
    key = step.replace("[]", "");
    values = values.flatMap((value) => {
      const next = asObject(value)[key] ?? null;
      return step.endsWith("[]") ? Array.isArray(next) ? next.slice(0, MOST_LINES) : [] : [next];
    });
  }
  const lines = values.flatMap((value) => {
    const line = isJsonObject(value) ? jsonText(value).slice(0, LONGEST) : lineOf(key, value);
    return line === null || line === "" ? [] : [line];
  });
  if (lines.length === 0) return null;
  return isList ? lines : lines[0] ?? null;
}
