/**
 * Removes live secrets from a body before it is stored. The value becomes null, and its path is reported.
 *
 * @module
 */
import { isPlainUrl } from "./_plain_url.ts";
import { TextTable } from "./_text_table.ts";
import { readJson } from "./json_reader.ts";
import { writeJson } from "./json_writer.ts";
import { MsgpackReader } from "./msgpack_reader.ts";
import { MsgpackWriter } from "./msgpack_writer.ts";

/** How the redaction treats a property. */
export type SecretKind =
  /** Always a secret. */
  | "secret"
  /** A text that may be a URL that contains a user name, password, token or signature. */
  | "url"
  /** A text of `name=value` pairs, which may contain a secret. */
  | "pairs"
  /** A text that may contain JSON with secrets. */
  | "json"
  /** A link that opens data without a login if its object is public. */
  | "link"
  /** A value that is secret if a sibling marks it: a flag, or the name in the same object. */
  | "value"
  /** An object, or a list of objects, with properties of the API. */
  | "object"
  /** An object that is searched for secrets, or a text that may be a URL. */
  | "any"
  /** Never a secret. Includes the names that users choose. */
  | "plain";

/** Which properties contain secrets. The answers for a name never change: they are remembered for each object of rules. */
export interface RedactRules {
  /** Returns the kind of the property with a name. */
  kindOf(name: string): SecretKind;
  /** Whether a property with this name, if true, makes the `value` next to it secret. */
  isFlag(name: string): boolean;
  /** Whether a property with this name in a text of JSON or of pairs is a secret. */
  isSecretName(name: string): boolean;
  /** Whether links that open data without a login are kept. */
  keepLinks: boolean;
}

/** The result of {@linkcode redact}. */
export interface Redacted {
  bytes: Uint8Array;
  /** The paths of the removed secrets, such as `credentials_email.password_reset_url` or `params[2].value`. */
  paths: string[];
}

/** Sets every secret to null. If there is none, returns `bytes` unchanged. */
export function redact(bytes: Uint8Array, rules: RedactRules): Redacted {
  const search = new Search(bytes, rules);
  search.value();
  return { bytes: spliced(bytes, search.found), paths: search.found.flatMap(({ paths }) => paths) };
}

/** A value to replace, and its replacement. */
interface Found {
  from: number;
  to: number;
  instead: Uint8Array;
  paths: string[];
}

/** Replaces each value by one value, so that no header of a map or list changes. */
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

/** Whether a value that begins with this tag is null, a boolean or empty. */
function isNothing(tag: number | undefined): boolean {
  return isScalarWord(tag) || tag === 0xa0 || tag === 0x90 || tag === 0x80;
}

/** Whether a value is null or a boolean. A boolean under the name of a secret only states whether a secret exists. */
function isScalarWord(tag: number | undefined): boolean {
  return tag === 0xc0 || tag === 0xc2 || tag === 0xc3;
}

/** Whether a value that begins with this tag is a text. */
function isText(tag: number | undefined): boolean {
  return tag !== undefined && ((tag >= 0xa0 && tag < 0xc0) || (tag >= 0xd9 && tag <= 0xdb));
}

/** A key, and what the rules say about it. */
interface JudgedKey {
  readonly text: string;
  readonly kind: SecretKind;
  /** Whether the key is a flag. Undefined until it is needed. */
  isFlag?: boolean;
}

/** What is known by some rules about texts that occur again and again. */
interface Judgements {
  readonly keys: TextTable<JudgedKey>;
  /** Whether a name is the name of a secret. */
  readonly secretNames: TextTable<boolean>;
  /** Whether a parameter of a URL is a secret, by its name as it is written. */
  readonly secretParameters: TextTable<boolean>;
  /** The rules for the texts of JSON. Undefined until they are needed. */
  inTexts?: RedactRules;
}

const judgements = new WeakMap<RedactRules, Judgements>();

function judgementsOf(rules: RedactRules): Judgements {
  let known = judgements.get(rules);
  if (known === undefined) {
    known = {
      keys: new TextTable((text) => ({ text, kind: rules.kindOf(text) })),
      secretNames: new TextTable((name) => rules.isSecretName(name)),
      secretParameters: new TextTable((name) => isSecretParameter(name, rules)),
    };
    judgements.set(rules, known);
  }
  return known;
}

