/**
 * Puts another vault in a vault's place.
 *
 * @module
 */
import { connect } from "./connect.ts";
import { vaultError, VaultLockedError } from "./errors.ts";
import { fileSize } from "./file_size.ts";
import { type LockHolder, lockVault } from "./lock.ts";
import { checkPlace, lstat } from "./place.ts";

/**
 * Moves the vault at `from` to `path`, and the one that was there is gone. Either one or the other is there, at any
 * moment; who has the former open goes on reading it.
 *
 * @throws {VaultLockedError} when a run, or another program, uses the one that is there; nothing was changed.
 */
export function replaceVault(path: string, { from, holder }: { from: string; holder: LockHolder }): void {
  try {
    using _lock = lockVault(path, holder);
    if (checkPlace(path) !== null) emptyLog(path);
    // A log or an index of the former vault would be taken for the new one's.
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
    // Damaged: what of it could be rescued is in the file as well as in the log, and its loss was confirmed.
    return;
  }
  if (row?.["busy"] === 0) return;
  throw new VaultLockedError(`Cannot replace the vault ${path}: another program is using it`, {
    hint: "Wait for that program to end, then rerun the command.",
  });
}
