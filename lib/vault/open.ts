/**
 * Opens vaults: creates, checks, migrates, locks.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { type Clock, isoTime } from "../base/clock.ts";
import { VaultError, vaultError, VaultMissingError } from "./errors.ts";
import { checkHeader } from "./header.ts";
import { lockVault } from "./lock.ts";
import { APPLICATION_ID, MIGRATIONS, SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { Vault } from "./vault.ts";

/** Options of {@linkcode openVaultForWriting}. */
export interface OpenForWritingOptions {
  clock: Clock;
  /** The numeric code and name of every content type, written into `content_types`. */
  types: readonly string[];
  /** Name of the person at this machine, shown to others who find the vault locked. */
  hostUser?: string | undefined;
}

/** Largest file that is checked whole at each opening for writing, bytes; `verify` checks any. */
const QUICK_CHECK_BELOW = 32 * 1024 * 1024;

/**
 * Opens a vault for one run that writes; creates it when there is none. Disposing closes it and lets go of the lock.
 *
 * @throws {VaultLockedError} when another run writes to it.
 * @throws {VaultError} when the file is damaged, foreign or newer; it is left untouched.
 */
export function openVaultForWriting(path: string, options: OpenForWritingOptions): Vault {
  requireDirectory(path);
  const lock = lockVault(path, {
    pid: Deno.pid,
    user: options.hostUser ?? null,
    since: isoTime(options.clock.now()),
  });
  try {
    if (!hasContent(path)) create(path, options);
    checkHeader(path);
    if (Deno.build.os !== "windows") Deno.chmodSync(path, 0o600);
    return guarded("open", path, () => {
      const db = new DatabaseSync(path, { timeout: 10_000 });
      try {
        db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
        quickCheck(db, path);
        migrate(db);
        const type = db.prepare("INSERT OR IGNORE INTO content_types (id, name) VALUES (?, ?)");
        options.types.forEach((name, i) => type.run(i + 1, name));
        return new Vault(path, db, lock);
      } catch (error) {
        db.close();
        throw error;
      }
    });
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/**
 * Opens a vault for reading only: no byte of it changes, no lock is taken, and a run may be writing meanwhile.
 *
 * @throws {VaultMissingError} when there is no such file.
 * @throws {VaultError} when the file is damaged, foreign or newer.
 */
export function openVaultForReading(path: string): Vault {
  if (!exists(path)) {
    throw new VaultMissingError(`Cannot open the vault ${path}: there is no such file`, {
      hint: "Run `lookervault extract` first, or point --db at your vault.",
    });
  }
  checkHeader(path);
  return guarded("open", path, () => {
    const db = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
    try {
      db.prepare("SELECT count(*) FROM content_types").get();
      return new Vault(path, db, null);
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** A new vault is made whole beside its place and then moved there: a crash leaves none rather than half of one. */
function create(path: string, { clock }: OpenForWritingOptions): void {
  const temporary = `${path}.new`;
  remove(temporary);
  Deno.openSync(temporary, { createNew: true, write: true, mode: 0o600 }).close();
  guarded("create", path, () => {
    const db = new DatabaseSync(temporary);
    try {
      db.exec(`PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
      db.exec("BEGIN IMMEDIATE");
      db.exec(SCHEMA);
      const meta = db.prepare("INSERT INTO meta (key, value) VALUES (?, ?)");
      meta.run("schema_version", String(SCHEMA_VERSION));
      meta.run("created_at", isoTime(clock.now()));
      db.exec("COMMIT");
    } finally {
      db.close();
    }
  });
  Deno.renameSync(temporary, path);
}

function migrate(db: DatabaseSync): void {
  const row = db.prepare("PRAGMA user_version").get();
  for (let version = Number(row?.["user_version"]); version < SCHEMA_VERSION; version++) {
    db.exec("BEGIN IMMEDIATE");
    try {
      MIGRATIONS[version - 1]?.(db);
      db.exec(`PRAGMA user_version = ${version + 1}`);
      db.prepare("UPDATE meta SET value = ? WHERE key = 'schema_version'").run(String(version + 1));
      db.exec("COMMIT");
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  }
}

function quickCheck(db: DatabaseSync, path: string): void {
  if (Deno.statSync(path).size > QUICK_CHECK_BELOW) return;
  const result = db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (result === "ok") return;
  throw new VaultError(`Cannot open the vault ${path}: the file is damaged (${result})`, {
    hint: "Keep the file for rescue (sqlite3 FILE .recover) and point --db at an older copy or a new file.",
  });
}

function guarded<T>(doing: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw vaultError(error, doing, path);
  }
}

function requireDirectory(path: string): void {
  const directory = path.replace(/[^/\\]*$/, "") || ".";
  if (exists(directory)) return;
  throw new VaultMissingError(`Cannot create the vault ${path}: the directory ${directory} does not exist`, {
    hint: "Create the directory, or choose another place with --db.",
  });
}

function hasContent(path: string): boolean {
  return exists(path) && Deno.statSync(path).size > 0;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function remove(path: string): void {
  for (const file of [path, `${path}-journal`]) {
    if (exists(file)) Deno.removeSync(file);
  }
}
