/**
 * Converts the changes of a plan to differences, in the form of `diff`: with their parts, and with names for ids. Pure.
 *
 * @module
 */
import {
  asObjects,
  asText,
  asTexts,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../codec/json_value.ts";
import type { Handler } from "../../handlers/handler.ts";
import { differences } from "../../live/diff/body_differences.ts";
import type { Difference } from "../../live/diff/difference.ts";
import { type NameLookup, nameOfValue } from "../../live/diff/part_names.ts";
import { labelOf, nounOf } from "../../live/diff/part_rules.ts";
import type { Change } from "../../live/form_changes.ts";
import { isPlaceholder, placeholderText } from "../../live/placeholders.ts";
import { ACCESS } from "../../handlers/access.ts";
import { type ContentType, isContentType } from "../../looker/content_type_names.ts";
import { referredType } from "../../looker/content_types.ts";
import { itemOf, keyWords } from "../../looker/item_ref.ts";
import { changeInWords } from "./change_words.ts";
import type { PlanNames } from "./plan_names.ts";

/** The context of a change. */
export interface DifferenceCase {
  type: ContentType;
  handler: Handler | undefined;
  names: PlanNames;
  /** Whether the item is new. Empty properties are then omitted, and its parts are shown by their count and names. */
  isNew: boolean;
}

/** Keys of lists in forms → keys of the same lists in Looker's bodies, which `diff` recognizes. */
const BODY_KEYS: Readonly<Record<string, string>> = {
  rows: "content_metadata_accesses",
  sections: "board_sections",
  items: "board_items",
};

/** Keys of forms that mean nothing to a reader. */
const SILENT: ReadonlySet<string> = new Set(["component"]);

/** Returns the differences that show a change. */
export function differencesOf(change: Change, about: DifferenceCase): Difference[] {
  const { type, handler, names, isNew } = about;
  if (isNew && (change.to === null || SILENT.has(change.path))) return [];
  const { kind, part, path } = change.place ?? { kind: "changed", part: [], path: change.path };
  const { from, to } = changeInWords(change, handler), key = path.slice(path.lastIndexOf(".") + 1);
  if (isNew) {
    const parts = partsText(key, to);
    if (parts !== null) return [{ kind: "added", part, path: parts.what, from: null, to: parts.names }];
  }
  if (path !== "" && (isList(from) || isList(to)) && isListOrNothing(from) && isListOrNothing(to)) {
    return listDifferences({ part, path, key, from, to }, { type, nameOf: names.destination });
  }
  const listed = listedType(key);
  if (listed !== null && (Array.isArray(from) || Array.isArray(to))) {
    return idDifferences({ part, path }, { from: change.from, to: change.to, type: listed, names });
  }
  if (key === ACCESS && isJsonObject(to) && isNew) {
    return [{ kind: "added", part, path, from: null, to: accessText(to, names.destination) }];
  }
  const [before, after] = [nameOfId(key, change.from, names), nameOfId(key, change.to, names)];
  const wasNothing = from === null && path !== "" && kind === "changed";
  return [{
    kind: isNew || wasNothing ? "added" : kind,
    part,
    path: path === "" && part.length === 0 ? change.path : path,
    from,
    to: isPlaceholder(change.to) ? newName(change.to, names) : to,
    ...(before !== null && { from_name: before }),
    ...(after !== null && { to_name: after }),
  }];
}

function nameOfId(key: string, value: JsonValue, { destination }: PlanNames): string | null {
  return isPlaceholder(value) ? null : nameOfValue(key, value, destination);
}

/** Returns the display name of an item that is still to be created. */
function newName(mark: string, { source }: PlanNames): string {
  const words = placeholderText(mark), { type, id } = itemOf(words);
  // A part of another item, such as a tile, has no name here.
  const name = isContentType(type) ? source(type, id) : null;
  return name === null ? `${keyWords(words)}, to be created` : `${name} (to be created)`;
}

/** Returns the type of the items whose ids a list under a key contains; null for any other list. */
function listedType(key: string): ContentType | null {
  return isContentType(key) ? key : key.endsWith("_ids") ? referredType(key.replace(/s$/, "")) : null;
}

/** Returns the differences of two lists of ids. */
function idDifferences(
  at: Pick<Difference, "part" | "path">,
  { from, to, type, names }: { from: JsonValue; to: JsonValue; type: ContentType; names: PlanNames },
): Difference[] {
  const before = asTexts(from), after = asTexts(to);
  const gone = before.filter((id) => !after.includes(id)), come = after.filter((id) => !before.includes(id));
  return [
    ...gone.map((id): Difference => {
      const name = names.destination(type, id);
      return { kind: "removed", ...at, from: id, to: null, ...(name !== null && { from_name: name }) };
    }),
    ...come.map((id): Difference => {
      const name = isPlaceholder(id) ? null : names.destination(type, id);
      const to = isPlaceholder(id) ? newName(id, names) : id;
      return { kind: "added", ...at, from: null, to, ...(name !== null && { to_name: name }) };
    }),
  ];
}

/** Returns who gets access to a new item: `edit for group Sales, view for user Ada`. */
function accessText(access: JsonObject, nameOf: NameLookup): string {
  if (access["inherits"] === true) return "inherited from the parent folder";
  const rows = asObjects(access["rows"]).map((row) => {
    const key = row["group_id"] === undefined ? "user_id" : "group_id";
    const id = asText(row[key]) ?? "";
    const who = isPlaceholder(id) ? keyWords(placeholderText(id)) : nameOfValue(key, id, nameOf) ?? id;
    return `${asText(row["permission_type"]) ?? "access"} for ${key.replace("_id", "")} ${who}`;
  });
  return rows.length === 0 ? "nobody" : rows.join(", ");
}

function isList(value: JsonValue): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isJsonObject);
}

function isListOrNothing(value: JsonValue): boolean {
  return value === null || (Array.isArray(value) && value.every(isJsonObject));
}

/** Returns the differences of two lists of objects, entry by entry. */
function listDifferences(
  { part, path, key, from, to }: {
    part: string[];
    path: string;
    key: string;
    from: JsonValue;
    to: JsonValue;
  },
  options: { type: ContentType; nameOf: NameLookup },
): Difference[] {
  const name = BODY_KEYS[key] ?? key, above = path.slice(0, Math.max(0, path.lastIndexOf(".")));
  const body = (value: JsonValue): JsonObject => ({ [name]: value ?? [] });
  const found = differences(body(from), body(to), options);
  return found.map((one) => ({
    ...one,
    part: [...part, ...one.part],
    path: one.part.length === 0 ? [above, one.path].filter((some) => some !== "").join(".") : one.path,
  }));
}

/**
 * Returns the count and the names of the parts in a list, such as `3 tiles` and `Revenue, Users, Map`; null for other
 * values.
 */
function partsText(key: string, value: JsonValue): { what: string; names: string } | null {
  const parts = asObjects(value);
  if (!Array.isArray(value) || parts.length === 0 || parts.length < value.length) return null;
  const noun = nounOf(BODY_KEYS[key] ?? key);
  const names = parts.map((part) => labelOf(part)).filter((name) => name !== null);
  return { what: `${parts.length} ${noun}${parts.length === 1 ? "" : "s"}`, names: names.join(", ") };
}
