/**
 * Keeps a vault open for a process that will give up writing.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { connect } from "./connect.ts";
import { vaultError, VaultWriteError } from "./errors.ts";
import { fileSize } from "./file_size.ts";
import { keepCopy } from "./private_copy.ts";

/**
 * A connection beside those that read. Only one with the right to write takes SQLite's log and index away again as the
 * last that closes; a process that gave up writing can open none, and would leave them lying beside a vault at rest. It
 * writes nothing. Where it cannot be had because nothing may be made beside the vault, a copy is read; where it cannot be
 * had for another reason there is none: who reads the vault next says what is wrong with it.
 */
export function keepWalOpen(path: string): Disposable {
  let db: DatabaseSync | null = null, copy: Disposable | null = null;
  try {
    if (fileSize(path) !== null) {
      // A vault with a log is being written, or its run was killed: log and index stay as they are.
      const atRest = (fileSize(`${path}-wal`) ?? 0) === 0;
      // A log without its index is nobody's: whoever had it open would have one. To read it beside the vault would make it.
      if (!atRest && fileSize(`${path}-shm`) === null) copy = keepCopy(path);
      if (copy === null) db = connect(path, { readOnly: !atRest });
      db?.exec("PRAGMA query_only = ON");
      // The first read makes log and index.
      db?.prepare("SELECT count(*) FROM sqlite_schema").get();
    }
  } catch (error) {
    db?.close();
    db = null;
    if (vaultError(error, "open", path) instanceof VaultWriteError) copy = keepCopy(path);
  }
  return {
    [Symbol.dispose](): void {
      db?.close();
      copy?.[Symbol.dispose]();
    },
  };
}
