/**
 * Reusable buffers. Large short-lived buffers make the memory of a process grow: the engine frees them late, and the
 * allocator keeps the holes.
 *
 * @module
 */

/** Options of {@linkcode BufferPool}. */
export interface SparesOptions {
  /** Bytes of all buffers kept. */
  keep: number;
}

/** The smallest buffer handed out, bytes. */
const SMALLEST = 64 * 1024;

/** A store of free buffers. Their sizes are powers of two, so that one fits where another did. */
export class BufferPool {
  private readonly bySize = new Map<number, Uint8Array<ArrayBuffer>[]>();
  private kept = 0;

  constructor(private readonly options: SparesOptions) {}

  /** A buffer of at least `size` bytes, with anything in it. */
  take(size: number): Uint8Array<ArrayBuffer> {
    const capacity = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(size)));
    const buffer = this.bySize.get(capacity)?.pop();
    if (buffer === undefined) return new Uint8Array(capacity);
    this.kept -= capacity;
    return buffer;
  }

  /** Lets go of all that is kept: nothing more is to come for a while. */
  clear(): void {
    for (const buffers of this.bySize.values()) for (const { buffer } of buffers) buffer.transfer(0);
    this.bySize.clear();
    this.kept = 0;
  }

  /** Takes a buffer back: nobody may look at it any more. One that did not come from here, or is too much, is dropped. */
  give(buffer: ArrayBufferLike): void {
    const size = buffer.byteLength;
    if (!(buffer instanceof ArrayBuffer) || size < SMALLEST) return;
    // The engine would free it late: a few of the largest answers one after the other would all be in memory.
    if ((size & (size - 1)) !== 0 || this.kept + size > this.options.keep) return void buffer.transfer(0);
    this.kept += size;
    const same = this.bySize.get(size);
    if (same === undefined) this.bySize.set(size, [new Uint8Array(buffer)]);
    else same.push(new Uint8Array(buffer));
  }
}
