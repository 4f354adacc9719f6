/**
 * Where two JSON values differ. Pure.
 *
 * @module
 */
import { asText, isJsonObject, type JsonValue, sameJson } from "./json_value.ts";

/**
 * The paths at which two values differ, such as `dashboard_elements[12].title`: entries of lists are matched by their id
 * where all have one, else by their place. At most `most`.
 */
export function differingPaths(a: JsonValue, b: JsonValue, most: number): string[] {
  const paths: string[] = [];
  walk(a, b, { path: "", paths, most });
  return paths;
}

interface Walk {
  path: string;
  paths: string[];
  most: number;
}

function walk(a: JsonValue | undefined, b: JsonValue | undefined, at: Walk): void {
  const { path, paths, most } = at;
  if (paths.length >= most || sameJson(a, b)) return;
  if (isJsonObject(a) && isJsonObject(b)) {
    for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
      walk(a[key], b[key], { ...at, path: path === "" ? key : `${path}.${key}` });
    }
  } else if (Array.isArray(a) && Array.isArray(b)) {
    const left = keyed(a), right = keyed(b);
    const byId = left !== null && right !== null;
    const from = byId ? left : placed(a), to = byId ? right : placed(b);
    const before = paths.length;
    for (const key of new Set([...from.keys(), ...to.keys()])) {
      walk(from.get(key), to.get(key), { ...at, path: `${path}[${key}]` });
    }
    // Only their order is another.
    if (paths.length === before) paths.push(path === "" ? "(all)" : path);
  } else paths.push(path === "" ? "(all)" : path);
}

/** A list's entries by id; null where one has none or two have the same. */
function keyed(list: readonly JsonValue[]): Map<string, JsonValue> | null {
  const entries = list.map((one): [string | null, JsonValue] => [
    isJsonObject(one) ? asText(one["id"]) : null,
    one,
  ]);
  const map = new Map<string, JsonValue>();
  for (const [id, one] of entries) if (id !== null) map.set(id, one);
  return map.size === list.length ? map : null;
}

function placed(list: readonly JsonValue[]): Map<string, JsonValue> {
  return new Map(list.map((one, i) => [String(i), one]));
}
