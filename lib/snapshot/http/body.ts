/**
 * Ranges of objects, and the bodies that come back.
 *
 * @module
 */
import type { ByteRange, ObjectBody } from "../store.ts";
import type { StoreAnswer } from "./send.ts";

/** The value of a header that asks for a range; null where all is wanted. */
export function rangeHeader({ from, to }: ByteRange = { from: 0 }): string | null {
  return from > 0 || to !== undefined ? `bytes=${from}-${to === undefined ? "" : to - 1}` : null;
}

/** Whether a range has no bytes: HTTP knows none such. */
export function isNothing({ from, to }: ByteRange = { from: 0 }): boolean {
  return to !== undefined && to <= from;
}

/** The body of an answer of 200 or 206. */
export function bodyOf({ headers, stream }: StoreAnswer, tag: string): ObjectBody {
  const whole = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1] ?? headers.get("content-length");
  return { bytes: Number(whole), tag, stream: stream ?? emptyStream() };
}

/** A stream without bytes. */
export function emptyStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ start: (controller) => controller.close() });
}
