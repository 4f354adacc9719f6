/**
 * What differs between two versions of a body, as an editor would say it: parts are known by their identity, a tile that
 * moved has moved, and what only echoes other properties is left out. Pure.
 *
 * @module
 */
import { referredType } from "../looker/content_types.ts";
import type { Difference } from "./difference.ts";
import type { FormRules, KeyRule } from "../codec/form_rules.ts";
import {
  asObjects,
  asText,
  isFloat,
  isJsonObject,
  type JsonObject,
  jsonText,
  type JsonValue,
} from "../codec/json_value.ts";
import { ruleOf, rulesBelow, sameSense, saysNothing, spelled, underKey } from "../codec/same_sense.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { formRules } from "../looker/equality.ts";
import { matchEntries } from "./diff_match.ts";
import { isEcho, labelOf, nounOf } from "./diff_rules.ts";
import { diffPlaces } from "./diff_places.ts";

/** The name of an item, null when nobody knows. */
export type NameLookup = (type: ContentType, id: string) => string | null;

/** How to compare. */
export interface DiffOptions {
  /** The type whose rules say what is equal; those that all types share unless told. */
  type?: ContentType;
  nameOf?: NameLookup;
  /** Tell of everything, echoes and the order of parts included. */
  strict?: boolean;
}

/** The differences between two versions of a body, both without what never counts. None when they say the same. */
export function differences(from: JsonObject, to: JsonObject, options: DiffOptions = {}): Difference[] {
  const found = new Comparison(from, to, options).run();
  if (found.length > 0 || options.strict === true) return found;
  return new Comparison(from, to, { ...options, strict: true }).run();
}

/** Where a comparison stands: the parts it is within, the path in the innermost, the key of the list or object. */
interface Place {
  part: readonly string[];
  path: string;
  key: string;
  /** What is known of the key, and the rules of the objects below it. */
  rule: KeyRule | null;
  rules: FormRules;
}

class Comparison {
  private readonly found: Difference[] = [];

  constructor(
    private readonly from: JsonObject,
    private readonly to: JsonObject,
    private readonly options: DiffOptions,
  ) {}

  run(): Difference[] {
    const rules = formRules(this.options.type ?? null);
    this.objects(this.from, this.to, { part: [], path: "", key: "", rule: null, rules });
    return this.found;
  }

