/**
 * The owner of the files that this process creates. Deno needs one more permission to report the user's id, and on some
 * disks the owner of a new file is another user. Therefore this module creates a file in the directory of the vault and
 * reads its owner.
 *
 * @module
 */

/** The owners found so far, by directory. */
const owners = new Map<string, number | null>();

/**
 * Returns the owner of files that this process creates in a directory. Returns null if it is unknown: on Windows, and
 * if this process may create files neither there nor in the system's directory for temporary files.
 */
export function ownerIn(directory: string): number | null {
  return known(directory, () => ownerOfNewFile(directory) ?? ownerOfNewFile());
}

/**
 * Returns the owner of files that this process creates in the system's directory for temporary files; null if unknown.
 */
export function ownerOfTemporary(): number | null {
  return known("", () => ownerOfNewFile());
}

function known(directory: string, find: () => number | null): number | null {
  if (Deno.build.os === "windows") return null;
  const before = owners.get(directory);
  if (before !== undefined) return before;
  const owner = find();
  // Only a known owner is cached. A thread that dropped its permission to write finds none, and tries again.
  if (owner !== null) owners.set(directory, owner);
  return owner;
}

function ownerOfNewFile(dir?: string): number | null {
  try {
    if (!mayWrite(dir)) return null;
    const file = Deno.makeTempFileSync({ prefix: ".lookervault-", ...(dir !== undefined && { dir }) });
    try {
      return Deno.lstatSync(file).uid;
    } finally {
      Deno.removeSync(file);
    }
  } catch {
    // The disk is full or read-only, or a permission is missing.
    return null;
  }
}

/** Whether this process may write to a path. Without this check, Deno may ask at the terminal. */
function mayWrite(path?: string): boolean {
  return Deno.permissions.querySync({ name: "write", ...(path !== undefined && { path }) }).state ===
    "granted";
}
