/**
 * Which part of one list is which of another: the one matcher behind `diff`, plans and `verify --compare-live`. Parts are
 * known by identity, never by position. Pure.
 *
 * @module
 */
import { addTo } from "../../base/grouped.ts";
import { asText, type JsonValue } from "../../codec/json_value.ts";
import { waysToKnow } from "./part_rules.ts";

/** Parts of two lists, paired, and what stands in one list only. */
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
  const open = new Set(from), pairs: Matched<P>["pairs"] = [];
  let left = [...to];
  for (const names of waysToKnow(list)) {
    if (open.size === 0 || left.length === 0) break;
    const known = new Map<string, P[]>();
    for (const one of open) {
      const identity = identityOf(one, names, answer);
      if (identity !== null) addTo(known, identity, one);
    }
    // From the end, so that taking one costs nothing.
    for (const same of known.values()) same.reverse();
    left = left.filter((one) => {
      const identity = identityOf(one, names, answerOfLater);
      const former = identity === null ? undefined : known.get(identity)?.pop();
      if (former === undefined) return true;
      open.delete(former);
      pairs.push({ from: former, to: one });
      return false;
    });
  }
  return { pairs, removed: [...open], added: left };
}

/** What the answers that must agree are; null when the part has none to the first of them. */
function identityOf<P>(part: P, names: readonly string[], answer: Answer<P>): string | null {
  const texts: (string | null)[] = [];
  for (const name of names) {
    const text = asText(answer(part, name));
    if (text === null && texts.length === 0) return null;
    if (names.length === 1) return text;
    texts.push(text);
  }
  return JSON.stringify(texts);
}
