/**
 * The place of a difference in a body. The path is built only if something differs. Pure.
 *
 * @module
 */
import { quoted } from "../../base/quoted.ts";
import type { FormRules, KeyRule } from "../../codec/form_rules.ts";
import { ruleOf, rulesBelow } from "../../codec/same_sense.ts";

/** The name of a part of an item. */
export interface PartName {
  /** The name in a path: `Revenue` of `dashboard_elements[Revenue]`. */
  inPath(): string;
  /** The name in words: `tile "Revenue"`. */
  inWords(): string;
}

/** Returns a name that is only used in paths. */
export function nameInPath(name: string | null): PartName {
  const text = name ?? "";
  return { inPath: () => text, inWords: () => text };
}

/** Returns a name for paths and for words: `tile "Revenue"`. An active tab without a label has no name. */
export function nounInWords(noun: string, name: string | null): PartName {
  const text = name ?? "";
  return { inPath: () => text, inWords: () => text === "" ? noun : `${noun} ${quoted(text)}` };
}

/** A property of an item or of one of its parts, or an entire part. */
export interface Place {
  /** The place that contains this one; null for the item itself. */
  readonly up: Place | null;
  /** The property; empty for the item. A part has the property of its list. */
  readonly key: string;
  readonly part: PartName | null;
  /** The rule of the key, and the rules of the objects below it. */
  readonly rule: KeyRule | null;
  readonly rules: FormRules;
}

/** Returns the place of the item itself, or of the object at `path`. */
export function rootPlace(rules: FormRules, path = ""): Place {
  return { up: null, key: path, part: null, rule: null, rules };
}

/** Returns the place of a property. */
export function placeUnder(up: Place, key: string): Place {
  const rule = ruleOf(up.rules, key);
  return { up, key, part: null, rule, rules: rulesBelow(up.rules, rule) };
}

/** Returns the place of a part in its list. */
export function placeOfPart(list: Place, part: PartName): Place {
  return { up: list, key: list.key, part, rule: null, rules: list.rules };
}

/** Returns the full path: `dashboard_elements[Revenue].query.filters.date`. */
export function pathTo(place: Place): string {
  const { up, key, part } = place, before = up === null ? "" : pathTo(up);
  if (part !== null) return `${before}[${part.inPath()}]`;
  return before === "" ? key : `${before}.${key}`;
}

/**
 * Returns the parts that contain a place, in words and from the outermost to the innermost, and the path within the
 * innermost.
 */
export function partsTo(place: Place): { part: string[]; path: string } {
  const part: string[] = [], keys: string[] = [];
  for (let at: Place | null = place; at !== null; at = at.up) {
    if (at.part !== null) part.unshift(at.part.inWords());
    else if (part.length === 0 && at.key !== "") keys.unshift(at.key);
  }
  return { part, path: keys.join(".") };
}
