/**
 * Converts a body to its stored form: with its parts, and without secrets.
 *
 * @module
 */
import { Body } from "../codec/body.ts";
import { isJsonObject, type JsonValue, keysOf } from "../codec/json_value.ts";
import { MsgpackReader } from "../codec/msgpack_reader.ts";
import { MsgpackWriter } from "../codec/msgpack_writer.ts";
import { redact } from "../codec/redact.ts";
import { secretRules } from "../looker/secrets.ts";
import { VAULT_KEY } from "./encode.ts";

/** The key in `_vault` that lists the paths of removed values. */
const REDACTED = "redacted";

/** Returns a body with its parts under `_vault`, including secrets. */
export function withParts(body: Body, parts: ReadonlyMap<string, Uint8Array>): Body {
  return parts.size === 0 ? body : body.with(VAULT_KEY, packed(parts));
}

/**
 * Returns a body with its parts under `_vault` and without secrets. `_vault.redacted` contains the paths of the removed
 * values.
 */
export function withoutSecrets(
  body: Body,
  parts: ReadonlyMap<string, Uint8Array>,
  options: { keepLinks: boolean },
): Body {
  const rules = secretRules(options);
  const own = redact(body.bytes, rules);
  const more = parts.size === 0 ? null : redact(packed(parts), rules);
  const paths = [...own.paths, ...(more?.paths ?? []).map((path) => `${VAULT_KEY}.${path}`)];
  const clean = own.paths.length === 0 ? body : Body.parse(own.bytes);
  if (parts.size === 0 && paths.length === 0) return clean;
  if (paths.length === 0 && more !== null) return clean.with(VAULT_KEY, more.bytes);
  return clean.with(VAULT_KEY, withPaths(more === null ? null : Body.parse(more.bytes), paths));
}

/**
 * Returns a stored body without the values that today's rules treat as secrets; null if it contains none. Paths that it
 * already lists are kept.
 */
export function scrubbed(bytes: Uint8Array, options: { keepLinks: boolean }): Uint8Array | null {
  const { bytes: clean, paths } = redact(bytes, secretRules(options));
  if (paths.length === 0) return null;
  const body = Body.parse(clean), vault = body.raw(VAULT_KEY);
  const former = vault === undefined ? null : Body.parse(new Uint8Array(vault));
  return withEntry(body, VAULT_KEY, withPaths(former, paths, inOrderOf(clean))).bytes;
}

/** Sorts paths in the order of a new capture. Another order would create another version. */
function inOrderOf(bytes: Uint8Array): (paths: string[]) => string[] {
  return (paths) => {
    const places = new Map<string, number>();
    note(places, "", new MsgpackReader(bytes).value());
    const place = (path: string): number => {
      for (let end = path.length; end > 0; end = path.slice(0, end).search(/(\.|\[)[^.[]*$/)) {
        const known = places.get(path.slice(0, end));
        if (known !== undefined) return known;
      }
      return Infinity;
    };
    return paths.map((path) => ({ path, at: place(path) })).sort((a, b) => a.at === b.at ? 0 : a.at - b.at)
      .map(({ path }) => path);
  };
}

/** Numbers the paths of a value in the order of its properties. */
function note(places: Map<string, number>, path: string, value: JsonValue): void {
  places.set(path, places.size);
  if (Array.isArray(value)) value.forEach((one, i) => note(places, `${path}[${i}]`, one));
  else if (isJsonObject(value)) {
    for (const key of keysOf(value)) note(places, path === "" ? key : `${path}.${key}`, value[key] ?? null);
  }
}

/** Returns the object under `_vault` with more paths in its list. */
function withPaths(
  vault: Body | null,
  paths: readonly string[],
  inOrder: (paths: string[]) => string[] = (paths) => paths,
): Uint8Array {
  const named = vault?.get(REDACTED), list = new MsgpackWriter(256);
  const before = Array.isArray(named) ? named.filter((path) => typeof path === "string") : [];
  list.value(inOrder([...new Set([...before, ...paths])]));
  return withEntry(vault ?? Body.parse(new Uint8Array([0x80])), REDACTED, list.slice()).bytes;
}

/** Returns a body with a property set to a value. A new property is added at the end. */
function withEntry(body: Body, key: string, value: Uint8Array): Body {
  const old = body.raw(key);
  if (old === undefined) return body.with(key, value);
  const from = old.byteOffset - body.bytes.byteOffset,
    out = new MsgpackWriter(body.bytes.length + value.length);
  out.raw(body.bytes.subarray(0, from));
  out.raw(value);
  out.raw(body.bytes.subarray(from + old.length));
  return Body.parse(out.slice());
}

function packed(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const writer = new MsgpackWriter(256);
  writer.mapHeader(parts.size);
  for (const [key, value] of parts) {
    writer.string(key);
    writer.raw(value);
  }
  return writer.slice();
}
