/**
 * One process at a time writes an index. It holds an advisory lock on its temporary file, which the operating system
 * releases however the process ends. Other processes wait for it instead of doing the same work.
 *
 * @module
 */
import { isSame, lstat } from "../place.ts";

/** Another process is writing the index now. */
export class BuiltElsewhere extends Deno.errors.Busy {}

/** On Windows, a lock would prevent SQLite from writing the file. There, a process replaces another's file. */
const HAS_LOCKS = Deno.build.os !== "windows";

/** Marks a temporary file as in use until it is closed. */
export function holdBuild(file: Deno.FsFile): void {
  if (HAS_LOCKS) file.tryLockSync(true);
}

/** Checks that no other process writes the temporary file at `path`. @throws {BuiltElsewhere} if one does. */
export function requireNoBuild(path: string): void {
  using file = openRegular(path);
  if (file !== null && !file.tryLockSync(true)) {
    throw new BuiltElsewhere(`${path} belongs to another process, which writes the index`);
  }
}

/** How often to look whether the other process has ended, and how long to wait for it at most, in milliseconds. */
const LOOK_EVERY = 50, LONGEST = 60_000;

/**
 * Waits until no other process writes the temporary file at `path`. A process that is suspended is not waited for longer
 * than a minute: a blocking lock could not be interrupted.
 */
export function awaitBuild(path: string): void {
  using file = openRegular(path);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; file !== null && waited < LONGEST && !file.tryLockSync(false); waited += LOOK_EVERY) {
    Atomics.wait(clock, 0, 0, LOOK_EVERY);
  }
}

/** Opens a regular file for a lock; null if there is none, or if it cannot be read. */
function openRegular(path: string): Deno.FsFile | null {
  const stands = HAS_LOCKS ? lstat(path) : null;
  if (stands === null || !stands.isFile) return null;
  try {
    const file = Deno.openSync(path, { read: true });
    if (isSame(file.statSync(), stands)) return file;
    file.close();
    return null;
  } catch (error) {
    const { NotFound, PermissionDenied, NotCapable } = Deno.errors;
    if ([NotFound, PermissionDenied, NotCapable].some((kind) => error instanceof kind)) return null;
    throw error;
  }
}
