/**
 * The place of a difference in a body. The path is written out only if something differs. Pure.
 *
 * @module
 */
import type { FormRules, KeyRule } from "../../codec/form_rules.ts";
import { ruleOf, rulesBelow } from "../../codec/same_sense.ts";

/** What a part of an item is called. */
export interface PartName {
  /** In a path: `Revenue` of `dashboard_elements[Revenue]`. */
  inPath(): string;
  /** In words: `tile "Revenue"`. */
  inWords(): string;
}

/** A name for paths alone. */
export function nameInPath(name: string | null): PartName {
  const text = name ?? "";
  return { inPath: () => text, inWords: () => text };
}

/** A name for paths, and the noun and name of it in words: `tile "Revenue"`; an active tab without a label has no name. */
export function nounInWords(noun: string, name: string | null): PartName {
  const text = name ?? "";
  return { inPath: () => text, inWords: () => text === "" ? noun : `${noun} "${text}"` };
}

/** A property of an item or of one of its parts, or a whole part. */
export interface Place {
  /** What this is in; null for the item itself. */
  readonly up: Place | null;
  /** The property; empty for the item. A part has that of its list. */
  readonly key: string;
  readonly part: PartName | null;
  /** What is known of the key, and the rules of the objects below it. */
  readonly rule: KeyRule | null;
  readonly rules: FormRules;
}

/** The item itself, or with a path what is there. */
export function rootPlace(rules: FormRules, path = ""): Place {
  return { up: null, key: path, part: null, rule: null, rules };
}

/** The place of a property. */
export function placeUnder(up: Place, key: string): Place {
  const rule = ruleOf(up.rules, key);
  return { up, key, part: null, rule, rules: rulesBelow(up.rules, rule) };
}

/** The place of a part in its list. */
export function placeOfPart(list: Place, part: PartName): Place {
  return { up: list, key: list.key, part, rule: null, rules: list.rules };
}

/** The whole way: `dashboard_elements[Revenue].query.filters.date`. */
export function pathTo(place: Place): string {
  const { up, key, part } = place, before = up === null ? "" : pathTo(up);
  if (part !== null) return `${before}[${part.inPath()}]`;
  return before === "" ? key : `${before}.${key}`;
}

/** The parts that a place is within, in words and from the outside in, and the path in the innermost. */
export function partsTo(place: Place): { part: string[]; path: string } {
  const part: string[] = [], keys: string[] = [];
  for (let at: Place | null = place; at !== null; at = at.up) {
    if (at.part !== null) part.unshift(at.part.inWords());
    else if (part.length === 0 && at.key !== "") keys.unshift(at.key);
  }
  return { part, path: keys.join(".") };
}
