/**
 * Reusable buffers. Large short-lived buffers increase the memory of a process: the engine frees them late, and the
 * allocator keeps the gaps.
 *
 * @module
 */

/** Options of {@linkcode BufferPool}. */
export interface SparesOptions {
  /** The limit for all stored buffers together, bytes. */
  keep: number;
}

/** The smallest buffer that the pool returns, bytes. */
const SMALLEST = 64 * 1024;

/** A store of free buffers. Their sizes are powers of two, so that a buffer can be reused for a similar size. */
export class BufferPool {
  private readonly bySize = new Map<number, Uint8Array<ArrayBuffer>[]>();
  private kept = 0;

  constructor(private readonly options: SparesOptions) {}

  /** Returns a buffer of at least `size` bytes. Its content is undefined. */
  take(size: number): Uint8Array<ArrayBuffer> {
    const capacity = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(size)));
    const buffer = this.bySize.get(capacity)?.pop();
    if (buffer === undefined) return new Uint8Array(capacity);
    this.kept -= capacity;
    return buffer;
  }

  /** Frees all stored buffers. Call it when no more are needed for a while. */
  clear(): void {
    for (const buffers of this.bySize.values()) for (const { buffer } of buffers) buffer.transfer(0);
    this.bySize.clear();
    this.kept = 0;
  }

  /**
   * Returns a buffer to the pool; the caller must not use it afterwards. The pool does not keep a buffer of another
   * size or beyond its limit.
   */
  give(buffer: ArrayBufferLike): void {
    const size = buffer.byteLength;
    if (!(buffer instanceof ArrayBuffer) || size < SMALLEST) return;
    // The engine frees a dropped buffer late. A few of the largest responses in a row would all be in memory.
    if ((size & (size - 1)) !== 0 || this.kept + size > this.options.keep) return void buffer.transfer(0);
    this.kept += size;
    const same = this.bySize.get(size);
    if (same === undefined) this.bySize.set(size, [new Uint8Array(buffer)]);
    else same.push(new Uint8Array(buffer));
  }
}
