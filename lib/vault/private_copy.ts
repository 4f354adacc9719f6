/**
 * A vault in a read-only directory. SQLite reads a database in WAL mode only if it can create a shared-memory file next
 * to it, and Deno does not pass a URI that disables this unless the process has every permission. Therefore a copy in a
 * private directory is read. The copy is unlinked as soon as it is open, so that even a kill leaves nothing behind.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { connect } from "./connect.ts";
import { fileSize } from "./file_size.ts";
import { checkPlace, checkSamePlace } from "./place.ts";

const copies = new Map<string, DatabaseSync>();

/**
 * Returns the connection to the copy of the vault at a path, if there is one. It stays open when its reader is done.
 */
export function copyOf(path: string): DatabaseSync | null {
  return copies.get(path) ?? null;
}

/** Copies the vault at a path and keeps the copy open until disposed; null if no copy can be created. */
export function keepCopy(path: string): Disposable | null {
  // Windows cannot unlink an open file.
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
    // The first read opens the log and creates its shared-memory file.
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return db;
  } catch {
    db?.close();
    return null;
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}
