/**
 * Sizes of files.
 *
 * @module
 */

/** Returns a file's size in bytes; null if it does not exist. */
export function fileSize(path: string): number | null {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}

/** Returns a vault's size in bytes with its write-ahead log; 0 if there is no vault. */
export function vaultSize(path: string): number {
  return (fileSize(path) ?? 0) + (fileSize(`${path}-wal`) ?? 0);
}

/**
 * Vaults up to this size, in bytes, are checked completely each time they are opened (about 15 ms). In a larger vault,
 * a statement may take longer than a user who presses Ctrl-C waits. `verify` checks vaults of any size.
 */
export const LARGE_FROM = 32 * 1024 * 1024;
