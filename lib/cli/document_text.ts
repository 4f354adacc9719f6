/**
 * Writes a result as one JSON document.
 *
 * @module
 */
import type { OutputStream } from "../base/io.ts";
import { sanitizeJson } from "../base/log.ts";

/** A list in a document whose entries are created while they are written, to save memory. */
export class Entries<T> implements Iterable<unknown> {
  constructor(private readonly from: readonly T[], private readonly make: (one: T) => unknown) {}

  get length(): number {
    return this.from.length;
  }

  *[Symbol.iterator](): Generator<unknown> {
    for (const one of this.from) yield this.make(one);
  }

  toJSON(): unknown[] {
    return [...this];
  }
}

/**
 * Returns one JSON document, indented if stdout is a terminal. Control characters are escaped, because a pipe may end at
 * a terminal too. `clean` is applied to each text in the document.
 */
export function documentText(
  document: unknown,
  stdout: Pick<OutputStream, "isTerminal">,
  clean: (text: string) => string = String,
): string {
  return `${sanitizeJson(JSON.stringify(document, cleaner(clean), stdout.isTerminal ? 2 : undefined))}\n`;
}

/**
 * Writes the same text as {@linkcode documentText}. Long lists are written in parts, because one text of them would be
 * in memory twice.
 */
export function writeDocument(
  document: unknown,
  stdout: OutputStream,
  clean: (text: string) => string = String,
): void {
  if (stdout.isTerminal || !isLong(document)) return stdout.write(documentText(document, stdout, clean));
  let text = "";
  for (const part of parts(document, cleaner(clean))) {
    text += part;
    if (text.length < WRITTEN) continue;
    stdout.write(sanitizeJson(text));
    text = "";
  }
  stdout.write(`${sanitizeJson(text)}\n`);
}

/**
 * The number of list entries in each part. Longer lists are split. `WRITTEN` is the number of characters in each write.
 */
const LONG = 64, WRITTEN = 1 << 15;

type Replacer = (key: string, value: unknown) => unknown;

function cleaner(clean: (text: string) => string): Replacer {
  return (_key, value) => typeof value === "string" ? clean(value) : value;
}

/** Whether a document is an object with a list that is long enough to be split. */
function isLong(document: unknown): document is Record<string, unknown> {
  return typeof document === "object" && document !== null && !Array.isArray(document) &&
    !("toJSON" in document) && Object.values(document).some(isLongList);
}

function isLongList(value: unknown): value is readonly unknown[] | Entries<unknown> {
  return (Array.isArray(value) || value instanceof Entries) && value.length > LONG;
}

function* parts(document: Record<string, unknown>, clean: Replacer): Generator<string> {
  let before = "{";
  for (const [key, value] of Object.entries(document)) {
    if (isLongList(value)) {
      yield `${before}${JSON.stringify(key)}:[`;
      yield* entries(value, clean);
      yield "]";
    } else {
      const entry = JSON.stringify({ [key]: value }, clean).slice(1, -1);
      // JSON omits undefined values.
      if (entry === "") continue;
      yield before + entry;
    }
    before = ",";
  }
  yield "}";
}

function* entries(list: Iterable<unknown>, clean: Replacer): Generator<string> {
  let some: unknown[] = [], before = "";
  const text = (): string => {
    const written = before + JSON.stringify(some, clean).slice(1, -1);
    some = [];
    before = ",";
    return written;
  };
  for (const one of list) {
    some.push(one);
    if (some.length === LONG) yield text();
  }
  if (some.length > 0) yield text();
}
