/**
 * Removes people from texts: names, the words of names, and every email address. Pure.
 *
 * @module
 */

/** Replaces people in texts. */
export interface Redaction {
  /** Whether it replaces anything. */
  readonly isActive: boolean;
  text(text: string): string;
  /** Replaces every text in a JSON value; keys stay unchanged. */
  value<T>(value: T): T;
}

/** Leaves everything unchanged. */
export const NO_REDACTION: Redaction = { isActive: false, text: (text) => text, value: (value) => value };

/** A person, with all names in the vault. */
export interface KnownPerson {
  /** Complete names, such as `Ada Byron`. */
  names: readonly string[];
  /** Words that are names by themselves, such as `Ada`. */
  words: readonly string[];
  emails: readonly string[];
}

/** Words that do not identify a person, because accounts of programs have such names. */
const COMMON = new Set(
  ("account accounts admin administrator alerts analyst analytics and api backup bi bot business customer dashboard " +
    "dashboards data default demo dev developer development embed engineering export external finance for group guest " +
    "integration internal it looker management marketing new of office operations ops owner partner person platform " +
    "prod production product public report reporting reports sales schedule scheduler service services shared staff " +
    "staging standard super support svc system systems team tech technical temp test tester testing the tools user " +
    "users viewer web").split(" "),
);

const ADDRESS = /[^\s<>"'(),;:@\\[\]{}|/]+@[^\s<>"'(),;:@\\[\]{}|/]+/gu;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** The characters that may be between the words of a name. */
const BETWEEN = /^[^\p{L}\p{M}\p{N}\n]{1,6}$/u;

/** The maximum number of cached results. A name can occur thousands of times. */
const MOST_KNOWN = 50_000;

/** Returns a redaction for the given people. Each person gets a number that is the same everywhere in the page. */
export function redactionOf(people: readonly KnownPerson[]): Redaction {
  const names = new Map<string, { words: string[]; as: string }[]>(), addresses = new Map<string, string>();
  const known = new Map<string, string>();
  const add = (name: string, as: string): void => {
    const words = wordsOf(name), [first] = words;
    if (first === undefined || words.every((word) => COMMON.has(word))) return;
    const list = names.get(first) ?? [];
    names.set(first, list);
    if (!list.some((one) => one.words.join(" ") === words.join(" "))) list.push({ words, as });
  };
  people.forEach((person, i) => {
    const as = `Person ${i + 1}`;
    for (const name of person.names) {
      // Also `Byron, Ada`, wherever the last name begins.
      const words = wordsOf(name);
      for (let at = 0; at < Math.min(words.length, 6); at++) {
        add([...words.slice(at), ...words.slice(0, at)].join(" "), as);
      }
    }
    for (const email of person.emails) addresses.set(email.toLowerCase(), `person${i + 1}@redacted.invalid`);
  });
  // A first name can belong to several people.
  for (const person of people) {
    for (const word of person.words) if (wordsOf(word).join("").length > 1) add(word, "Person");
    for (const email of person.emails) add((email.split("@")[0] ?? "").replace(/\d+$/, ""), "Person");
  }
  // The longest first: `Ada Byron` is one person, but `Ada` may be another.
  for (const list of names.values()) list.sort((a, b) => b.words.length - a.words.length);
  const addressFor = (found: string): string => {
    // An address can be followed by the period of a sentence.
    const address = found.replace(/[.!?…]+$/u, ""), key = address.toLowerCase();
    const there = addresses.get(key) ?? `address${addresses.size + 1}@redacted.invalid`;
    addresses.set(key, there);
    return there + found.slice(address.length);
  };
  const text = (given: string): string => {
    if (given.length < 2) return given;
    const before = known.get(given);
    if (before !== undefined) return before;
    const redacted = withoutNames(given.replace(ADDRESS, addressFor), names);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(given, redacted);
    return redacted;
  };
  const value = <T>(given: T): T => redactedValue(given, text) as T;
  return { isActive: true, text, value };
}

function redactedValue(value: unknown, text: (text: string) => string): unknown {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((one) => redactedValue(one, text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redactedValue(one, text)]));
}

/** Returns the words of a text in the form in which they are compared. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(WORD)].map(([word]) => folded(word));
}

function folded(word: string): string {
  return word.normalize("NFKC").toLowerCase();
}

function withoutNames(
  text: string,
  names: ReadonlyMap<string, readonly { words: string[]; as: string }[]>,
): string {
  const words = [...text.matchAll(WORD)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    folded: folded(match[0]),
  }));
  let redacted = "", from = 0;
  for (let at = 0; at < words.length; at++) {
    const first = words[at];
    if (first === undefined) break;
    const found = names.get(first.folded)?.find(({ words: wanted }) =>
      wanted.every((word, i) =>
        words[at + i]?.folded === word &&
        (i === 0 || BETWEEN.test(text.slice(words[at + i - 1]?.end, words[at + i]?.start)))
      )
    );
    if (found === undefined) continue;
    const last = words[at + found.words.length - 1] ?? first;
    redacted += text.slice(from, first.start) + found.as;
    from = last.end;
    at += found.words.length - 1;
  }
  return redacted + text.slice(from);
}
