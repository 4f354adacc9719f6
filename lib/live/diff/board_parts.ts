/**
 * Compares the sections of boards and the items in them. An item that moves to another section is still the same item.
 * Pure.
 *
 * @module
 */
import { asText, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { Comparison } from "./comparison.ts";
import { type Answer, matchByIdentity, type Matched } from "./match_parts.ts";
import { type PartName, type Place, placeUnder } from "./place.ts";

/** How sections and items of a board are matched. */
export interface BoardShape {
  /** Returns the items of a section; null if they are unknown. */
  itemsOf(section: JsonObject): readonly JsonObject[] | null;
  section: Answer<JsonObject>;
  item: Answer<JsonObject>;
}

/** The parts of two boards, paired. */
export interface MatchedBoard {
  sections: Matched<JsonObject>;
  items: Matched<JsonObject>;
  /** The section of each item, on both boards. */
  sectionOf: ReadonlyMap<JsonObject, JsonObject>;
}

/** Pairs the sections of two boards, and their items across all sections. */
export function matchBoard(
  from: readonly JsonObject[],
  to: readonly JsonObject[],
  { itemsOf, section, item }: BoardShape,
): MatchedBoard {
  const sections = matchByIdentity(from, to, { list: "board_sections", answer: section });
  const sectionOf = new Map<JsonObject, JsonObject>();
  for (const one of [...from, ...to]) for (const held of itemsOf(one) ?? []) sectionOf.set(held, one);
  const former = new Map(sections.pairs.map((pair) => [pair.to, pair.from]));
  const place = (section: JsonObject | undefined): string => `section ${asText(section?.["id"])}`;
  const items = matchByIdentity(
    from.flatMap((one) => itemsOf(one) ?? []),
    to.flatMap((one) => itemsOf(one) ?? []),
    {
      list: "board_items",
      answer: (one, name) => name === "$place" ? place(sectionOf.get(one)) : item(one, name),
      answerOfLater(one, name) {
        if (name !== "$place") return item(one, name);
        const there = former.get(sectionOf.get(one) ?? {});
        return there === undefined ? null : place(there);
      },
    },
  );
  return { sections, items, sectionOf };
}

/** How sections and items are compared and named. */
export interface BoardManner {
  /** The key of a section that contains its items. */
  key: string;
  itemsOf: BoardShape["itemsOf"];
  nameOfSection(section: JsonObject): PartName;
  nameOfItem(item: JsonObject): PartName;
  /** Compares two sections without their items, and two items. */
  sections(from: JsonObject, to: JsonObject, place: Place): void;
  items(from: JsonObject, to: JsonObject, place: Place): void;
}

/** Records the differences between the sections of two boards, which are at `place`. */
export function compareBoards(
  walk: Comparison,
  { sections, items, sectionOf }: MatchedBoard,
  { place, manner }: { place: Place; manner: BoardManner },
): void {
  const { itemsOf } = manner, former = new Map(items.pairs.map(({ from, to }) => [to, from]));
  const removed = new Set(items.removed);
  const whole = (part: JsonObject): JsonValue => part;
  walk.parts(sections, place, {
    name: (section) => manner.nameOfSection(section),
    whole,
    pair(from, to, at) {
      manner.sections(from, to, at);
      const held = itemsOf(to);
      if (held === null) return;
      const gone = (itemsOf(from) ?? []).filter((item) => removed.has(item));
      const pairs = held.flatMap((item) => {
        const there = former.get(item);
        return there === undefined ? [] : [{ from: there, to: item }];
      });
      const added = held.filter((item) => !former.has(item));
      walk.parts({ pairs, removed: gone, added }, placeUnder(at, manner.key), {
        name: (item) => manner.nameOfItem(item),
        whole,
        pair(before, after, there) {
          const home = sectionOf.get(before);
          if (home !== from) {
            walk.say("moved", placeUnder(there, "section"), {
              from: titleOf(home ?? {}),
              to: titleOf(to),
            });
          }
          manner.items(before, after, there);
        },
      });
    },
  });
}

/** Returns the name of a section. */
export function titleOf(section: JsonObject): string {
  return asText(section["title"]) ?? asText(section["id"]) ?? "";
}
