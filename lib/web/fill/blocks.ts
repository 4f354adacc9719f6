/**
 * The blocks of a report: compressed, hashed, and stored in a file until the report is complete.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** A store for bytes that are read again later, in the order in which they were written. */
export interface Spool {
  write(bytes: Uint8Array): void;
  /** Reads bytes, beginning at the position `from`. */
  read(from: number, length: number): Uint8Array;
}

/** A block in the form in which a report contains it. */
export interface PackedBlock {
  /** The gzip of the JSON. */
  bytes: Uint8Array;
  /** The SHA-256 of `bytes`, in base64. */
  sum: string;
}

/** Compresses the JSON of a block. */
export function packBlock(json: string | Uint8Array): PackedBlock {
  const bytes = gzipSync(json, { level: 9 });
  return { bytes, sum: createHash("sha256").update(bytes).digest("base64") };
}

/** The blocks of a report that are created before the report is written. */
export class BlockStore {
  private readonly places = new Map<string, { from: number; length: number }>();
  /** The checksums by block id. */
  readonly sums: Record<string, string> = {};
  /** Number of bytes so far. */
  size = 0;

  constructor(private readonly spool: Spool) {}

  /** Stores a block. */
  add(id: string, { bytes, sum }: PackedBlock): void {
    this.spool.write(bytes);
    this.places.set(id, { from: this.size, length: bytes.length });
    this.sums[id] = sum;
    this.size += bytes.length;
  }

  /** Whether there is a block with that id. */
  has(id: string): boolean {
    return this.places.has(id);
  }

  /** Returns the bytes of a block. */
  bytesOf(id: string): Uint8Array {
    const { from, length } = this.places.get(id) ?? { from: 0, length: 0 };
    return this.spool.read(from, length);
  }
}
