/**
 * Whether a file exists, and its size.
 *
 * @module
 */

/** A file's size in bytes; null when there is none. */
export function fileSize(path: string): number | null {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}

/** A vault's size in bytes with its write-ahead log; 0 when there is none. */
export function vaultSize(path: string): number {
  return (fileSize(path) ?? 0) + (fileSize(`${path}-wal`) ?? 0);
}

/**
 * Vaults up to this size are checked whole at each opening (about 15 ms), bytes; `verify` checks any. In a larger one, a
 * statement may take longer than somebody who presses Ctrl-C waits.
 */
export const LARGE_FROM = 32 * 1024 * 1024;
