/** The type of a stream of bytes. @module */

/** Chunks of any size. The receiver owns each chunk. */
export type Bytes = AsyncIterable<Uint8Array<ArrayBuffer>>;
