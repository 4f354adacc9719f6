/**
 * The spool file in which a push stores its snapshot until the upload is complete. It is next to the vault, and only
 * its owner can read it. Only one push per vault can run: the file is locked, and the system releases the lock when the
 * process dies.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { vaultError } from "../vault/errors.ts";
import { checkPlace, isSame, lstat } from "../vault/place.ts";

/** A spool file that this process has locked. */
export interface SpoolPlace extends Disposable {
  readonly path: string;
  readonly file: Deno.FsFile;
  /** The path of the push's state. */
  readonly statePath: string;
}

/** The interval between two attempts to get the lock, in milliseconds. */
const PAUSE = 200;

/**
 * Opens the spool file of a vault and waits for any other push that has locked it. Calls `onWait` one time.
 *
 * @throws {VaultError} if something else has that path. {@linkcode VaultWriteError}
 */
export async function lockSpool(
  vault: string,
  { clock, signal, onWait }: { clock: Clock; signal: AbortSignal; onWait: () => void },
): Promise<SpoolPlace> {
  const path = `${vault}.push`, statePath = `${vault}.push.json`;
  let told = false;
  for (;;) {
    signal.throwIfAborted();
    checkPlace(vault);
    const file = open(vault, path);
    try {
      // If another push has just removed the file, the path no longer refers to it.
      if (file.tryLockSync(true)) {
        const stands = lstat(path);
        if (stands !== null && isSame(stands, file.statSync())) {
          return { path, file, statePath, [Symbol.dispose]: () => file.close() };
        }
        file.close();
        continue;
      }
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
    if (!told) onWait();
    told = true;
    await clock.delay(PAUSE, signal);
  }
}

/** Removes the spool and its state after the push is complete or abandoned. */
export function clearSpool({ path, statePath }: SpoolPlace): void {
  for (const name of [statePath, path]) if (lstat(name) !== null) Deno.removeSync(name);
}

function open(vault: string, path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { create: true, read: true, write: true, mode: 0o600 });
  } catch (error) {
    throw vaultError(error, "spool a copy of", vault);
  }
}
