/**
 * Takes live secrets out of a body before it is stored: the value becomes null and its path is reported.
 *
 * @module
 */
import { MsgpackReader } from "./msgpack_reader.ts";
import { MsgpackWriter } from "./msgpack_writer.ts";

/** Which properties hold secrets, at any depth. */
export interface RedactRules {
  /** Names of properties that are secrets whatever they hold. */
  keys: readonly string[];
  /** Names that are secrets only where a sibling of the given name is `true`: `{ value: "sensitive" }`. */
  whenSibling?: Readonly<Record<string, string>>;
  /** Names of properties that hold a URL, a secret when the URL carries a password or token. */
  urls?: readonly string[];
}

/** What {@linkcode redact} returns. */
export interface Redacted {
  bytes: Uint8Array;
  /** Such as `credentials_email.password_reset_url` or `params[2].value`. Empty when nothing was taken out. */
  paths: string[];
}

/** Sets every secret that is not null already to null. Without one, `bytes` is returned as it is. */
export function redact(bytes: Uint8Array, rules: RedactRules): Redacted {
  const walk = new Redaction(bytes, rules);
  walk.value("");
  return walk.paths.length === 0 ? { bytes, paths: [] } : { bytes: walk.out.slice(), paths: walk.paths };
}

const NIL = 0xc0;

/** `https://token@host`, or `scheme://user:password@host`; the user of `ssh://git@host` is none. */
const URL_WITH_SECRET = /^\s*(?:https?:\/\/[^/?#]*@|[a-z][a-z0-9+.-]*:\/\/[^/?#]*:[^/?#]+@)/i;

class Redaction {
  readonly out: MsgpackWriter;
  readonly paths: string[] = [];
  private readonly reader: MsgpackReader;

  constructor(private readonly bytes: Uint8Array, private readonly rules: RedactRules) {
    this.out = new MsgpackWriter(bytes.length);
    this.reader = new MsgpackReader(bytes);
  }

  value(path: string): void {
    const from = this.reader.at;
    const token = this.reader.token();
    if (token.kind === "string") this.reader.at += token.size;
    this.out.raw(this.bytes.subarray(from, this.reader.at));
    if (token.kind === "array") { for (let i = 0; i < token.size; i++) this.value(`${path}[${i}]`); }
    if (token.kind === "map") this.map(path, token.size);
  }

  private map(path: string, size: number): void {
    const flags = this.trueKeys(size);
    for (let i = 0; i < size; i++) {
      const from = this.reader.at;
      const key = this.reader.key();
      const inner = path === "" ? key : `${path}.${key}`;
      this.out.raw(this.bytes.subarray(from, this.reader.at));
      if (this.bytes[this.reader.at] !== NIL && this.isSecret(key, flags)) {
        this.reader.skip();
        this.out.nil();
        this.paths.push(inner);
      } else this.value(inner);
    }
  }

  private isSecret(key: string, flags: ReadonlySet<string>): boolean {
    if (this.rules.keys.includes(key)) return true;
    const sibling = this.rules.whenSibling?.[key];
    if (sibling !== undefined && flags.has(sibling)) return true;
    return (this.rules.urls?.includes(key) ?? false) && this.urlHasPassword();
  }

  private urlHasPassword(): boolean {
    const value = new MsgpackReader(this.bytes, this.reader.at).value();
    return typeof value === "string" && URL_WITH_SECRET.test(value);
  }

  /** Keys of the map at the cursor whose value is `true`; the cursor stays. */
  private trueKeys(size: number): ReadonlySet<string> {
    const flags = new Set<string>();
    if (this.rules.whenSibling === undefined) return flags;
    const reader = new MsgpackReader(this.bytes, this.reader.at);
    for (let i = 0; i < size; i++) {
      const key = reader.key();
      if (this.bytes[reader.at] === 0xc3) flags.add(key);
      reader.skip();
    }
    return flags;
  }
}
