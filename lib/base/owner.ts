/**
 * The owner of the files that this process creates. Deno's sandbox does not tell the number of a user without one more
 * permission, and on some disks it differs from that of the process. Therefore a file is created beside the vault and
 * inspected.
 *
 * @module
 */

/** What was found, by directory. */
const owners = new Map<string, number | null>();

/**
 * The owner of files that this process makes in a directory; null where that cannot be known: on Windows, and where it may
 * make none, there or in the system's place for temporary files.
 */
export function ownerIn(directory: string): number | null {
  return known(directory, () => ownerOfNewFile(directory) ?? ownerOfNewFile());
}

/** The owner of files that this process makes in the system's place for temporary files; null where that cannot be known. */
export function ownerOfTemporary(): number | null {
  return known("", () => ownerOfNewFile());
}

function known(directory: string, find: () => number | null): number | null {
  if (Deno.build.os === "windows") return null;
  const before = owners.get(directory);
  if (before !== undefined) return before;
  const owner = find();
  // A thread that gave up writing learns nothing: it asks again, and another may have been told meanwhile.
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
    // A full or read-only disk, or a permission that was not given.
    return null;
  }
}

/** Without it, Deno may ask at the terminal. */
function mayWrite(path?: string): boolean {
  return Deno.permissions.querySync({ name: "write", ...(path !== undefined && { path }) }).state ===
    "granted";
}
