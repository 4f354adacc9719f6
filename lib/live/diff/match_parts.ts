/**
 * Matches the parts of two lists, for `diff`, plans and `verify --compare-live`. Parts are matched by identity, never
 * by position. Pure.
 *
 * @module
 */
import { addTo } from "../../base/grouped.ts";
import { asText, type JsonValue } from "../../codec/json_value.ts";
import { waysToKnow } from "./part_rules.ts";

/** Parts of two lists, paired, and what is in one list only. */
export interface Matched<P> {
  pairs: { from: P; to: P }[];
  removed: P[];
  added: P[];
}

/** What a part says under a name of the table: a property, or one of those that begin with `$`. */
export type Answer<P> = (part: P, name: string) => JsonValue | undefined;

/** How two lists are matched. */
export interface MatchOptions<P> {
  /** The name of the list in the table of rules. */
  list: string;
  answer: Answer<P>;
  /** The answers of the later parts, where they are others. */
  answerOfLater?: Answer<P>;
}

/** Pairs the parts of two lists, each at most once, in the surest way first. */
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

/** Parts by what must agree; those that have nothing under the first of the names are not among them. */
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
      // With lengths, no two lists of texts are the same text.
      identity = `${identity.length} ${identity}${other === null ? "" : `=${other}`}`;
    }
    addTo(known, identity, part);
  }
  return known;
}

/** Answers as texts. What takes a walk through the part is asked for once. */
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
