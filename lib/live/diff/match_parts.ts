/**
 * Matches the parts of two lists, for `diff`, plans and `verify --compare-live`. Parts are matched by identity, never
 * by position. Pure.
 *
 * @module
 */
import { addTo } from "../../base/grouped.ts";
import { asText, type JsonValue } from "../../codec/json_value.ts";
import { waysToKnow } from "./part_rules.ts";

/** The paired parts of two lists, and the parts that only one list has. */
export interface Matched<P> {
  pairs: { from: P; to: P }[];
  removed: P[];
  added: P[];
}

/** Returns the value of a part for a name of the matching rules: a property, or a name that begins with `$`. */
export type Answer<P> = (part: P, name: string) => JsonValue | undefined;

/** How two lists are matched. */
export interface MatchOptions<P> {
  /** The name of the list in the matching rules. */
  list: string;
  answer: Answer<P>;
  /** Returns the value of a part of the later list, if it needs another function. */
  answerOfLater?: Answer<P>;
}

/** Pairs the parts of two lists, each at most once, by the most reliable rule first. */
export function matchByIdentity<P>(
  from: readonly P[],
  to: readonly P[],
  { list, answer, answerOfLater = answer }: MatchOptions<P>,
): Matched<P> {
  const pairs: Matched<P>["pairs"] = [];
  const before = answersOf(answer), after = answersOf(answerOfLater);
  let removed = [...from], added = [...to];
  for (const { names, isAlone } of waysToKnow(list)) {
    if (removed.length === 0 || added.length === 0) break;
    const known = byIdentity(removed, names, before), wanted = byIdentity(added, names, after);
    const found = new Set<P>(), gone = new Set<P>();
    for (const [identity, later] of wanted) {
      const former = known.get(identity) ?? [];
      if (isAlone && (former.length > 1 || later.length > 1)) continue;
      for (const [i, one] of later.entries()) {
        const there = former[i];
        if (there === undefined) break;
        pairs.push({ from: there, to: one });
        gone.add(there);
        found.add(one);
      }
    }
    if (found.size === 0) continue;
    removed = removed.filter((one) => !gone.has(one));
    added = added.filter((one) => !found.has(one));
  }
  return { pairs, removed, added };
}

/** Groups parts by the values that must match. Parts without a value for the first name are omitted. */
function byIdentity<P>(
  parts: readonly P[],
  names: readonly string[],
  answer: (part: P, name: string) => string | null,
): Map<string, P[]> {
  const known = new Map<string, P[]>(), [first = ""] = names;
  for (const part of parts) {
    const text = answer(part, first);
    if (text === null) continue;
    let identity = text;
    for (const name of names.slice(1)) {
      const other = answer(part, name);
      // The length prefix keeps different lists of texts from having the same text.
      identity = `${identity.length} ${identity}${other === null ? "" : `=${other}`}`;
    }
    addTo(known, identity, part);
  }
  return known;
}

/** Returns a function for the values as texts. It caches values that need a traversal of the part. */
function answersOf<P>(answer: Answer<P>): (part: P, name: string) => string | null {
  const said = new Map<string, Map<P, string | null>>();
  return (part, name) => {
    if (!name.startsWith("$")) return asText(answer(part, name));
    let texts = said.get(name);
    if (texts === undefined) said.set(name, texts = new Map());
    let text = texts.get(part);
    if (text === undefined) texts.set(part, text = asText(answer(part, name)));
    return text;
  };
}
