/**
 * The file of an index: `VAULT.index`. Nothing in it is believed, and nothing is lost with it.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { connect, connectMemory, orClose } from "../connect.ts";
import { VaultError } from "../errors.ts";
import { fileSize, LARGE_FROM } from "../file_size.ts";
import { type FileIdentity, isSame, lstat } from "../place.ts";
import { INDEX_APPLICATION_ID, INDEX_SCHEMA, INDEX_VERSION } from "./schema.ts";
import { isSealed, seal } from "./seal.ts";

/** Where the index of a vault is. */
export function indexPath(vault: string): string {
  return `${vault}.index`;
}

/** The files that are written where an index is created or updated. */
export function indexFiles(vault: string): string[] {
  const path = indexPath(vault);
  return ["", "-wal", "-shm", ".new"].map((ending) => path + ending);
}

/** Whether a vault has an index. */
export function hasIndex(vault: string): boolean {
  return fileSize(indexPath(vault)) !== null;
}

/**
 * Opens an index for reading, as it is now: nobody changes one that has its name. Null if there is none, or one that has
 * to be made again: of another version, damaged, cut short.
 *
 * @throws {VaultError} where something else is in its place: nothing was touched.
 */
export function openIndexFile(path: string): DatabaseSync | null {
  for (let look = 0;; look++) {
    const before = lstat(path);
    if (before === null) return null;
    try {
      return connectSealed(path);
    } catch (error) {
      // Another process gave its place to a newer one between two looks.
      const after = lstat(path);
      if (look < 3 && after !== null && !isSame(before, after)) continue;
      if (error instanceof VaultError) throw error;
      return null;
    }
  }
}

/** @throws {Error} for one that has to be made again. */
function connectSealed(path: string): DatabaseSync {
  const db = connect(path, {
    readOnly: true,
    header: (file, expected) => {
      if (!checkIndex(file, expected)) throw new Error("the index is from another version, or was changed");
    },
  });
  return orClose(db, () => {
    db.exec("PRAGMA temp_store = MEMORY;");
    if (!isIndexSchema(db) || !isSound(db, path)) throw new Error("not an index of this version");
    return db;
  });
}

/**
 * Makes an index beside its place, seals it and moves it there: a crash leaves the former one, or none, rather than half of
 * one; and who reads the former one continues with that.
 *
 * @throws {Error} where nothing may be written.
 */
export function makeIndexFile(path: string, fill: (db: DatabaseSync) => void): void {
  writeIndexFile(path, {
    begin: () => {},
    fill(db) {
      db.exec(`PRAGMA page_size = 8192; PRAGMA application_id = ${INDEX_APPLICATION_ID};
        PRAGMA user_version = ${INDEX_VERSION};`);
      db.exec("BEGIN IMMEDIATE");
      db.exec(INDEX_SCHEMA);
      fill(db);
      db.exec("COMMIT");
      return true;
    },
  });
}

/**
 * Puts a changed copy in the place of an index. False where `change` says that it has to be made again: then nothing has
 * changed.
 *
 * @throws {Error} where nothing may be written.
 */
export function changeIndexFile(path: string, change: (db: DatabaseSync) => boolean): boolean {
  return writeIndexFile(path, {
    begin(file) {
      using there = Deno.openSync(path, { read: true });
      if (!isSealed(there, { to: file })) throw new Error("The index was changed by something else");
    },
    fill(db) {
      db.exec("BEGIN IMMEDIATE");
      const isDone = change(db);
      db.exec(isDone ? "COMMIT" : "ROLLBACK");
      return isDone;
    },
  });
}

