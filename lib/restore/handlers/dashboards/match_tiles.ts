/**
 * Which part of the live dashboard is which of the wanted one: by id, else by content. Pure.
 *
 * @module
 */
import {
  asObject,
  asObjects,
  asText,
  type JsonObject,
  type JsonValue,
  sameJson,
} from "../../../codec/json_value.ts";
import { sameSense } from "../../../codec/same_sense.ts";
import { formRules } from "../../../looker/equality.ts";
import { ECHOES, FROM, ID, MERGE_ID } from "./dashboard_form.ts";

/** Wanted parts with their live ones, what is only wanted, and what is only live. */
export interface Matched {
  pairs: { wanted: JsonObject; live: JsonObject }[];
  missing: JsonObject[];
  extra: JsonObject[];
}

/** A way in which two parts can be the same; the surest first. */
type Likeness = (wanted: JsonObject, live: JsonObject) => boolean;

const byId: Likeness = (wanted, live) => asText(wanted[ID]) === asText(live[ID]);

/** Pairs wanted parts with live ones, each at most once. */
function match(
  wanted: JsonValue | undefined,
  live: JsonValue | undefined,
  ways: readonly Likeness[],
): Matched {
  const free = new Set(asObjects(live));
  let open = asObjects(wanted);
  const pairs: Matched["pairs"] = [];
  for (const way of ways) {
    const left: JsonObject[] = [];
    for (const one of open) {
      const found = [...free].find((other) => way(one, other));
      if (found === undefined) left.push(one);
      else {
        free.delete(found);
        pairs.push({ wanted: one, live: found });
      }
    }
    open = left;
  }
  return { pairs, missing: open, extra: [...free] };
}

/** Filters: tiles listen to them by their names. */
export function matchFilters(wanted: JsonObject, live: JsonObject): Matched {
  return match(wanted["dashboard_filters"], live["dashboard_filters"], [
    byId,
    (a, b) => asText(a["name"]) !== null && a["name"] === b["name"],
    (a, b) => asText(a["title"]) !== null && a["title"] === b["title"],
  ]);
}

/** Tabs: the active one is the one that every dashboard has. */
export function matchLayouts(wanted: JsonObject, live: JsonObject): Matched {
  return match(wanted["dashboard_layouts"], live["dashboard_layouts"], [
    byId,
    (a, b) => a["active"] === true && b["active"] === true,
    (a, b) => asText(a["label"]) !== null && a["label"] === b["label"] && sameJson(a["order"], b["order"]),
    (a, b) => asText(a["label"]) !== null && a["label"] === b["label"],
    (a, b) => a["active"] !== true && b["active"] !== true && sameJson(a["order"], b["order"]),
  ]);
}

/** Tiles: all of their content, else what they are called and show, else what they are called. */
export function matchElements(wanted: JsonObject, live: JsonObject): Matched {
  return match(wanted["dashboard_elements"], live["dashboard_elements"], [
    byId,
    sameContent,
    (a, b) => a["type"] === b["type"] && sameName(a, b) && sameSource(a, b),
  ]);
}

function sameName(a: JsonObject, b: JsonObject): boolean {
  const name = elementName(a);
  return name !== null && name === elementName(b);
}

/** What a tile is called. */
export function elementName(element: JsonObject): string | null {
  return asText(element["title"]) ?? asText(element["title_text"]);
}

const TEXTUAL = new Set(["text", "button", "rich_text", "extension"]);

/** Whether a tile shows no data: such a tile cannot become one that does, nor the other way round. */
export function isWithoutData({ type, _filter, _lost, _source }: JsonObject): boolean {
  const showsFilter = _source === undefined && (_filter !== undefined || _lost !== undefined);
  return showsFilter || TEXTUAL.has(asText(type) ?? "");
}

/** Whether a live tile shows what a wanted one shows. A merge query that the backup knows by its id alone is compared by it. */
export function sameSource(wanted: JsonObject, live: JsonObject): boolean {
  const merge = asObject(wanted["_source"])["merge"];
  if (typeof merge === "string") return merge === asText(live[MERGE_ID]);
  return same(wanted["_source"], live["_source"]);
}

/** Whether a live tile is what a copy of the wanted one would be, wherever it stands and whatever it listens to. */
export function sameContent(wanted: JsonObject, live: JsonObject): boolean {
  return sameSource(wanted, live) && same(content(wanted), content(live));
}

/** A tile without its identity, its place and its source. */
function content(element: JsonObject): JsonObject {
  const { [FROM]: _from, [ID]: _id, [MERGE_ID]: _merge, [ECHOES]: _echoes, ...rest } = element;
  const { _source, _layout, _filter, _lost, _broken, ...own } = rest;
  return own;
}

function same(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return sameSense(a, b, formRules("dashboards"));
}
