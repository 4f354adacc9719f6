/** The messages between the main thread and the thread that encodes. @module */
import type { Encoded } from "./encode.ts";

/** The messages to the thread, in this order: the recipients, the chunks, the end. */
export type EncodeTask =
  | { recipients: readonly string[] }
  | { chunk: Uint8Array<ArrayBuffer> }
  | { end: true };

/**
 * The messages from the thread: it is ready, it has consumed a chunk, a chunk of output, the totals at the end, or an
 * error.
 */
export type EncodeAnswer =
  | { ready: true }
  | { taken: true }
  | { chunk: Uint8Array<ArrayBuffer> }
  | { done: Encoded }
  | { error: string };
