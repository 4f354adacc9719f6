/**
 * Removes live secrets from a body before it is stored: the value becomes null, and its path is reported.
 *
 * @module
 */
import { readJson } from "./json_reader.ts";
import { writeJson } from "./json_writer.ts";
import { MsgpackReader } from "./msgpack_reader.ts";
import { MsgpackWriter } from "./msgpack_writer.ts";

/** What a property is to the redaction. */
export type SecretKind =
  /** A secret whatever it holds. */
  | "secret"
  /** A text that can be a URL with a user's name or password, a token or a signature in it. */
  | "url"
  /** A text of `name=value` pairs, one of which can be a secret. */
  | "pairs"
  /** A text that can hold JSON with secrets in it. */
  | "json"
  /** A link that opens data without a login if its object is public. */
  | "link"
  /** A value that is secret where a sibling says so: by a flag, or by the name that is beside it. */
  | "value"
  /** An object, or a list of objects, with properties of the API. */
  | "object"
  /** An object that is searched for secrets, or a text that can be a URL. */
  | "any"
  /** Nothing of it is a secret: also what people name themselves. */
  | "plain";

/** Which properties hold secrets. */
export interface RedactRules {
  /** What a property of that name is. */
  kindOf(name: string): SecretKind;
  /** Whether a property of that name, when it is true, makes the `value` beside it secret. */
  isFlag(name: string): boolean;
  /** Whether a property of that name, in a text of JSON or of pairs, is a secret. */
  isSecretName(name: string): boolean;
  /** Links that open data without a login stay. */
  keepLinks: boolean;
}

/** What {@linkcode redact} returns. */
export interface Redacted {
  bytes: Uint8Array;
  /** Such as `credentials_email.password_reset_url` or `params[2].value`. Empty when nothing was taken out. */
  paths: string[];
}

/** Sets every secret to null. If there is none, returns `bytes` unchanged. */
export function redact(bytes: Uint8Array, rules: RedactRules): Redacted {
  const search = new Search(bytes, rules);
  search.value("");
  return { bytes: spliced(bytes, search.found), paths: search.found.flatMap(({ paths }) => paths) };
}

/** A value that goes, and what is in its place. */
interface Found {
  from: number;
  to: number;
  instead: Uint8Array;
  paths: string[];
}

/** Values are replaced one for one, so that no header of a map or list changes. */
function spliced(bytes: Uint8Array, found: readonly Found[]): Uint8Array {
  if (found.length === 0) return bytes;
  const out = new MsgpackWriter(bytes.length);
  let at = 0;
  for (const { from, to, instead } of found) {
    out.raw(bytes.subarray(at, from));
    out.raw(instead);
    at = to;
  }
  out.raw(bytes.subarray(at));
  return out.slice();
}

const NIL = new Uint8Array([0xc0]);
const NIL_TAG = 0xc0, FALSE_TAG = 0xc2, TRUE_TAG = 0xc3, NO_TEXT = 0xa0, NO_ENTRIES = 0x90, NO_KEYS = 0x80;
/** Not even a secret: a boolean says whether there is one. */
const NO_SECRET: ReadonlySet<number | undefined> = new Set([NIL_TAG, FALSE_TAG, TRUE_TAG]);
/** Values that say nothing: there is nothing to take out of them. */
const NOTHING: ReadonlySet<number | undefined> = new Set([
  NIL_TAG,
  FALSE_TAG,
  TRUE_TAG,
  NO_TEXT,
  NO_ENTRIES,
  NO_KEYS,
]);

/** Whether a value with this tag is a text. */
function isText(tag: number | undefined): boolean {
  return tag !== undefined && ((tag >= 0xa0 && tag < 0xc0) || (tag >= 0xd9 && tag <= 0xdb));
}

/** What the siblings in an object say. */
interface Siblings {
  hidden: boolean;
  isPublic: boolean;
}

class Search {
  readonly found: Found[] = [];
  private readonly reader: MsgpackReader;

  constructor(private readonly bytes: Uint8Array, private readonly rules: RedactRules) {
    this.reader = new MsgpackReader(bytes);
  }

  /** The value at the cursor, which is an object of the API, a list of them, or nothing to look into. */
  value(path: string): void {
    const { reader } = this;
    const from = reader.at, token = reader.token();
    if (token.kind === "array") { for (let i = 0; i < token.size; i++) this.value(`${path}[${i}]`); }
    else if (token.kind === "map") this.map(path, token.size);
    else {
      reader.at = from;
      reader.skip();
    }
  }

  private map(path: string, size: number): void {
    const { reader, bytes, rules } = this;
    let siblings: Siblings | null = null;
    const start = reader.at;
    for (let i = 0; i < size; i++) {
      const key = reader.key(), kind = rules.kindOf(key), from = reader.at;
      if (kind === "plain") {
        reader.skip();
        continue;
      }
      const inner = path === "" ? key : `${path}.${key}`;
      if (kind === "object" || (kind === "any" && !isText(bytes[from]))) {
        this.value(inner);
        continue;
      }
      reader.skip();
      if ((kind === "secret" ? NO_SECRET : NOTHING).has(bytes[from])) continue;
      siblings ??= kind === "value" || kind === "link" ? this.siblings(start, size) : null;
      const found = this.judge(kind, inner, { from, to: reader.at, siblings });
      if (found !== null) this.found.push(found);
    }
  }

