/**
 * Replaces a vault by another.
 *
 * @module
 */
import { connect } from "./connect.ts";
import { vaultError, VaultLockedError } from "./errors.ts";
import { fileSize } from "./file_size.ts";
import { type LockHolder, lockVault } from "./lock.ts";
import { checkPlace, lstat } from "./place.ts";

/**
 * Moves the vault at `from` to `path` and removes the vault that was there. At any time, one of the two vaults is at
 * `path`. A process that has the former vault open continues to read it.
 *
 * @throws {VaultLockedError} if a run or another program uses the vault at `path`; nothing was changed.
 */
export function replaceVault(path: string, { from, holder }: { from: string; holder: LockHolder }): void {
  try {
    using _lock = lockVault(path, holder);
    if (checkPlace(path) !== null) emptyLog(path);
    // SQLite or lookervault would treat a log or an index of the former vault as the new vault's.
    for (const beside of [`${path}-wal`, `${path}-shm`, `${path}.index`]) {
      if (lstat(beside) !== null) Deno.removeSync(beside);
    }
    Deno.renameSync(from, path);
  } catch (error) {
    throw vaultError(error, "replace", path);
  }
}

/** Moves the log into the file, so that the former vault is complete until it is replaced. */
function emptyLog(path: string): void {
  if ((fileSize(`${path}-wal`) ?? 0) === 0) return;
  let row: Record<string, unknown> | undefined;
  try {
    const db = connect(path, { timeout: 500 });
    try {
      row = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    } finally {
      db.close();
    }
  } catch {
    // The vault is damaged. The user has confirmed its loss, and the file and the log still have what could be
    // recovered.
    return;
  }
  if (row?.["busy"] === 0) return;
  throw new VaultLockedError(`Cannot replace the vault ${path}: another program is using it`, {
    hint: "Wait for that program to end, then rerun the command.",
  });
}
