/**
 * One writer per vault: an advisory lock on `FILE.lock`. The operating system releases it when the process ends in any
 * way, so a lock is never stale.
 *
 * @module
 */
import { VaultError, VaultLockedError } from "./errors.ts";
import { checkPlace, isSame, lstat } from "./place.ts";

/** The holder of a lock, for the message to a user who waits. */
export interface LockHolder {
  pid: number;
  user: string | null;
  since: string;
}

/**
 * Takes the lock of the vault at `path` until disposed. Writes to an existing file only if it is a lock file: a regular
 * file with one name, owned by this user, that is empty or contains a holder.
 *
 * @throws {VaultLockedError} if another process has the lock.
 * @throws {VaultError} if something else is at the lock's path; it was not changed.
 */
export function lockVault(path: string, holder: LockHolder): Disposable {
  const file = openLock(path);
  try {
    if (!file.tryLockSync(true)) throw held(path);
    const stands = lstat(`${path}.lock`), opened = file.statSync();
    if (stands === null || !isSame(stands, opened)) throw replaced(path);
    if (!isLock(readText(file))) throw foreign(path);
    write(file, JSON.stringify(holder) + "\n");
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    [Symbol.dispose](): void {
      try {
        // The file stays. If it were removed, a third process could lock a new file of the same name.
        file.truncateSync(0);
      } finally {
        file.close();
      }
    },
  };
}

/** Opens the lock file. Creates it, or checks an existing one first. */
function openLock(path: string): Deno.FsFile {
  const name = `${path}.lock`;
  // Another process may create or remove the file between two tries. The third try decides.
  for (let look = 0; look < 3; look++) {
    try {
      return Deno.openSync(name, { createNew: true, read: true, write: true, mode: 0o600 });
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
    checkPlace(path);
    try {
      return Deno.openSync(name, { read: true, write: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw replaced(path);
}

/** The longest text that describes a holder, bytes. */
const LONGEST = 4096;

const BEGINNING = '{"pid":';

/** Whether a file with this text is a lock file: of a holder that released it, was killed, or had a full disk. */
function isLock(text: string | null): boolean {
  return text !== null && (BEGINNING.startsWith(text) || text.startsWith(BEGINNING));
}

/** Returns the text of a lock file; null if it is longer than a lock file can be. */
function readText(file: Deno.FsFile): string | null {
  const bytes = new Uint8Array(LONGEST + 1);
  let size = 0;
  for (let read: number | null = 0; read !== null && size < bytes.length; size += read ?? 0) {
    read = file.readSync(bytes.subarray(size));
  }
  return size > LONGEST ? null : new TextDecoder().decode(bytes.subarray(0, size));
}

function write(file: Deno.FsFile, text: string): void {
  file.truncateSync(0);
  file.seekSync(0, Deno.SeekMode.Start);
  file.writeSync(new TextEncoder().encode(text.slice(0, LONGEST)));
}

function held(path: string): VaultLockedError {
  return new VaultLockedError(`Cannot write to the vault ${path}: another run is using it${holderOf(path)}`, {
    hint: "Wait for that run to end, or choose another file with --db.",
  });
}

function replaced(path: string): VaultError {
  return new VaultError(`Cannot write to the vault ${path}: another file replaced ${path}.lock`, {
    hint: "Find out which program moves files there, then rerun the command.",
  });
}

function foreign(path: string): VaultError {
  return new VaultError(
    `Cannot write to the vault ${path}: ${path}.lock was not written by lookervault`,
    {
      hint: "Move the lock file away, or choose another path with --db. The file was not changed.",
    },
  );
}

/**
 * Returns the holder of the lock in parentheses; empty if the holder has not written its name yet, or if the file
 * cannot be read.
 */
function holderOf(path: string): string {
  try {
    using file = Deno.openSync(`${path}.lock`, { read: true });
    const { pid, user, since }: Record<string, unknown> = JSON.parse(readText(file) ?? "");
    if (typeof pid !== "number" || typeof since !== "string") return "";
    return ` (process ${pid}${typeof user === "string" && user !== "" ? ` of ${user}` : ""}, since ${since})`;
  } catch {
    return "";
  }
}
