/**
 * Blocks of a report: compressed, hashed, and kept in a file until the report is complete.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** A place for bytes that are read again later, in the order in which they were written. */
export interface Spool {
  write(bytes: Uint8Array): void;
  /** Reads what was written from a place on. */
  read(from: number, length: number): Uint8Array;
}

/** A block as a report holds it. */
export interface PackedBlock {
  /** gzip of its JSON. */
  bytes: Uint8Array;
  /** The SHA-256 of these bytes, in base64. */
  sum: string;
}

/** Compresses the JSON of a block. */
export function packBlock(json: string | Uint8Array): PackedBlock {
  const bytes = gzipSync(json, { level: 9 });
  return { bytes, sum: createHash("sha256").update(bytes).digest("base64") };
}

/** The blocks of a report that are made before it is written. */
export class BlockStore {
  private readonly places = new Map<string, { from: number; length: number }>();
  /** Their sums, by their ids. */
  readonly sums: Record<string, string> = {};
  /** Bytes so far. */
  size = 0;

  constructor(private readonly spool: Spool) {}

  /** Keeps a block. */
  add(id: string, { bytes, sum }: PackedBlock): void {
    this.spool.write(bytes);
    this.places.set(id, { from: this.size, length: bytes.length });
    this.sums[id] = sum;
    this.size += bytes.length;
  }

  /** Whether there is a block of that id. */
  has(id: string): boolean {
    return this.places.has(id);
  }

  /** The bytes of a block. */
  bytesOf(id: string): Uint8Array {
    const { from, length } = this.places.get(id) ?? { from: 0, length: 0 };
    return this.spool.read(from, length);
  }
}
