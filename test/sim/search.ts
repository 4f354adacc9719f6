/** How Looker searches and sorts. @module */
import { asText, type Json } from "./json.ts";
import type { Item } from "./table.ts";

/** Whether a text matches a SQL LIKE pattern, case-insensitively. */
export function like(text: string, pattern: string): boolean {
  let source = "";
  for (const char of pattern) {
    source += char === "%" ? ".*" : char === "_" ? "." : char.replace(/[\\^$.*+?()[\]{}|\/-]/g, "\\$&");
  }
  return new RegExp(`^${source}$`, "isu").test(text);
}

/** Whether a property's value matches a search value: null words, a comma list for ids, LIKE for the rest. */
export function matches(
  value: Json | undefined,
  wanted: string,
  kind: "id" | "like" | "flag" | "list",
): boolean {
  const missing = value === null || value === undefined || value === "";
  const word = wanted.trim().toUpperCase();
  if (word === "IS NULL" || word === "NULL") return missing;
  if (word === "NOT NULL") return !missing;
  if (kind === "flag") return (value === true) === (wanted === "true");
  if (kind === "list") {
    const have = Array.isArray(value) ? value.map(asText) : [asText(value)];
    return wanted.split(",").some((one) => have.includes(one.trim()));
  }
  if (missing) return false;
  if (kind === "id") return wanted.split(",").some((one) => one.trim() === asText(value));
  return like(asText(value), wanted);
}

/** One column of a `sorts` parameter. */
export interface Sort {
  column: string;
  descending: boolean;
}

/** Reads `title desc,id`. */
export function parseSorts(text: string): Sort[] {
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "").map((part) => {
    const [column = "", direction = ""] = part.split(/\s+/);
    return { column, descending: direction.toLowerCase() === "desc" };
  });
}

/** Sorts items; equal ones stay in the order of their ids. Ids that look like numbers compare as numbers. */
export function sortItems(items: readonly Item[], sorts: readonly Sort[]): Item[] {
  const keyed = items.map((item) => ({
    item,
    keys: sorts.map((sort) => sortKey(item, sort.column)),
    id: sortKey(item, "id"),
  }));
  keyed.sort((a, b) => {
    for (const [index, sort] of sorts.entries()) {
      const order = compare(a.keys[index] ?? null, b.keys[index] ?? null);
      if (order !== 0) return sort.descending ? -order : order;
    }
    return compare(a.id, b.id);
  });
  return keyed.map((entry) => entry.item);
}

function sortKey(item: Item, column: string): string | number | null {
  const value = column === "id" ? item.id : item.get(column);
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const text = asText(value);
  if (text === "") return null;
  if (column === "id" || column.endsWith("_id")) return /^\d{1,15}$/.test(text) ? Number(text) : text;
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return Date.parse(text);
  return text.toLowerCase();
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a === typeof b) return a < b ? -1 : 1;
  return typeof a === "number" ? -1 : 1;
}
