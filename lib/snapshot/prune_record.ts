/**
 * The record of a prune. It is a link in the chain of manifests, so that pruned snapshots can be distinguished from
 * snapshots that somebody else removed.
 *
 * @module
 */
import * as v from "valibot";
import { decodeChecked, LINK, type Link, STAMP } from "./manifest.ts";

/** A snapshot that was removed. */
export interface Removed extends Link {
  /** The link in the removed manifest to the previous manifest or record. */
  previous: Link | null;
  /** The time of the removal, ISO 8601 UTC, and the rule that caused it. */
  at: string;
  reason: string;
}

/**
 * The content of a prune record. It includes the content of the earlier records, which are removed with the same prune.
 */
export interface PruneRecord {
  format: 1;
  lookervault: string;
  instance: string;
  at: string;
  /** The user who ran the prune, as the system names them; null if it does not. */
  by: string | null;
  removed: Removed[];
  /** The earlier records that this record includes, each with its link to the previous manifest or record. */
  records: (Link & { previous: Link | null })[];
  /** The timestamp of the oldest snapshot that the prune kept. This record lists every removal since then. */
  since: string;
  /** The newest manifest or prune record at the time of this prune. */
  previous: Link | null;
}

/** The maximum size of a record, in bytes. It is enough for 40,000 removed snapshots. */
export const LONGEST_RECORD = 16 * 1024 * 1024;

const TEXT = v.pipe(v.string(), v.maxLength(2000));

const RECORD: v.GenericSchema<unknown, PruneRecord> = v.object({
  format: v.literal(1),
  lookervault: TEXT,
  instance: TEXT,
  at: TEXT,
  by: v.nullable(TEXT),
  removed: v.array(
    v.intersect([LINK, v.object({ previous: v.nullable(LINK), at: TEXT, reason: TEXT })]),
  ),
  records: v.array(v.intersect([LINK, v.object({ previous: v.nullable(LINK) })])),
  since: STAMP,
  previous: v.nullable(LINK),
});

/** Returns the bytes of a record. */
export function encodeRecord(record: PruneRecord): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(record, null, 1)}\n`);
}

/** Parses the bytes of a record. @throws {ManifestError} */
export function decodeRecord(bytes: Uint8Array, name: string): PruneRecord {
  return decodeChecked(bytes, { name, schema: RECORD, longest: LONGEST_RECORD });
}
