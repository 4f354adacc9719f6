/**
 * Keeps a vault open for a process that will drop its permission to write.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { connect } from "./connect.ts";
import { vaultError, VaultWriteError } from "./errors.ts";
import { fileSize } from "./file_size.ts";
import { keepCopy } from "./private_copy.ts";

/**
 * Opens a connection in addition to those that read, and keeps it until disposal. When the last connection closes,
 * SQLite removes its log and shared-memory file only if the process may write. Without this connection, a process that
 * has dropped that permission would leave these files next to the vault. The connection writes nothing.
 *
 * If no file may be created next to the vault, a copy of the vault is kept open instead. On any other error there is no
 * connection, and the next reader of the vault reports the error.
 */
export function keepWalOpen(path: string): Disposable {
  let db: DatabaseSync | null = null, copy: Disposable | null = null;
  try {
    if (fileSize(path) !== null) {
      // A vault with a log is being written, or its run was killed. Its log and shared-memory file stay.
      const atRest = (fileSize(`${path}-wal`) ?? 0) === 0;
      // A log without a shared-memory file is not in use: a process that has the vault open would have both. Reading
      // the vault in place would create the shared-memory file.
      if (!atRest && fileSize(`${path}-shm`) === null) copy = keepCopy(path);
      if (copy === null) db = connect(path, { readOnly: !atRest });
      db?.exec("PRAGMA query_only = ON");
      // The first read creates the log and the shared-memory file.
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