  private judge(
    kind: SecretKind,
    path: string,
    { from, to, siblings }: { from: number; to: number; siblings: Siblings | null },
  ): Found | null {
    // Created only if something is removed: most bodies hold no secret.
    const gone = (): Found => ({ from, to, instead: NIL, paths: [path] });
    if (kind === "secret") return gone();
    if (kind === "value") return siblings?.hidden ? gone() : null;
    if (kind === "link") return siblings?.isPublic && !this.rules.keepLinks ? gone() : null;
    const text = new MsgpackReader(this.bytes, from).value();
    if (typeof text !== "string") return null;
    if (kind === "url" || kind === "any") return urlHoldsSecret(text, this.rules) ? gone() : null;
    if (kind === "pairs") return pairsHoldSecret(text, this.rules) ? gone() : null;
    const clean = cleanJson(text, this.rules);
    if (clean === null) return null;
    if (clean === "all of it") return gone();
    const out = new MsgpackWriter(text.length + 8);
    out.string(clean.text);
    return { from, to, instead: out.slice(), paths: clean.paths.map((inner) => `${path}${inner}`) };
  }

  /** What is beside a value in the map that begins at `start`; the cursor stays. */
  private siblings(start: number, size: number): Siblings {
    const reader = new MsgpackReader(this.bytes, start);
    const siblings = { hidden: false, isPublic: false };
    for (let i = 0; i < size; i++) {
      const key = reader.key(), from = reader.at;
      const flag = this.rules.isFlag(key), named = key === "name";
      if (flag || named || key === "public") {
        const value = reader.value();
        if (flag && isTrue(value)) siblings.hidden = true;
        if (named && typeof value === "string" && this.rules.isSecretName(value)) siblings.hidden = true;
        if (key === "public" && isTrue(value)) siblings.isPublic = true;
      }
      reader.at = from;
      reader.skip();
    }
    return siblings;
  }
}

/** Whether a flag is set, in whatever spelling. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 ||
    (typeof value === "string" && /^\s*(true|yes|y|on|1)\s*$/i.test(value));
}

/** `https://token@host`, or `scheme://user:password@host`; the user of `ssh://git@host` is none. */
const USER_INFO = /^\s*(?:https?:\/\/[^/?#]*@|[a-z][a-z0-9+.-]*:\/\/[^/?#]*:[^/?#]+@)/i;
/** What only links that are signed, or let in whoever has them, carry. */
const SIGNED =
  /^(x-(amz|goog|ms)-(signature|credential|security-token)|signature|sig|sas|hmac|code|key|auth|jwt|pwd)$/i;

/** Whether a URL lets in whoever has it. */
export function urlHoldsSecret(text: string, rules: Pick<RedactRules, "isSecretName">): boolean {
  if (!/^\s*[a-z][a-z0-9+.-]*:\/\//i.test(text)) return false;
  if (USER_INFO.test(text)) return true;
  const query = /[?#](.*)$/s.exec(text)?.[1] ?? "";
  return query.split(/[&;#?]/).some((pair) => {
    const at = pair.indexOf("=");
    if (at < 1 || at === pair.length - 1) return false;
    const name = decoded(pair.slice(0, at));
    return SIGNED.test(name) || rules.isSecretName(name);
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether one of `name=value` pairs, as connection strings have them, is a secret. */
export function pairsHoldSecret(text: string, rules: Pick<RedactRules, "isSecretName">): boolean {
  if (urlHoldsSecret(text, rules)) return true;
  return text.split(/[&;,?\s]/).some((pair) => {
    const [, name = "", value = ""] = /^\s*["']?([^=:"']+)["']?\s*[=:]\s*(.*)$/s.exec(pair) ?? [];
    return value !== "" && (rules.isSecretName(decoded(name).trim()) || /^pwd$/i.test(name.trim()));
  });
}

/** A text of JSON without its secrets, and their paths within it; null where it holds none. */
function cleanJson(text: string, rules: RedactRules): { text: string; paths: string[] } | "all of it" | null {
  if (!/^\s*[[{]/.test(text)) return pairsHoldSecret(text, rules) ? "all of it" : null;
  let bytes: Uint8Array;
  try {
    bytes = readJson(new TextEncoder().encode(text)).bytes;
  } catch {
    // What looks like JSON and is none may still hold what it would hold.
    return pairsHoldSecret(text.replace(/[{}[\]"']/g, ""), rules) ? "all of it" : null;
  }
  const inner = redact(bytes, textRules(rules));
  if (inner.paths.length === 0) return null;
  return {
    text: writeJson(inner.bytes),
    paths: inner.paths.map((path) => path.startsWith("[") ? path : `.${path}`),
  };
}

/** In a text of JSON every key may be a secret's, at any depth. */
function textRules(rules: RedactRules): RedactRules {
  return {
    ...rules,
    kindOf(name) {
      if (rules.isSecretName(name)) return "secret";
      return name === "value" ? "value" : "any";
    },
    isFlag: (name) => rules.isFlag(name),
    isSecretName: (name) => rules.isSecretName(name),
  };
}
