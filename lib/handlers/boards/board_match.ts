/**
 * Matches the sections and items of two boards, and compares them.
 *
 * @module
 */
import {
  asObjects,
  asText,
  asTexts,
  type JsonObject,
  type JsonValue,
  sameJson,
} from "../../codec/json_value.ts";
import { senseText } from "../../codec/same_sense.ts";
import { compareBoards, matchBoard, type MatchedBoard, titleOf } from "../../live/diff/board_parts.ts";
import { Comparison } from "../../live/diff/comparison.ts";
import { shownBy } from "../../live/diff/part_rules.ts";
import { nounInWords, type Place, placeUnder, rootPlace } from "../../live/diff/place.ts";
import { type Change, changesIn } from "../../live/form_changes.ts";
import { formRules } from "../../looker/equality.ts";
import { type BoardForm, ORDER, ownOf, SECTIONS } from "./board_form.ts";

/** The matches of parts: wanted → live. */
export type Matches = ReadonlyMap<JsonObject, JsonObject>;

/** The matches between the sections and items of a wanted board and a live one. */
export interface BoardMatch {
  sections: Matches;
  items: Matches;
  /** The section of each item, live and wanted. */
  sectionOf: ReadonlyMap<JsonObject, JsonObject>;
}

/**
 * Matches two boards. Equal parts come first, by id before content, so that nothing is written for them; then parts
 * with the same id.
 */
export function matchBoards(live: BoardForm, wanted: BoardForm): BoardMatch {
  const { sections, items, sectionOf } = matched(live, wanted);
  return { sections: wantedToLive(sections), items: wantedToLive(items), sectionOf };
}

function matched(live: BoardForm, wanted: BoardForm): MatchedBoard {
  return matchBoard(live.sections ?? [], wanted.sections ?? [], {
    itemsOf,
    section: answerOf,
    item: answerOf,
  });
}

function wantedToLive({ pairs }: MatchedBoard["sections"]): Matches {
  return new Map(pairs.map(({ from, to }) => [to, from]));
}

/** Returns the items of a section; null if they were not captured. */
function itemsOf(section: JsonObject): JsonObject[] | null {
  return section["items"] === undefined ? null : asObjects(section["items"]);
}

/** Returns a value of a section or an item that the matching rules use. */
function answerOf(object: JsonObject, name: string): JsonValue | undefined {
  if (name === "$title") return JSON.stringify(asText(object["title"]));
  return name === "$content" ? senseText(ownOf(object), RULES) : object[name];
}

const RULES = formRules("boards");

/**
 * Returns the differences between the sections of two boards. If the items of a wanted section were not captured, its
 * live items are left unchanged.
 */
export function diffSections(live: BoardForm, wanted: BoardForm): Change[] {
  if (live.sections === undefined || wanted.sections === undefined) return [];
  const walk = new Comparison(), root = rootPlace(RULES), board = matched(live, wanted);
  const items = wantedToLive(board.items);
  compareBoards(walk, board, {
    place: placeUnder(root, SECTIONS),
    manner: {
      key: "items",
      itemsOf,
      nameOfSection: (section) => nounInWords("section", titleOf(section)),
      nameOfItem: (item) => nounInWords("item", labelOf(item)),
      sections(from, to, at) {
        walk.forms(ownOf(from), ownOf(to), at);
        compareOrders(walk, placeUnder(at, "item_order"), { from, to, matches: items });
      },
      items: (from, to, at) => walk.forms(ownOf(from), ownOf(to), at),
    },
  });
  const sections = wantedToLive(board.sections);
  compareOrders(walk, placeUnder(root, ORDER), { from: live, to: wanted, matches: sections });
  return changesIn(walk);
}

/** Returns the live items that the wanted board lacks. */
export function extraItems(
  section: JsonObject,
  { sections }: BoardMatch,
  kept: ReadonlySet<JsonObject>,
): JsonObject[] {
  const [wanted] = [...sections].find(([, live]) => live === section) ?? [];
  if (wanted !== undefined && wanted["items"] === undefined) return [];
  return asObjects(section["items"]).filter((item) => !kept.has(item));
}

/** Compares orders, which are lists of ids. They are the same if they name the same parts, whatever their ids. */
function compareOrders(
  walk: Comparison,
  place: Place,
  { from, to, matches }: { from: JsonObject; to: JsonObject; matches: Matches },
): void {
  const { key } = place;
  if (!Array.isArray(to[key])) return;
  const ids = new Map([...matches].map(([one, there]) => [asText(one["id"]), asText(there["id"])]));
  const goal = asTexts(to[key]).map((id) => ids.get(id) ?? id);
  const there = new Set([...matches.values()].map((object) => asText(object["id"])));
  const before = asTexts(from[key]).filter((id) => there.has(id));
  if (!sameJson(goal, before)) walk.say("reordered", place, { from: before, to: goal });
}

/** Returns the path of a section. */
export function sectionPath(section: JsonObject): string {
  return `${SECTIONS}[${titleOf(section)}]`;
}

/** Returns the path of an item of a section. */
export function itemPath(section: JsonObject, item: JsonObject): string {
  return `${sectionPath(section)}.items[${labelOf(item)}]`;
}

function labelOf(item: JsonObject): string {
  return shownBy(item) ?? asText(item["id"]) ?? "";
}
