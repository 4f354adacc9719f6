/**
 * Where a push keeps its copy until it is in the store: beside the vault, readable by its owner only. One push a vault at a
 * time: the file is locked, and the system lets go of the lock when its process dies.
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
  /** Where the state of the push is. */
  readonly statePath: string;
}

/** How often another push is looked for, milliseconds. */
const PAUSE = 200;

/**
 * Opens the spool of a vault's pushes, and waits for the push that has it. `onWait` is told once.
 *
 * @throws {VaultError} when something else is there. {@linkcode VaultWriteError}
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
      // One that another push has just removed is not its place any more.
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

/** Takes the spool and its state away: the push is done, or is given up. */
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
