/**
 * The manifest of a copy: what it is a copy of, its digests, and the one before it. It is written last: a copy without one
 * does not exist.
 *
 * @module
 */
import * as v from "valibot";
import { sha256Hex } from "./sha256.ts";
import { ManifestError } from "./manifest_error.ts";

/** Names another manifest or prune record by what it held. */
export interface Link {
  /** Its timestamp. */
  stamp: string;
  /** SHA-256 of its bytes, hexadecimal. */
  sha256: string;
}

/** A number of bytes and their SHA-256, hexadecimal. */
export interface Sum {
  bytes: number;
  sha256: string;
}

/** What a manifest says. */
export interface Manifest {
  /** The form of manifests: 1. */
  format: 1;
  /** Version of the program that made the copy. */
  lookervault: string;
  /** `PRAGMA user_version` of the vault. */
  schema: number;
  /** The instance's address. */
  instance: string;
  /** The moment of the copy, ISO 8601 UTC, to the second. */
  at: string;
  /** Items that were there, without those that are gone from Looker. */
  items: number;
  /** The newest run in the vault; null where it has none. */
  session: string | null;
  /** The vault's file. */
  plain: Sum;
  /** The object. */
  stored: Sum;
  /** `zstd`, and `age` where it is encrypted, in the order in which they were applied. */
  encoding: ("zstd" | "age")[];
  /** How many can decrypt it; 0 where it is not encrypted. */
  recipients: number;
  /** The newest manifest or prune record when this one was made. */
  previous: Link | null;
}

/** No manifest is longer, bytes. */
export const LONGEST_MANIFEST = 64 * 1024;

const SHA256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "it is not a SHA-256"));
const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const SUM = v.object({ bytes: COUNT, sha256: SHA256 });
/** A timestamp as names have it. */
export const STAMP = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/, "it is not a timestamp"),
);
/** For {@linkcode Link}. */
export const LINK: v.GenericSchema<unknown, Link> = v.object({ stamp: STAMP, sha256: SHA256 });
const TEXT = v.pipe(v.string(), v.maxLength(2000));

const MANIFEST: v.GenericSchema<unknown, Manifest> = v.object({
  format: v.literal(1),
  lookervault: TEXT,
  schema: COUNT,
  instance: TEXT,
  at: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, "it is not a time")),
  items: COUNT,
  session: v.nullable(TEXT),
  plain: SUM,
  stored: SUM,
  encoding: v.union([
    v.pipe(v.strictTuple([v.literal("zstd")]), v.transform((one): Manifest["encoding"] => one)),
    v.pipe(
      v.strictTuple([v.literal("zstd"), v.literal("age")]),
      v.transform((both): Manifest["encoding"] => both),
    ),
  ]),
  recipients: COUNT,
  previous: v.nullable(LINK),
});

/** The bytes of a manifest. */
export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** Whether the copy is encrypted. */
export function isEncrypted({ encoding }: Pick<Manifest, "encoding">): boolean {
  return encoding.includes("age");
}

/**
 * Reads the bytes of a manifest, which the store may have changed: anything unexpected is refused. `stamp` is that
 * of its name.
 *
 * @throws {ManifestError}
 */
export function decodeManifest(
  bytes: Uint8Array,
  { name, stamp }: { name: string; stamp: string },
): Manifest {
  const manifest = decodeChecked(bytes, { name, schema: MANIFEST, longest: LONGEST_MANIFEST });
  if (manifest.at.replaceAll(":", "-") !== stamp) {
    throw new ManifestError(name, `its time is ${manifest.at}, which does not match its name`);
  }
  return manifest;
}

/** Reads JSON of a known form. @throws {ManifestError} */
export function decodeChecked<T>(
  bytes: Uint8Array,
  { name, schema, longest }: { name: string; schema: v.GenericSchema<unknown, T>; longest: number },
): T {
  if (bytes.byteLength > longest) throw new ManifestError(name, `it has ${bytes.byteLength} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new ManifestError(name, "it is not JSON", { cause: error });
  }
  if (typeof value === "object" && value !== null && "format" in value && value.format !== 1) {
    throw new ManifestError(name, "its format is unknown to this version", {}, "newer");
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ManifestError(name, `${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
}

/** How others name these bytes. */
export function linkTo(stamp: string, bytes: Uint8Array): Link {
  return { stamp, sha256: sha256Hex(bytes) };
}
