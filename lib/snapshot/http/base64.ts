/**
 * Converts digests in headers and listings.
 *
 * @module
 */

/** Converts base64 to hexadecimal. Returns null if the text is empty, absent or not base64. */
export function hexOf(base64: string | null | undefined): string | null {
  if (base64 === null || base64 === undefined || base64 === "") return null;
  try {
    return Uint8Array.fromBase64(base64).toHex();
  } catch {
    return null;
  }
}

/** Converts hexadecimal to base64. */
export function base64Of(hex: string): string {
  return Uint8Array.fromHex(hex).toBase64();
}
