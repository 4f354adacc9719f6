/**
 * Differences between two versions of a body, as an editor would describe them: parts are matched by their identity, a
 * moved tile is moved, and properties that only repeat others are skipped. Pure.
 *
 * @module
 */
import type { Difference } from "./difference.ts";
import { canonical } from "../../codec/canonical.ts";
import { decode } from "../../codec/msgpack_reader.ts";
import {
  asObject,
  asObjects,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../codec/json_value.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { formRules } from "../../looker/equality.ts";
import { compareBoards, matchBoard } from "./board_parts.ts";
import { answersOfBody } from "./body_parts.ts";
import { Comparison, type Found } from "./comparison.ts";
import { entryChanges } from "./entries.ts";
import { matchByIdentity, type Matched } from "./match_parts.ts";
import { movedTiles } from "./moved_tiles.ts";
import { type NameLookup, nameOfValue, partName } from "./part_names.ts";
import { isEcho, labelOf } from "./part_rules.ts";
import { type PartName, partsTo, pathTo, type Place, placeOfPart, placeUnder, rootPlace } from "./place.ts";
import { ruleOf, rulesBelow } from "../../codec/same_sense.ts";

/** How to compare. */
export interface DiffOptions {
  /** The type whose rules define equality. By default, the rules that all types share. */
  type?: ContentType;
  nameOf?: NameLookup;
  /** Whether to report everything, including properties that only repeat others and the order of parts. */
  strict?: boolean;
}

/** Returns a stored body without properties that never count. Empty values stay as Looker returned them. */
export function comparableBody(type: ContentType, bytes: Uint8Array): JsonObject {
  return asObject(decode(canonical(bytes, formRules(type), { keepNothing: true })));
}

/** Returns the differences between two versions of a body, both from {@linkcode comparableBody}. */
export function differences(from: JsonObject, to: JsonObject, options: DiffOptions = {}): Difference[] {
  const { nameOf } = options;
  return compared(from, to, options).map(({ kind, place, from, to }) => {
    const name = (value: JsonValue): string | null => nameOfValue(place.key, value, nameOf);
    const before = name(from), after = name(to);
    return {
      kind,
      ...partsTo(place),
      from,
      to,
      ...(before !== null && { from_name: before }),
      ...(after !== null && { to_name: after }),
    };
  });
}

/**
 * Returns at most `most` paths of the differences of {@linkcode differences}, such as `dashboard_elements[12].title`.
 */
export function differingPaths(
  from: JsonObject,
  to: JsonObject,
  { type, most }: { type: ContentType; most: number },
): string[] {
  const paths = new Set<string>();
  for (const { place } of compared(from, to, { type })) {
    if (paths.size < most) paths.add(pathTo(place));
  }
  return [...paths];
}

function compared(from: JsonObject, to: JsonObject, options: DiffOptions): Found[] {
  const found = new BodyComparison(from, to, options).run();
  if (found.length > 0 || options.strict === true) return found;
  return new BodyComparison(from, to, { ...options, strict: true }).run();
}

class BodyComparison {
  private readonly walk: Comparison;
  private readonly root: Place;
  private readonly isStrict: boolean;

  constructor(
    private readonly from: JsonObject,
    private readonly to: JsonObject,
    private readonly options: DiffOptions,
  ) {
    this.isStrict = options.strict === true;
    this.root = rootPlace(formRules(options.type ?? null));
    this.walk = new Comparison({
      tellsFloats: this.isStrict,
      lists: (before, after, place) => this.lists(before, after, place),
      leavesOut: (pair, name, key) => this.leavesOut(pair, name, key),
    });
  }

  run(): Found[] {
    this.walk.objects(this.from, this.to, this.root);
    return this.walk.found;
  }

  private leavesOut({ from, to }: Pair, name: string, key: string): boolean {
    // The items of all sections are compared together.
    if (name === "board_items" && key === "board_sections") {
      return itemsOf(from) !== null && itemsOf(to) !== null;
    }
    return !this.isStrict && isEcho(from, name, key) && isEcho(to, name, key);
  }

  private lists(from: JsonValue[], to: JsonValue[], place: Place): void {
    // The positions of tiles are compared across all tabs.
    if (place.key === "dashboard_layout_components" && !this.isStrict) return;
    if (from.length + to.length > 0 && from.every(isJsonObject) && to.every(isJsonObject)) {
      this.parts(from, to, place);
    } else {
      for (const { kind, ...values } of entryChanges(from, to, place.rules)) {
        this.walk.say(kind, place, values);
      }
    }
  }

  private parts(from: JsonObject[], to: JsonObject[], place: Place): void {
    const { key, rules } = place;
    if (key === "board_sections") return this.boards(from, to, place);
    const matched = matchByIdentity(from, to, { list: key, answer: answersOfBody(rules) });
    if (key === "dashboard_layouts") this.moves(matched);
    this.walk.parts(matched, place, {
      name: (part) => this.named(key, part),
      whole: (part) => part,
      pair: (before, after, at) => this.walk.objects(before, after, at),
    });
    this.order(from, to, { pairs: matched.pairs, place });
  }

  private moves(tabs: Matched<JsonObject>): void {
    const list = "dashboard_elements", place = placeUnder(this.root, list);
    const tiles = matchByIdentity(asObjects(this.from[list]), asObjects(this.to[list]), {
      list,
      answer: answersOfBody(place.rules),
    });
    for (const { tile, from, to } of movedTiles(tiles, tabs)) {
      this.walk.say("moved", placeUnder(placeOfPart(place, this.named(list, tile)), "layout"), { from, to });
    }
  }

  private boards(from: JsonObject[], to: JsonObject[], place: Place): void {
    const section = answersOfBody(place.rules), items = "board_items";
    const item = answersOfBody(rulesBelow(place.rules, ruleOf(place.rules, items)));
    const matched = matchBoard(from, to, { itemsOf, section, item });
    compareBoards(this.walk, matched, {
      place,
      manner: {
        key: items,
        itemsOf,
        nameOfSection: (part) => this.named(place.key, part),
        nameOfItem: (part) => this.named(items, part),
        sections: (before, after, at) => this.walk.objects(before, after, at),
        items: (before, after, at) => this.walk.objects(before, after, at),
      },
    });
    this.order(from, to, { pairs: matched.sections.pairs, place });
    for (const pair of matched.sections.pairs) {
      const [before, after] = [itemsOf(pair.from) ?? [], itemsOf(pair.to) ?? []];
      const pairs = matched.items.pairs.filter((one) => before.includes(one.from) && after.includes(one.to));
      const at = placeUnder(placeOfPart(place, this.named(place.key, pair.to)), items);
      this.order(before, after, { pairs, place: at });
    }
  }

  /** Records a different order of parts, but only in a strict comparison. */
  private order(
    from: readonly JsonObject[],
    to: readonly JsonObject[],
    { pairs, place }: { pairs: readonly Pair[]; place: Place },
  ): void {
    if (!this.isStrict) return;
    const places = pairs.map((pair) => [from.indexOf(pair.from), to.indexOf(pair.to)] as const);
    places.sort(([a], [b]) => a - b);
    if (places.every(([, at], i) => at >= (places[i - 1]?.[1] ?? 0))) return;
    this.walk.say("reordered", place, { from: from.map(labelOf), to: to.map(labelOf) });
  }

  private named(list: string, part: JsonObject): PartName {
    return partName(list, part, this.options.nameOf);
  }
}

interface Pair {
  from: JsonObject;
  to: JsonObject;
}

/** Returns the items of a section of a board; null if they are not a list of objects. */
function itemsOf(section: JsonObject): JsonObject[] | null {
  const items = section["board_items"] ?? [];
  return Array.isArray(items) && items.every(isJsonObject) ? items : null;
}
