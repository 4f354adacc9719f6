/**
 * Traverses two versions of an item by the registry's rules of equality. `diff`, plans and `verify --compare-live`
 * share this comparison. The callers define how to treat lists and keys. Pure.
 *
 * @module
 */
import { isFloat, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { sameSense, saysNothing, underKey } from "../../codec/same_sense.ts";
import type { Matched } from "./match_parts.ts";
import { type PartName, type Place, placeOfPart, placeUnder } from "./place.ts";

/** The kind of a difference at a place. */
export type DifferenceKind = "added" | "removed" | "changed" | "moved" | "reordered";

/** A difference and its place. `from` and `to` are null if there was nothing. */
export interface Found {
  kind: DifferenceKind;
  place: Place;
  from: JsonValue;
  to: JsonValue;
}

/** How two versions are compared, in addition to the rules of their type. */
export interface Manner {
  /** Whether a property is skipped. `key` is the key of the object that contains it. */
  leavesOut?(pair: { from: JsonObject; to: JsonObject }, name: string, key: string): boolean;
  /** Compares two lists. Without it, lists are equal or differ as a whole. */
  lists?(from: JsonValue[], to: JsonValue[], place: Place): void;
  /** Whether an integer that is returned as a float counts as a difference. */
  tellsFloats?: boolean;
}

/** How parts are compared and named. */
export interface PartManner<P> {
  name(part: P): PartName;
  /** Returns an added or removed part as a value. */
  whole(part: P): JsonValue;
  /** Compares two versions of a part. */
  pair(from: P, to: P, place: Place): void;
}

/** A comparison and the differences that it found. */
export class Comparison {
  readonly found: Found[] = [];

  constructor(private readonly manner: Manner = {}) {}

  /** Compares all properties of two objects. */
  objects(from: JsonObject, to: JsonObject, place: Place): void {
    for (const key of Object.keys(from)) this.property(from, to, { key, place });
    for (const key of Object.keys(to)) {
      if (!Object.hasOwn(from, key)) this.property(from, to, { key, place });
    }
  }

  /**
   * Compares two forms. Keys that the wanted form lacks are skipped. Keys of `ownRequests` that the live form lacks are
   * skipped too, because they could not be read.
   */
  forms(live: JsonObject, wanted: JsonObject, place: Place, ownRequests: readonly string[] = []): void {
    for (const key of Object.keys(wanted)) {
      if (Object.hasOwn(live, key) || !ownRequests.includes(key)) this.property(live, wanted, { key, place });
    }
  }

  /** Records the differences between the parts of two lists, which are at `place`. */
  parts<P>({ pairs, removed, added }: Matched<P>, place: Place, manner: PartManner<P>): void {
    const within = (part: P): Place => placeOfPart(place, manner.name(part));
    for (const { from, to } of pairs) manner.pair(from, to, within(to));
    for (const part of removed) this.say("removed", within(part), { from: manner.whole(part), to: null });
    for (const part of added) this.say("added", within(part), { from: null, to: manner.whole(part) });
  }

  /** Records a difference. */
  say(kind: DifferenceKind, place: Place, { from, to }: Pick<Found, "from" | "to">): void {
    this.found.push({ kind, place, from, to });
  }

  private property(
    from: JsonObject,
    to: JsonObject,
    { key, place }: { key: string; place: Place },
  ): void {
    const before = underKey(from, key), after = underKey(to, key);
    const floats = this.manner.tellsFloats === true && before === after &&
      isFloat(from, key) !== isFloat(to, key);
    if (before === after && !floats) return;
    if (this.manner.leavesOut?.({ from, to }, key, place.key) === true) return;
    const inner = placeUnder(place, key);
    if (floats) this.say("changed", inner, { from: before ?? null, to: after ?? null });
    // In free-form data, null and absent are different. Otherwise, both mean nothing.
    const isNews = place.rules.keepsNothing && (before === undefined) !== (after === undefined);
    if (isNews && (before ?? after ?? null) === null) {
      this.say(before === undefined ? "added" : "removed", inner, { from: null, to: null });
    }
    this.values(before ?? null, after ?? null, inner);
  }

  private values(from: JsonValue, to: JsonValue, place: Place): void {
    const { rule, rules } = place;
    if (from === to) return;
    if (!(rules.keepsNothing && rule === null) && saysNothing(from, rule) && saysNothing(to, rule)) return;
    if (isJsonObject(from) && isJsonObject(to)) return this.objects(from, to, place);
    if (this.manner.lists === undefined) {
      if (Array.isArray(from) && Array.isArray(to) && sameSense(from, to, rules, rule)) return;
    } else if (Array.isArray(from) || Array.isArray(to)) {
      const before = from ?? [], after = to ?? [];
      if (Array.isArray(before) && Array.isArray(after)) {
        // In free-form data, an empty list and no list are different.
        if (before.length + after.length === 0 && (from === null || to === null)) {
          this.say("changed", place, { from, to });
        }
        return this.manner.lists(before, after, place);
      }
    }
    this.say("changed", place, { from, to });
  }
}
