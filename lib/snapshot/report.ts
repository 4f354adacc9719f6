/**
 * The JSON form of a snapshot in results.
 *
 * @module
 */
import type { Copy } from "./catalog.ts";
import { isEncrypted } from "./manifest.ts";
import { keyOf } from "./name.ts";

/**
 * A snapshot as JSON. `bytes` and `sha256` are of the object in the store; `plain_bytes` and `plain_sha256` are of the
 * vault in it.
 */
export interface CopyReport {
  /** The snapshot's timestamp. Unlike its number, it never changes. */
  ref: string;
  /** The snapshot's number in `snapshot list`; null if it was not listed. */
  index: number | null;
  /** ISO 8601 UTC. */
  at: string;
  instance: string;
  bytes: number;
  items: number;
  sha256: string;
  encrypted: boolean;
  locked_until: string | null;
  location: string;
  plain_bytes: number;
  plain_sha256: string;
  lookervault: string;
  session: string | null;
  /** What is wrong with the snapshot; null if no fault is known. */
  fault: string | null;
}

/** Converts a snapshot to its JSON form. */
export function copyReport(
  { stamp, manifest, lockedUntil, fault, folder }: Omit<Copy, "link" | "at" | "manifestObject" | "data">,
  { location, index = null }: { location: string; index?: number | null },
): CopyReport {
  const { plain, stored } = manifest, kind = isEncrypted(manifest) ? "encrypted data" : "data";
  return {
    ref: stamp,
    index,
    at: manifest.at,
    instance: manifest.instance,
    bytes: stored.bytes,
    items: manifest.items,
    sha256: stored.sha256,
    encrypted: isEncrypted(manifest),
    locked_until: lockedUntil,
    location: `${location.replace(/\/+$/, "")}/${keyOf({ folder, stamp, kind })}`,
    plain_bytes: plain.bytes,
    plain_sha256: plain.sha256,
    lookervault: manifest.lookervault,
    session: manifest.session,
    fault,
  };
}
