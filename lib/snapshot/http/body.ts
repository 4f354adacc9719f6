/**
 * Ranges of objects, and response bodies.
 *
 * @module
 */
import type { ByteRange, ObjectBody } from "../store.ts";
import type { StoreAnswer } from "./send.ts";

/** Returns the value of a range header; null if the entire object is requested. */
export function rangeHeader({ from, to }: ByteRange = { from: 0 }): string | null {
  return from > 0 || to !== undefined ? `bytes=${from}-${to === undefined ? "" : to - 1}` : null;
}

/** Whether a range has no bytes. HTTP cannot request such a range. */
export function isNothing({ from, to }: ByteRange = { from: 0 }): boolean {
  return to !== undefined && to <= from;
}

/** Converts a response with status 200 or 206 to a body. */
export function bodyOf({ headers, stream }: StoreAnswer, tag: string): ObjectBody {
  const whole = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1] ?? headers.get("content-length");
  return { bytes: Number(whole), tag, stream: stream ?? emptyStream() };
}

/** Returns a stream without bytes. */
export function emptyStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ start: (controller) => controller.close() });
}