/** The facts about a value that its siblings contain. */
interface Siblings {
  hidden: boolean;
  isPublic: boolean;
}

class Search {
  readonly found: Found[] = [];
  private readonly reader: MsgpackReader;
  private readonly judged: Judgements;
  /** The keys and positions of the values that contain the cursor. */
  private readonly trail: (string | number)[] = [];

  constructor(private readonly bytes: Uint8Array, private readonly rules: RedactRules) {
    this.reader = new MsgpackReader(bytes);
    this.judged = judgementsOf(rules);
  }

  /** Searches the value at the cursor: an object of the API or a list of such objects. Skips any other value. */
  value(): void {
    const { reader } = this;
    const from = reader.at, tag = this.bytes[from];
    if (tag === 0x90 || (tag !== undefined && isScalarWord(tag))) {
      reader.at++;
      return;
    }
    const token = reader.token();
    if (token.kind === "array") {
      const depth = this.trail.length;
      for (let i = 0; i < token.size; i++) {
        this.trail[depth] = i;
        this.value();
      }
      this.trail.length = depth;
    } else if (token.kind === "map") this.map(token.size);
    else {
      reader.at = from;
      reader.skip();
    }
  }

  private map(size: number): void {
    const { reader, bytes, trail } = this;
    let siblings: Siblings | null = null;
    const start = reader.at, depth = trail.length;
    for (let i = 0; i < size; i++) {
      const key = this.key(reader), kind = key.kind, from = reader.at, tag = bytes[from];
      if (kind === "plain") {
        reader.skip();
        continue;
      }
      trail[depth] = key.text;
      if (kind === "object" || (kind === "any" && !isText(tag))) {
        this.value();
        continue;
      }
      reader.skip();
      if (kind === "secret" ? isScalarWord(tag) : isNothing(tag)) continue;
      siblings ??= kind === "value" || kind === "link" ? this.siblings(start, size) : null;
      const found = this.judge(kind, { from, to: reader.at, siblings });
      if (found !== null) this.found.push(found);
    }
    trail.length = depth;
  }

  private key(reader: MsgpackReader): JudgedKey {
    const at = reader.skipKey();
    return this.judged.keys.get(this.bytes, reader.view, at, reader.at - at);
  }

  /** Returns the path to the value at the cursor. */
  private path(): string {
    let path = "";
    for (const step of this.trail) {
      if (typeof step === "number") path += `[${step}]`;
      else path = path === "" ? step : `${path}.${step}`;
    }
    return path;
  }

  private judge(
    kind: SecretKind,
    { from, to, siblings }: { from: number; to: number; siblings: Siblings | null },
  ): Found | null {
    // Created only when needed, because most bodies contain no secret.
    const gone = (): Found => ({ from, to, instead: NIL, paths: [this.path()] });
    if (kind === "secret") return gone();
    if (kind === "value") return siblings?.hidden ? gone() : null;
    if (kind === "link") return siblings?.isPublic && !this.rules.keepLinks ? gone() : null;
    const isUrl = kind === "url" || kind === "any";
    if (isUrl && this.isPlainUrl(from, to)) return null;
    const text = new MsgpackReader(this.bytes, from).value();
    if (typeof text !== "string") return null;
    if (isUrl) return urlHoldsSecret(text, this.rules) ? gone() : null;
    if (kind === "pairs") return pairsHoldSecret(text, this.rules) ? gone() : null;
    const clean = cleanJson(text, this.rules);
    if (clean === null) return null;
    if (clean === "all of it") return gone();
    const out = new MsgpackWriter(text.length + 8);
    out.string(clean.text);
    const path = this.path();
    return { from, to, instead: out.slice(), paths: clean.paths.map((inner) => `${path}${inner}`) };
  }

  /** Whether the text between two positions is quickly recognized as one without secrets. */
  private isPlainUrl(from: number, to: number): boolean {
    const tag = this.bytes[from];
    if (!isText(tag)) return false;
    const at = from + (tag === 0xd9 ? 2 : tag === 0xda ? 3 : tag === 0xdb ? 5 : 1);
    return isPlainUrl(this.bytes, this.reader.view, {
      at,
      end: to,
      secretNames: this.judged.secretParameters,
    });
  }