function writeIndexFile(
  path: string,
  { begin, fill }: { begin: (file: Deno.FsFile) => void; fill: (db: DatabaseSync) => boolean },
): boolean {
  const temporary = `${path}.new`;
  remove(temporary);
  using file = createFile(temporary);
  // Open until the end: another process that removes it cannot have a file with the same identity in its place.
  const made = file.statSync();
  const requireOurs = (): void => {
    const stands = lstat(temporary);
    if (stands === null || !isSame(stands, made)) throw busy(temporary);
  };
  try {
    begin(file);
    const db = connect(temporary, { isNew: true });
    try {
      requireOurs();
      // Nothing beside it: a crash leaves what the next run throws away.
      db.exec(`PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;
        PRAGMA secure_delete = OFF; PRAGMA cache_size = -64000;`);
      if (!fill(db)) return false;
    } finally {
      db.close();
    }
    seal(file);
    requireOurs();
    // The log of a former version's index belongs to no other.
    for (const ending of ["-wal", "-shm"]) remove(path + ending);
    Deno.renameSync(temporary, path);
    return true;
  } catch (error) {
    // Whatever it was: another process has begun one of its own meanwhile.
    requireOurs();
    throw error;
  } finally {
    const stands = lstat(temporary);
    if (stands !== null && isSame(stands, made)) remove(temporary);
  }
}

function createFile(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { createNew: true, read: true, write: true, mode: 0o600 });
  } catch (error) {
    throw error instanceof Deno.errors.AlreadyExists ? busy(path) : error;
  }
}

function busy(path: string): Error {
  return new Deno.errors.Busy(`${path} now belongs to another process`);
}

/** Removes a file; nothing where there is none, or another process was faster. */
function remove(path: string): void {
  try {
    if (lstat(path) !== null) Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** An index in memory, for where no file can be made. */
export function memoryIndex(fill: (db: DatabaseSync) => void): DatabaseSync {
  const db = connectMemory();
  return orClose(db, () => {
    db.exec("BEGIN");
    db.exec(INDEX_SCHEMA);
    fill(db);
    db.exec("COMMIT");
    return db;
  });
}

/** Whether a file is an index of this version, as it was sealed. @throws {VaultError} for a file of another program. */
function checkIndex(path: string, expected: FileIdentity): boolean {
  using file = Deno.openSync(path, { read: true });
  const { isFile, dev, ino, size } = file.statSync();
  if (!isFile || !isSame({ dev, ino }, expected)) throw foreign(path);
  const header = new Uint8Array(100);
  if (size === 0) return false;
  const read = file.readSync(header) ?? 0;
  if (read < 100 || new TextDecoder().decode(header.subarray(0, 16)) !== "SQLite format 3\0") {
    throw foreign(path);
  }
  const view = new DataView(header.buffer);
  if (view.getUint32(68) !== INDEX_APPLICATION_ID) throw foreign(path);
  return view.getUint32(60) === INDEX_VERSION && isSealed(file);
}

function foreign(path: string): VaultError {
  return new VaultError(`Cannot open the index ${path}: it is a file of another program`, {
    hint: "Move it away: lookervault needs that name for its index. The file was not changed.",
  });
}

let known: ReadonlySet<string> | null = null;

/** Whether the schema is ours to the letter: a trigger or a view of others would run in the middle of a search. */
function isIndexSchema(db: DatabaseSync): boolean {
  if (known === null) {
    using made = connectMemory();
    made.exec(INDEX_SCHEMA);
    known = declarations(made);
  }
  const there = declarations(db);
  return there.size === known.size && [...there].every((one) => known?.has(one) === true);
}

function declarations(db: DatabaseSync): Set<string> {
  const rows = db.prepare("SELECT type, name, tbl_name, sql, rootpage FROM sqlite_schema").all();
  const pages = rows.map((row) => Number(row["rootpage"])).filter((page) => page > 0);
  // Of two on one page, the second would be read for the first.
  if (new Set(pages).size !== pages.length) return new Set();
  return new Set(rows.map((row) => JSON.stringify([row["type"], row["name"], row["tbl_name"], row["sql"]])));
}

function isSound(db: DatabaseSync, path: string): boolean {
  if ((fileSize(path) ?? 0) > LARGE_FROM) return true;
  return db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"] === "ok";
}
