/**
 * Which sections and items of two boards are each other's, and what differs.
 *
 * @module
 */
import {
  asObjects,
  asText,
  asTexts,
  type JsonObject,
  jsonText,
  sameJson,
} from "../../../codec/json_value.ts";
import { type Change, diffForms } from "../../../live/form_changes.ts";
import { ORDER, ownOf, SECTIONS } from "./board_form.ts";

/** Wanted → live. */
export type Matches = ReadonlyMap<JsonObject, JsonObject>;

/** Sections and items of a wanted board with those of the live one that they are. */
export interface BoardMatch {
  sections: Matches;
  items: Matches;
  /** The section in which each item lies, live and wanted ones. */
  sectionOf: ReadonlyMap<JsonObject, JsonObject>;
}

/** Matches two boards: what is equal first, by id before content, so that nothing is written for it; then by id alone. */
export function matchBoards(live: JsonObject, wanted: JsonObject): BoardMatch {
  const before = asObjects(live[SECTIONS]), after = asObjects(wanted[SECTIONS]);
  const sections = match(before, after, [(section) => jsonText(section["title"] ?? null)]);
  const sectionOf = new Map(
    [...before, ...after].flatMap((section) =>
      asObjects(section["items"]).map((item): [JsonObject, JsonObject] => [item, section])
    ),
  );
  const ofLive = new Set(before);
  const place = (item: JsonObject): string => {
    const section = sectionOf.get(item) ?? {};
    const there = ofLive.has(section) ? section : sections.get(section);
    return there === undefined ? `new ${asText(section["id"])}` : asText(there["id"]) ?? "";
  };
  const itemsOf = (list: readonly JsonObject[]): JsonObject[] =>
    list.flatMap(({ items }) => asObjects(items));
  const items = match(itemsOf(before), itemsOf(after), [
    (item) => `${place(item)} ${content(item)}`,
    content,
  ]);
  return { sections, items, sectionOf };
}

/** What an item or a section is, whatever its id. */
function content(object: JsonObject): string {
  const entries = Object.entries(ownOf(object)).filter(([, value]) => value !== null);
  return jsonText(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function match(
  live: readonly JsonObject[],
  wanted: readonly JsonObject[],
  contents: readonly ((object: JsonObject) => string)[],
): Map<JsonObject, JsonObject> {
  const found = new Map<JsonObject, JsonObject>(), free = new Set(live);
  const id = (object: JsonObject): string => asText(object["id"]) ?? "";
  const [closest = id] = contents;
  for (const key of [(one: JsonObject): string => `${id(one)} ${closest(one)}`, ...contents, id]) {
    const byKey = Map.groupBy(free, key);
    for (const object of wanted) {
      if (found.has(object)) continue;
      const twin = byKey.get(key(object))?.shift();
      if (twin === undefined) continue;
      found.set(object, twin);
      free.delete(twin);
    }
  }
  return found;
}

/** What differs between the sections of two boards. Items of a section that came without them are left alone. */
export function diffSections(live: JsonObject, wanted: JsonObject): Change[] {
  if (live[SECTIONS] === undefined || wanted[SECTIONS] === undefined) return [];
  const matched = matchBoards(live, wanted);
  const changes = asObjects(wanted[SECTIONS]).flatMap((section) => sectionChanges(section, matched));
  const kept = new Set(matched.sections.values()), keptItems = new Set(matched.items.values());
  for (const section of asObjects(live[SECTIONS])) {
    if (!kept.has(section)) changes.push({ path: sectionPath(section), from: section, to: null });
    else {for (const item of extraItems(section, matched, keptItems)) {
        changes.push({ path: `${sectionPath(section)}.items[${labelOf(item)}]`, from: item, to: null });
      }}
  }
  const order = orderChange(live, wanted, { name: ORDER, path: ORDER, matches: matched.sections });
  return [...changes, ...order];
}

/** Live items that the wanted board lacks. */
export function extraItems(
  section: JsonObject,
  { sections }: BoardMatch,
  kept: ReadonlySet<JsonObject>,
): JsonObject[] {
  const [wanted] = [...sections].find(([, live]) => live === section) ?? [];
  if (wanted !== undefined && wanted["items"] === undefined) return [];
  return asObjects(section["items"]).filter((item) => !kept.has(item));
}

function sectionChanges(section: JsonObject, matched: BoardMatch): Change[] {
  const path = sectionPath(section), there = matched.sections.get(section);
  if (there === undefined) return [{ path, from: null, to: section }];
  const items = asObjects(section["items"]).flatMap((item) => {
    const at = `${path}.items[${labelOf(item)}]`, live = matched.items.get(item);
    if (live === undefined) return [{ path: at, from: null, to: item }];
    const from = matched.sectionOf.get(live) ?? {};
    const moved = from === there ? [] : [{ path: `${at}.section`, from: title(from), to: title(section) }];
    return [...moved, ...diffForms(ownOf(live), ownOf(item), { type: "boards", path: at })];
  });
  const order = orderChange(there, section, {
    name: "item_order",
    path: `${path}.item_order`,
    matches: matched.items,
  });
  return [...diffForms(ownOf(there), ownOf(section), { type: "boards", path }), ...items, ...order];
}

/** Orders are lists of ids: they are the same when they name the same things, whatever their ids. */
function orderChange(
  live: JsonObject,
  wanted: JsonObject,
  { name, path, matches }: { name: string; path: string; matches: Matches },
): Change[] {
  if (!Array.isArray(wanted[name])) return [];
  const ids = new Map([...matches].map(([to, from]) => [asText(to["id"]), asText(from["id"])]));
  const goal = asTexts(wanted[name]).map((id) => ids.get(id) ?? id);
  const there = new Set([...matches.values()].map((object) => asText(object["id"])));
  const before = asTexts(live[name]).filter((id) => there.has(id));
  return sameJson(goal, before) ? [] : [{ path, from: before, to: goal }];
}

function title(section: JsonObject): string {
  return asText(section["title"]) ?? asText(section["id"]) ?? "";
}

/** The path of a section. */
export function sectionPath(section: JsonObject): string {
  return `${SECTIONS}[${title(section)}]`;
}

/** The path of an item of a section. */
export function itemPath(section: JsonObject, item: JsonObject): string {
  return `${sectionPath(section)}.items[${labelOf(item)}]`;
}

/** What an item shows, in short. */
function labelOf(item: JsonObject): string {
  for (const name of ["custom_title", "dashboard_id", "look_id", "lookml_dashboard_id"]) {
    const text = asText(item[name]);
    if (text !== null) return name === "custom_title" ? text : `${name.replace("_id", "")} ${text}`;
  }
  return asText(item["id"]) ?? "";
}