  private objects(from: JsonObject, to: JsonObject, place: Place): void {
    const strict = this.options.strict === true;
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      if (!strict && isEcho(from, key, place.key) && isEcho(to, key, place.key)) continue;
      const rule = ruleOf(place.rules, key);
      const inner: Place = {
        part: place.part,
        path: place.path === "" ? key : `${place.path}.${key}`,
        key,
        rule,
        rules: rulesBelow(place.rules, rule),
      };
      const [before, after] = [underKey(from, key), underKey(to, key)];
      // Among data a null says other than nothing at all; elsewhere neither says anything.
      const isNews = place.rules.keepsNothing && (before === undefined) !== (after === undefined);
      if (isNews && (before ?? after ?? null) === null) {
        this.say(before === undefined ? "added" : "removed", inner, null, null);
      }
      const floats = isFloat(from, key) !== isFloat(to, key) && before === after;
      if (strict && floats) this.say("changed", inner, before ?? null, after ?? null);
      this.values(before ?? null, after ?? null, inner);
    }
  }

  private values(from: JsonValue, to: JsonValue, place: Place): void {
    if (from === to || this.areNothing(from, to, place)) return;
    if (isJsonObject(from) && isJsonObject(to)) return this.objects(from, to, place);
    if (Array.isArray(from) || Array.isArray(to)) {
      const [before, after] = [from ?? [], to ?? []];
      if (Array.isArray(before) && Array.isArray(after)) {
        // Among data an empty list is not none.
        if (before.length + after.length === 0 && (from === null || to === null)) {
          this.say("changed", place, from, to);
        }
        return this.lists(before, after, place);
      }
    }
    this.say("changed", place, from, to);
  }

  private areNothing(from: JsonValue, to: JsonValue, { rule, rules }: Place): boolean {
    return !(rules.keepsNothing && rule === null) && saysNothing(from, rule) && saysNothing(to, rule);
  }

  private lists(from: JsonValue[], to: JsonValue[], place: Place): void {
    const all = [...from, ...to];
    if (place.key === "dashboard_layouts") this.found.push(...diffPlaces(this.from, this.to));
    // Where a tile stands was told by the comparison of all tabs.
    if (place.key === "dashboard_layout_components" && this.options.strict !== true) return;
    if (all.length > 0 && all.every(isJsonObject)) this.parts(asObjects(from), asObjects(to), place);
    else this.entries(from, to, place);
  }

  private parts(from: JsonObject[], to: JsonObject[], place: Place): void {
    const { pairs, removed, added } = matchEntries(
      place.key,
      from,
      to,
      (one, other) => sameSense(one, other, place.rules),
    );
    const within = (part: JsonObject): Place => ({
      ...place,
      part: [...place.part, this.label(place.key, part)],
      path: "",
    });
    for (const pair of pairs) this.objects(pair.from, pair.to, within(pair.to));
    for (const one of removed) this.say("removed", within(one), one, null);
    for (const one of added) this.say("added", within(one), null, one);
    if (this.options.strict !== true) return;
    const order = pairs.map((pair) => from.indexOf(pair.from));
    const places = pairs.map((pair) => to.indexOf(pair.to));
    const sorted = order.map((_, i) => i).sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
    if (sorted.some((at, i) => i > 0 && (places[sorted[i - 1] ?? 0] ?? 0) > (places[at] ?? 0))) {
      this.say("reordered", place, from.map(labelOf), to.map(labelOf));
    }
  }

  /** Lists of ids and words: what came, what went, or another order of the same. */
  private entries(from: JsonValue[], to: JsonValue[], place: Place): void {
    const text = (one: JsonValue): string => jsonText(spelled(one, place.rules));
    const [before, after] = [count(from, text), count(to, text)];
    const rest = (list: JsonValue[], other: Map<string, number>): JsonValue[] =>
      list.filter((one) => {
        const known = text(one), left = other.get(known) ?? 0;
        other.set(known, left - 1);
        return left <= 0;
      });
    const gone = rest(from, after), come = rest(to, before);
    for (const one of gone) this.say("removed", place, one, null);
    for (const one of come) this.say("added", place, null, one);
    if (gone.length + come.length > 0) return;
    if (from.some((one, i) => text(one) !== text(to[i] ?? null))) {
      this.say("reordered", place, from, to);
    }
  }

  private say(kind: Difference["kind"], { part, path, key }: Place, from: JsonValue, to: JsonValue): void {
    const names = { from_name: this.name(key, from), to_name: this.name(key, to) };
    this.found.push({
      kind,
      part: [...part],
      path,
      from,
      to,
      ...(names.from_name !== null && { from_name: names.from_name }),
      ...(names.to_name !== null && { to_name: names.to_name }),
    });
  }

  private name(key: string, value: JsonValue): string | null {
    const type = referredType(key), id = asText(value);
    return type === null || id === null ? null : this.options.nameOf?.(type, id) ?? null;
  }

  /** `tile "Revenue"`, `access of group "Sales"`. */
  private label(list: string, part: JsonObject): string {
    const noun = nounOf(list);
    for (const [key, what] of [["group_id", "group"], ["user_id", "user"]] as const) {
      const id = asText(part[key]);
      if (id === null || !["access", "value"].includes(noun)) continue;
      return `${noun} of ${what} ${quoted(this.name(key, id) ?? id)}`;
    }
    const label = labelOf(part);
    return label === null ? noun : `${noun} ${quoted(label)}`;
  }
}

function count(list: readonly JsonValue[], text: (one: JsonValue) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(text(one), (counts.get(text(one)) ?? 0) + 1);
  return counts;
}

function quoted(text: string): string {
  return `"${text}"`;
}
