/**
 * The file of an index: `VAULT.index`. Its content is not trusted, and it can always be rebuilt from the vault.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { connect, connectMemory, orClose } from "../connect.ts";
import { VaultError } from "../errors.ts";
import { holdBuild, requireNoBuild } from "./builder.ts";
import { fileSize, LARGE_FROM } from "../file_size.ts";
import { type FileIdentity, isSame, lstat } from "../place.ts";
import { INDEX_APPLICATION_ID, INDEX_SCHEMA, INDEX_VERSION } from "./schema.ts";
import { isSealed, seal } from "./seal.ts";

/** Returns the path of a vault's index. */
export function indexPath(vault: string): string {
  return `${vault}.index`;
}

/** Returns the path of the file in which an index is built. */
export function temporaryPath(index: string): string {
  return `${index}.new`;
}

/** Returns the files that are written when an index is created or updated. */
export function indexFiles(vault: string): string[] {
  const path = indexPath(vault);
  return ["", "-wal", "-shm", ".new"].map((ending) => path + ending);
}

/** Whether a vault has an index. */
export function hasIndex(vault: string): boolean {
  return fileSize(indexPath(vault)) !== null;
}

/**
 * Opens an index for reading. An index file is never changed in place. Returns null if there is none, or if it must be
 * rebuilt: it has another version, or is damaged or truncated.
 *
 * @throws {VaultError} if something else is at the path; nothing was changed.
 */
export function openIndexFile(path: string): DatabaseSync | null {
  for (let look = 0;; look++) {
    const before = lstat(path);
    if (before === null) return null;
    try {
      return connectSealed(path);
    } catch (error) {
      // Another process may have replaced the index meanwhile.
      const after = lstat(path);
      if (look < 3 && after !== null && !isSame(before, after)) continue;
      if (error instanceof VaultError) throw error;
      return null;
    }
  }
}

/** Opens an index file. @throws {Error} if it must be rebuilt. */
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
 * Builds an index in a temporary file, seals it and moves it to its path. A crash leaves the former index or none, but
 * never half of one. A process that reads the former index continues to read it.
 *
 * @throws {BuiltElsewhere} if another process writes the index now.
 * @throws {Error} if nothing may be written there.
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
 * Replaces an index by a changed copy. Returns false if `change` reports that the index must be rebuilt; then nothing
 * has changed.
 *
 * @throws {BuiltElsewhere} if another process writes the index now.
 * @throws {Error} if nothing may be written there.
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
  const temporary = temporaryPath(path);
  requireNoBuild(temporary);
  remove(temporary);
  using file = createFile(temporary);
  holdBuild(file);
  // The file stays open until the end. If another process removes it, no new file can get the same identity.
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
      // These settings create no other files. After a crash, the next run removes the temporary file.
      db.exec(`PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;
        PRAGMA secure_delete = OFF; PRAGMA cache_size = -64000;`);
      if (!fill(db)) return false;
    } finally {
      db.close();
    }
    seal(file);
    requireOurs();
    // A log of a former index must not be applied to the new one.
    for (const ending of ["-wal", "-shm"]) remove(path + ending);
    Deno.renameSync(temporary, path);
    return true;
  } catch (error) {
    // The cause may be another process that has begun its own file meanwhile. Then that is the error to throw.
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

/** Removes a file, if it exists and no other process has removed it first. */
function remove(path: string): void {
  try {
    if (lstat(path) !== null) Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Builds an index in memory, if no file can be created. */
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

/** Whether a file is an index of this version with a valid seal. @throws {VaultError} for a file of another program. */
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
    hint: "Move the file away: lookervault needs that name for its index. The file was not changed.",
  });
}

let known: ReadonlySet<string> | null = null;

/**
 * Whether the schema equals lookervault's in every character. Another program's trigger or view would run during a
 * search.
 */
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
  // If two objects have the same page, SQLite could read one in place of the other.
  if (new Set(pages).size !== pages.length) return new Set();
  return new Set(rows.map((row) => JSON.stringify([row["type"], row["name"], row["tbl_name"], row["sql"]])));
}

function isSound(db: DatabaseSync, path: string): boolean {
  if ((fileSize(path) ?? 0) > LARGE_FROM) return true;
  return db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"] === "ok";
}
