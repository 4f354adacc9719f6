/**
 * Which entry of one list is which of another: by identity, never by position. Pure.
 *
 * @module
 */
import { addTo } from "../base/grouped.ts";
import { asText, type JsonObject } from "../codec/json_value.ts";
import { identitiesOf } from "./diff_rules.ts";

/** Entries of two lists, paired, and what stands in one list only. */
export interface Matched {
  pairs: { from: JsonObject; to: JsonObject }[];
  removed: JsonObject[];
  added: JsonObject[];
}

/** Pairs the entries of the list under a key, each at most once. */
export function matchEntries(
  list: string,
  from: readonly JsonObject[],
  to: readonly JsonObject[],
  same: (one: JsonObject, other: JsonObject) => boolean,
): Matched {
  const open = new Set(from);
  let left = [...to];
  const pairs: Matched["pairs"] = [];
  for (const keys of identitiesOf(list)) {
    const known = new Map<string, JsonObject[]>();
    for (const one of open) {
      const identity = identityOf(one, keys);
      if (identity !== null) addTo(known, identity, one);
    }
    left = left.filter((one) => {
      const identity = identityOf(one, keys);
      const same = identity === null ? undefined : known.get(identity)?.shift();
      return !pair(same, one);
    });
  }
  // Without an identity, only what is wholly the same is the same.
  left = left.filter((one) => !pair([...open].find((other) => same(other, one)), one));
  return { pairs, removed: [...open], added: left };

  function pair(former: JsonObject | undefined, latter: JsonObject): boolean {
    if (former === undefined) return false;
    open.delete(former);
    pairs.push({ from: former, to: latter });
    return true;
  }
}

/** The values of the properties that must agree; null when the entry lacks the first of them. */
function identityOf(entry: JsonObject, keys: readonly string[]): string | null {
  const values = keys.map((key) => asText(entry[key]));
  return (values[0] ?? null) === null ? null : JSON.stringify(values);
}
