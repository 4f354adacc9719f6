/**
 * Keeps a vault open for a process that is about to give up writing.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { fileSize } from "./file_size.ts";
import { checkHeader } from "./header.ts";

/**
 * A connection beside those that read. Only one with the right to write takes SQLite's log and index away again as the
 * last that closes; a process that gave up writing can open none, and would leave them lying beside a vault at rest. It
 * writes nothing. Where it cannot be had there is none: who reads the vault next says what is wrong with it.
 */
export function holdVault(path: string): Disposable {
  let db: DatabaseSync | null = null;
  try {
    // A vault with a log is being written, or its run was killed: log and index stay as they are.
    const atRest = fileSize(path) !== null && (fileSize(`${path}-wal`) ?? 0) === 0;
    if (atRest) {
      checkHeader(path);
      db = new DatabaseSync(path);
      db.exec("PRAGMA query_only = ON");
      // The first read makes log and index.
      db.prepare("SELECT count(*) FROM sqlite_schema").get();
    }
  } catch {
    db?.close();
    db = null;
  }
  return { [Symbol.dispose]: () => db?.close() };
}
