/**
 * Reads the blocks of a report: base64 of gzip of JSON, verified by their SHA-256. Pure.
 *
 * @module
 */
import { sha256 } from "./sha256.ts";

/** A block that has changed since the report was written. */
export class BlockError extends Error {
  override name = "BlockError";
}

/**
 * Reads a block. `sum` is the SHA-256 of its gzip bytes in base64.
 *
 * @throws {BlockError} if the block is damaged.
 */
export async function unpack(text: string, { id, sum }: { id: string; sum: string }): Promise<string> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = fromBase64(text);
  } catch (cause) {
    throw damaged(id, cause);
  }
  if (toBase64(await digest(bytes)) !== sum) throw damaged(id);
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return await new Response(stream).text();
  } catch (cause) {
    throw damaged(id, cause);
  }
}

function damaged(id: string, cause?: unknown): BlockError {
  const message =
    `Block ${id} does not match its SHA-256: the file was changed or truncated after it was written.`;
  return new BlockError(message, { cause });
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  return subtle === undefined ? sha256(bytes) : new Uint8Array(await subtle.digest("SHA-256", bytes));
}

interface Base64Decoder {
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}

/**
 * Decodes base64.
 *
 * @throws {Error} if the text is not base64.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as Base64Decoder).fromBase64;
  if (native !== undefined) return native.call(Uint8Array, text);
  const decoded = atob(text), bytes = new Uint8Array(decoded.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = decoded.charCodeAt(i);
  return bytes;
}

/** Encodes bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
