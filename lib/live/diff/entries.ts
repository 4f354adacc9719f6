/**
 * Compares lists of ids and texts: added entries, removed entries, or a different order. Pure.
 *
 * @module
 */
import type { FormRules } from "../../codec/form_rules.ts";
import { jsonText, type JsonValue } from "../../codec/json_value.ts";
import { spelled } from "../../codec/same_sense.ts";
import type { Found } from "./comparison.ts";

/** Returns the differences between two lists whose entries have no identity. */
export function entryChanges(from: JsonValue[], to: JsonValue[], rules: FormRules): Omit<Found, "place">[] {
  const text = (one: JsonValue): string => jsonText(spelled(one, rules));
  const before = from.map(text), after = to.map(text);
  const gone = rest(from, before, after), come = rest(to, after, before);
  if (gone.length + come.length > 0) {
    return [
      ...gone.map((one) => ({ kind: "removed", from: one, to: null } as const)),
      ...come.map((one) => ({ kind: "added", from: null, to: one } as const)),
    ];
  }
  return before.some((one, i) => one !== after[i]) ? [{ kind: "reordered", from, to }] : [];
}

/** Returns the entries of a list that another list lacks. An entry occurs as often as it is missing. */
function rest(list: JsonValue[], texts: readonly string[], other: readonly string[]): JsonValue[] {
  const left = new Map<string, number>();
  for (const text of other) left.set(text, (left.get(text) ?? 0) + 1);
  return list.filter((_, i) => {
    const text = texts[i] ?? "", count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}