  /** Reads the siblings of a value from the map that begins at `start`. The cursor does not move. */
  private siblings(start: number, size: number): Siblings {
    const reader = new MsgpackReader(this.bytes, start);
    const siblings = { hidden: false, isPublic: false };
    for (let i = 0; i < size; i++) {
      const key = this.key(reader), from = reader.at;
      const flag = key.isFlag ??= this.rules.isFlag(key.text), named = key.text === "name";
      if (named && isText(this.bytes[from])) {
        const text = reader.skipKey();
        if (this.judged.secretNames.get(this.bytes, reader.view, text, reader.at - text)) {
          siblings.hidden = true;
        }
      } else if (flag || named || key.text === "public") {
        const value = reader.value();
        if (flag && isTrue(value)) siblings.hidden = true;
        if (key.text === "public" && isTrue(value)) siblings.isPublic = true;
      }
      reader.at = from;
      reader.skip();
    }
    return siblings;
  }
}

/** Whether a flag is set, as a boolean, a number or a text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 ||
    (typeof value === "string" && /^\s*(true|yes|y|on|1)\s*$/i.test(value));
}

/** Matches the start of a URL, up to the end of its host. */
const AUTHORITY = /^\s*([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i;
/** Names of parameters that occur only in signed links, or in links that give access to anyone who has them. */
const SIGNED =
  /^(x-(amz|goog|ms)-(signature|credential|security-token)|signature|sig|sas|hmac|code|key|auth|jwt|pwd)$/i;

/** Whether a URL gives access to anyone who has it. */
export function urlHoldsSecret(text: string, rules: Pick<RedactRules, "isSecretName">): boolean {
  const [, scheme, authority] = AUTHORITY.exec(text) ?? [];
  if (scheme === undefined || authority === undefined) return false;
  if (hasSecretUser(scheme, authority)) return true;
  const query = /[?#](.*)$/s.exec(text)?.[1] ?? "";
  return query.split(/[&;#?]/).some((pair) => {
    const at = pair.indexOf("=");
    if (at < 1 || at === pair.length - 1) return false;
    return isSecretParameter(pair.slice(0, at), rules);
  });
}

/**
 * Whether the host of a URL follows a secret: `https://token@host` and `scheme://user:password@host`. The user in
 * `ssh://git@host` is not a secret. One regular expression for this would take quadratic time for many colons.
 */
function hasSecretUser(scheme: string, authority: string): boolean {
  const at = authority.lastIndexOf("@"), colon = authority.indexOf(":");
  return at >= 0 && (/^https?$/i.test(scheme) || (colon >= 0 && at > colon + 1));
}

/** Whether a parameter of a URL is a secret, by its name as it is written. */
function isSecretParameter(written: string, rules: Pick<RedactRules, "isSecretName">): boolean {
  const name = decoded(written);
  return SIGNED.test(name) || rules.isSecretName(name);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether one of the `name=value` pairs of a text, such as a connection string, is a secret. */
export function pairsHoldSecret(text: string, rules: Pick<RedactRules, "isSecretName">): boolean {
  if (urlHoldsSecret(text, rules)) return true;
  return text.split(/[&;,?\s]/).some((pair) => {
    const [, name = "", value = ""] = /^\s*["']?([^=:"']+)["']?\s*[=:]\s*(.*)$/s.exec(pair) ?? [];
    return value !== "" && (rules.isSecretName(decoded(name).trim()) || /^pwd$/i.test(name.trim()));
  });
}

/** Returns a text of JSON without its secrets, and the paths of the secrets within it. Null if it contains none. */
function cleanJson(text: string, rules: RedactRules): { text: string; paths: string[] } | "all of it" | null {
  if (!/^\s*[[{]/.test(text)) return pairsHoldSecret(text, rules) ? "all of it" : null;
  let bytes: Uint8Array;
  try {
    bytes = readJson(new TextEncoder().encode(text)).bytes;
  } catch {
    // A text that looks like JSON but is invalid may still contain secrets.
    return pairsHoldSecret(text.replace(/[{}[\]"']/g, ""), rules) ? "all of it" : null;
  }
  const inner = redact(bytes, judgementsOf(rules).inTexts ??= textRules(rules));
  if (inner.paths.length === 0) return null;
  return {
    text: writeJson(inner.bytes),
    paths: inner.paths.map((path) => path.startsWith("[") ? path : `.${path}`),
  };
}

/** Returns the rules for a text of JSON, where every key at any depth may be the name of a secret. */
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
