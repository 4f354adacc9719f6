/**
 * A copy as results say it.
 *
 * @module
 */
import type { Copy } from "./catalog.ts";
import { isEncrypted } from "./manifest.ts";
import { keyOf } from "./name.ts";

/** A copy in JSON. Bytes and SHA-256 are those of the object; of what it holds they are `plain_`. */
export interface CopyReport {
  /** Its timestamp: what names it, whatever comes later. */
  ref: string;
  /** Its number in `snapshot list`; null where it was not listed. */
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
  /** What is wrong with it; null for nothing that is known. */
  fault: string | null;
}

/** A copy as a report. */
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
