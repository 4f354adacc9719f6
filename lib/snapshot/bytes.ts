/** Bytes on their way. @module */

/** Chunks of any size. Each is the receiver's. */
export type Bytes = AsyncIterable<Uint8Array<ArrayBuffer>>;
