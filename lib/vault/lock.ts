/**
 * One writer a vault: an advisory lock on `FILE.lock`. The operating system lets go of it when its process dies, however
 * it dies, so a stale lock cannot be.
 *
 * @module
 */
import { VaultLockedError } from "./errors.ts";

/** Who holds a lock, for the message to the one who waits. */
export interface LockHolder {
  pid: number;
  user: string | null;
  since: string;
}

/**
 * Takes the lock of the vault at `path`, until disposed.
 *
 * @throws {VaultLockedError} when another process holds it.
 */
export function lockVault(path: string, holder: LockHolder): Disposable {
  const file = Deno.openSync(`${path}.lock`, { create: true, read: true, write: true, mode: 0o600 });
  try {
    if (!file.tryLockSync(true)) throw held(path);
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(JSON.stringify(holder) + "\n"));
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    [Symbol.dispose](): void {
      try {
        // The file stays: removing it would let a third process lock a new file of the same name.
        file.truncateSync(0);
      } finally {
        file.close();
      }
    },
  };
}

function held(path: string): VaultLockedError {
  return new VaultLockedError(`Cannot write to the vault ${path}: another run is using it${holderOf(path)}`, {
    hint: "Wait for that run to end, or choose another file with --db.",
  });
}

/** Who holds the lock, in brackets; empty while the holder has not written its name, or where the lock hides it. */
function holderOf(path: string): string {
  try {
    const { pid, user, since } = JSON.parse(Deno.readTextFileSync(`${path}.lock`));
    return ` (process ${pid}${user ? ` of ${user}` : ""}, since ${since})`;
  } catch {
    return "";
  }
}
