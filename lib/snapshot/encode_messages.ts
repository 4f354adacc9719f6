/** What the thread that encodes is told, and what it tells. @module */
import type { Encoded } from "./encode.ts";

/** First the recipients, then one chunk after the other, then the end. */
export type EncodeTask =
  | { recipients: readonly string[] }
  | { chunk: Uint8Array<ArrayBuffer> }
  | { end: true };

/** It is there; it has taken a chunk; a chunk of the copy; all that there is; or why there is no more. */
export type EncodeAnswer =
  | { ready: true }
  | { taken: true }
  | { chunk: Uint8Array<ArrayBuffer> }
  | { done: Encoded }
  | { error: string };
