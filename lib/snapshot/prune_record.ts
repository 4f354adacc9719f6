/**
 * The record of what was pruned: a link of the chain of manifests, so that a copy that goes by a prune is told from one
 * that somebody removed.
 *
 * @module
 */
import * as v from "valibot";
import { decodeChecked, LINK, type Link, STAMP } from "./manifest.ts";

/** A copy that was removed. */
export interface Removed extends Link {
  /** What its own manifest named before it. */
  previous: Link | null;
  /** When, ISO 8601 UTC, and by which rule. */
  at: string;
  reason: string;
}

/** What a prune record says. It takes up what the records before it said: those go with it. */
export interface PruneRecord {
  format: 1;
  lookervault: string;
  instance: string;
  at: string;
  /** Who ran it, as the machine says; null where it does not. */
  by: string | null;
  removed: Removed[];
  /** Earlier records that this one has taken up, each with what it named before it. */
  records: (Link & { previous: Link | null })[];
  /** The oldest copy that it left: all that was removed since then is named here. Its timestamp. */
  since: string;
  /** The newest manifest or prune record when this one was made. */
  previous: Link | null;
}

/** No record is longer, bytes: 40,000 copies that were removed. */
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

/** The bytes of a record. */
export function encodeRecord(record: PruneRecord): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(record, null, 1)}\n`);
}

/** Reads the bytes of a record. @throws {ManifestError} */
export function decodeRecord(bytes: Uint8Array, name: string): PruneRecord {
  return decodeChecked(bytes, { name, schema: RECORD, longest: LONGEST_RECORD });
}
