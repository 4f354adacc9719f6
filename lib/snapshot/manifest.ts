/**
 * The manifest of a snapshot. It contains the instance, the digests and a link to the previous manifest. A push writes
 * it last. A snapshot without a manifest does not exist.
 *
 * @module
 */
import { count, counted } from "../base/counted.ts";
import * as v from "valibot";
import { sha256Hex } from "./sha256.ts";
import { ManifestError } from "./manifest_error.ts";

/** Refers to another manifest or prune record by its content. */
export interface Link {
  /** The timestamp of the manifest or record. */
  stamp: string;
  /** The SHA-256 of its bytes, hexadecimal. */
  sha256: string;
}

/** A size in bytes, and a SHA-256, hexadecimal. */
export interface Sum {
  bytes: number;
  sha256: string;
}

/** The content of a manifest. */
export interface Manifest {
  /** The version of the manifest's format: 1. */
  format: 1;
  /** The version of lookervault that created the snapshot. */
  lookervault: string;
  /** `PRAGMA user_version` of the vault. */
  schema: number;
  /** The instance's address. */
  instance: string;
  /** The time of the snapshot, ISO 8601 UTC, to the second. */
  at: string;
  /** The number of items in the vault, without the items that are deleted in Looker. */
  items: number;
  /** The newest run in the vault; null if it has none. */
  session: string | null;
  /** The file of the vault. */
  plain: Sum;
  /** The object in the store. */
  stored: Sum;
  /** The encodings in the order in which they were applied: `zstd`, then `age` if the snapshot is encrypted. */
  encoding: ("zstd" | "age")[];
  /** The number of recipients that can decrypt the snapshot; 0 if it is not encrypted. */
  recipients: number;
  /** The newest manifest or prune record at the time of this push. */
  previous: Link | null;
}

/** The maximum size of a manifest, in bytes. */
export const LONGEST_MANIFEST = 64 * 1024;

const SHA256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "it is not a SHA-256"));
const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const SUM = v.object({ bytes: COUNT, sha256: SHA256 });
/** The schema of a timestamp in an object's name. */
export const STAMP = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/, "it is not a timestamp"),
);
/** The schema of {@linkcode Link}. */
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

/** Returns the bytes of a manifest. */
export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** Whether the snapshot is encrypted. */
export function isEncrypted({ encoding }: Pick<Manifest, "encoding">): boolean {
  return encoding.includes("age");
}

/**
 * Parses the bytes of a manifest. Rejects anything unexpected, because the store may have changed the bytes. `stamp` is
 * the timestamp in the manifest's name.
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

/** Parses JSON and checks it with a schema. @throws {ManifestError} */
export function decodeChecked<T>(
  bytes: Uint8Array,
  { name, schema, longest }: { name: string; schema: v.GenericSchema<unknown, T>; longest: number },
): T {
  if (bytes.byteLength > longest) {
    throw new ManifestError(
      name,
      `it has ${counted(bytes.byteLength, "byte")}, more than the maximum of ${count(longest)}`,
    );
  }
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

/** Returns the link by which other manifests and records refer to these bytes. */
export function linkTo(stamp: string, bytes: Uint8Array): Link {
  return { stamp, sha256: sha256Hex(bytes) };
}
