/** Reads JSON without losing anything: what a JavaScript value cannot hold becomes raw text. @module */
import { type Json, type JsonObject, RawJson } from "./json.ts";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[\t\n\r ]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/ys;
// What a string cannot hold without an escape.
// deno-lint-ignore no-control-regex
const SPECIAL = /[\\\u0000-\u001f]/;
const INTEGER_KEY = /^(?:0|[1-9]\d*)$/;

/**
 * Parses JSON text. Numbers that JavaScript would print differently, and objects with integer-like or `__proto__`
 * keys, come back as {@linkcode RawJson}.
 *
 * @throws {SyntaxError} when the text is not JSON.
 */
export function parseJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

class Reader {
  #at = 0;
  constructor(readonly text: string) {}

  value(): Json {
    this.#space();
    const start = this.#at;
    switch (this.text[start]) {
      case "{":
        return this.#object(start);
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
    }
    const digits = this.#match(NUMBER);
    const number = Number(digits);
    return String(number) === digits ? number : new RawJson(digits);
  }

  end(): void {
    this.#space();
    if (this.#at !== this.text.length) this.#fail();
  }

  #object(start: number): JsonObject | RawJson {
    const entries: JsonObject = {};
    let raw = false;
    this.#at++;
    this.#space();
    if (!this.#take("}")) {
      do {
        this.#space();
        const key = this.#string();
        this.#space();
        if (!this.#take(":")) this.#fail();
        const value = this.value();
        if (key === "__proto__" || INTEGER_KEY.test(key)) raw = true;
        else entries[key] = value;
        this.#space();
      } while (this.#take(","));
      if (!this.#take("}")) this.#fail();
    }
    return raw ? new RawJson(this.text.slice(start, this.#at)) : entries;
  }

  #array(): Json[] {
    const items: Json[] = [];
    this.#at++;
    this.#space();
    if (this.#take("]")) return items;
    do {
      items.push(this.value());
      this.#space();
    } while (this.#take(","));
    if (!this.#take("]")) this.#fail();
    return items;
  }

  #string(): string {
    if (this.text[this.#at] === '"') {
      const end = this.text.indexOf('"', this.#at + 1);
      const plain = this.text.slice(this.#at + 1, end);
      if (end > 0 && !SPECIAL.test(plain)) {
        this.#at = end + 1;
        return plain;
      }
    }
    return JSON.parse(this.#match(STRING)) as string;
  }

  #word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  #take(char: string): boolean {
    if (this.text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    if (this.text.charCodeAt(this.#at) > 32) return;
    SPACE.lastIndex = this.#at;
    SPACE.test(this.text);
    this.#at = SPACE.lastIndex;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return this.#fail();
    this.#at += found.length;
    return found;
  }

  #fail(): never {
    throw new SyntaxError(`Cannot parse JSON: unexpected input at ${this.#at}`);
  }
}
