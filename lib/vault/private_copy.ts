/**
 * A vault in a read-only directory. SQLite reads a database in WAL mode only if it can create an index beside it, and
 * Deno does not pass an address that disables this unless the process has every permission. So a copy is read, in a
 * private directory. It is unlinked as soon as it is open, so that even a kill leaves nothing behind.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { connect } from "./connect.ts";
import { fileSize } from "./file_size.ts";
import { checkPlace, checkSamePlace } from "./place.ts";

const copies = new Map<string, DatabaseSync>();

/** The connection to the copy of the vault at a path, while there is one. It stays open when its reader is done. */
export function copyOf(path: string): DatabaseSync | null {
  return copies.get(path) ?? null;
}

/** Copies the vault at a path and keeps the copy open until it is disposed of; null where no copy can be made. */
export function keepCopy(path: string): Disposable | null {
  // An open file cannot be taken away there.
  if (Deno.build.os === "windows") return null;
  const db = openCopy(path);
  if (db === null) return null;
  copies.set(path, db);
  return {
    [Symbol.dispose](): void {
      copies.delete(path);
      db.close();
    },
  };
}

function openCopy(path: string): DatabaseSync | null {
  const there = checkPlace(path);
  if (there === null) return null;
  let directory: string;
  try {
    directory = Deno.makeTempDirSync({ prefix: "lookervault-" });
  } catch {
    return null;
  }
  let db: DatabaseSync | null = null;
  try {
    const copy = `${directory}/vault.db`;
    Deno.copyFileSync(path, copy);
    if ((fileSize(`${path}-wal`) ?? 0) > 0) Deno.copyFileSync(`${path}-wal`, `${copy}-wal`);
    for (const { name } of Deno.readDirSync(directory)) Deno.chmodSync(`${directory}/${name}`, 0o600);
    checkSamePlace(path, there);
    db = connect(copy);
    // The first read takes up the log and makes its index.
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return db;
  } catch {
    db?.close();
    return null;
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}
