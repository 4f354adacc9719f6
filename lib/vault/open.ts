/**
 * Opens vaults: creates, checks, migrates, locks.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { type Clock, isoTime } from "../base/clock.ts";
import { createVault } from "./create.ts";
import { damaged, notAFile, vaultError, VaultMissingError, VaultWriteError } from "./errors.ts";
import { fileSize } from "./file_size.ts";
import { checkHeader } from "./header.ts";
import { lockVault } from "./lock.ts";
import { migrate, newerSchema, schemaOf } from "./migrate.ts";
import { registerDigests } from "./row_digest.ts";
import { copyOf } from "./private_copy.ts";
import { MIGRATIONS, SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { Vault } from "./vault.ts";

/** Options of {@linkcode openVaultForWriting}. */
export interface OpenForWritingOptions {
  clock: Clock;
  /** The name of every content type in the order of their codes, written into `content_types`. */
  types: readonly string[];
  /** Name of the person at this machine, shown to others who find the vault locked. */
  hostUser?: string | undefined;
  /** False to refuse a vault that is not there rather than to make one. */
  create?: boolean;
}

/** Largest file that is checked whole at each opening, bytes (about 15 ms); `verify` checks any. */
const QUICK_CHECK_BELOW = 32 * 1024 * 1024;

/** How long another program's short write is waited for, milliseconds. */
const BUSY_TIMEOUT = 10_000;

/**
 * Opens a vault for one run that writes; creates it when there is none, unless told not to. Disposing closes it and lets
 * go of the lock.
 *
 * @throws {VaultLockedError} when another run writes to it.
 * @throws {VaultError} when the file is damaged, foreign or newer; it is left untouched.
 * @throws {VaultMissingError} when its directory does not exist, or the vault itself where none is to be created.
 * @throws {VaultWriteError} when the disk is full or forbids it.
 */
export function openVaultForWriting(path: string, options: OpenForWritingOptions): Vault {
  return guarded("open", path, () => {
    if (options.create === false) requireVault(path);
    // Before the lock, so that not even a lock file appears beside a file of another program.
    if (hasContent(path)) checkHeader(path);
    else requireDirectory(path);
    const lock = lockVault(path, {
      pid: Deno.pid,
      user: options.hostUser ?? null,
      since: isoTime(options.clock.now()),
    });
    try {
      if (!hasContent(path)) guarded("create", path, () => createVault(path, options.clock));
      checkHeader(path);
      return connectForWriting(path, options, lock);
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  });
}

/**
 * Opens a vault for reading only: no byte of it changes, no lock is taken, and a run may be writing meanwhile.
 *
 * @throws {VaultMissingError} when there is no such file.
 * @throws {VaultError} when the file is damaged, foreign or newer.
 */
export function openVaultForReading(path: string): Vault {
  return guarded("open", path, () => {
    requireVault(path);
    return connectForReading(path);
  });
}

function connectForWriting(path: string, { types }: OpenForWritingOptions, lock: Disposable): Vault {
  makePrivate(path);
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
  return orClose(db, () => {
    quickCheck(db, path);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
    // What is removed or rewritten is overwritten where its page stays in use; whole pages go back with `cleanup`.
    db.exec("PRAGMA secure_delete = FAST");
    registerDigests(db);
    migrate(db, { migrations: MIGRATIONS, target: SCHEMA_VERSION, path });
    const vault = new Vault(path, db, lock);
    addTypes(vault, types);
    return vault;
  });
}

/**
 * A connection that reads. A read-only one leaves an empty log and its index behind where there was none, so a vault at
 * rest is opened like any other program would, with writing forbidden: the last to close tidies up, and nothing was
 * written. One with a log (a run is writing, or was killed) is opened read-only, and its log stays as it is. So is every
 * vault once writing is given up: `holdVault()` tidies up then.
 */
function connectForReading(path: string): Vault {
  const copy = copyOf(path);
  if (copy !== null) return checkedReader(copy, path, { stays: true });
  const atRest = (fileSize(`${path}-wal`) ?? 0) === 0;
  try {
    const mayWrite = Deno.permissions.querySync({ name: "write", path }).state === "granted";
    return checkedReader(
      new DatabaseSync(path, { readOnly: !atRest || !mayWrite, timeout: BUSY_TIMEOUT }),
      path,
    );
  } catch (error) {
    // Neither log nor index can be made beside it: then nobody can write to it either.
    const denied = vaultError(error, "open", path) instanceof VaultWriteError;
    if (!atRest || !denied || !understandsUris()) throw error;
  }
  return checkedReader(new DatabaseSync(immutableUri(path), { readOnly: true }), path);
}

/** Deno makes a path of an address, unless the process may do anything at all: then `holdVault()` has made a copy. */
function understandsUris(): boolean {
  return Deno.permissions.querySync({ name: "ffi" }).state === "granted";
}

/** `stays` says that the connection is another's, who closes it. */
function checkedReader(db: DatabaseSync, path: string, { stays = false } = {}): Vault {
  return orClose(stays ? { close: () => {} } : db, () => {
    db.exec("PRAGMA query_only = ON");
    const schema = schemaOf(db);
    if (schema > SCHEMA_VERSION) throw newerSchema(path, schema, SCHEMA_VERSION);
    quickCheck(db, path);
    return new Vault(path, db, null, { stays });
  });
}

function immutableUri(path: string): string {
  const absolute = path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
  return `file:${absolute.split("/").map(encodeURIComponent).join("/")}?immutable=1`;
}

function makePrivate(path: string): void {
  if (Deno.build.os === "windows") return;
  if (((Deno.statSync(path).mode ?? 0) & 0o777) !== 0o600) Deno.chmodSync(path, 0o600);
}

function quickCheck(db: DatabaseSync, path: string): void {
  // Reads page 1 and the schema of a file of any size.
  db.prepare("SELECT count(*) FROM content_types").get();
  if (Deno.statSync(path).size > QUICK_CHECK_BELOW) return;
  const result = db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (result !== "ok") throw damaged("open", path, String(result).replaceAll("\n", " "));
}

function orClose<T>(db: Pick<DatabaseSync, "close">, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}

function guarded<T>(doing: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw vaultError(error, doing, path);
  }
}

function requireVault(path: string): void {
  if (fileSize(path) === null) {
    throw new VaultMissingError(`Cannot open the vault ${path}: there is no such file`, {
      hint: "Run `lookervault extract` first, or point --db at your vault.",
    });
  }
  checkHeader(path);
}

function requireDirectory(path: string): void {
  const directory = path.replace(/[^/\\]*$/, "") || ".";
  if (fileSize(directory) !== null) return;
  throw new VaultMissingError(`Cannot create the vault ${path}: the directory ${directory} does not exist`, {
    hint: "Create the directory, or choose another place with --db.",
  });
}

function hasContent(path: string): boolean {
  const size = fileSize(path);
  if (size === null) return false;
  if (!Deno.statSync(path).isFile) throw notAFile(path);
  return size > 0;
}

/** A vault in memory that is gone when it is disposed of: for what is read only to be compared. */
export function temporaryVault(types: readonly string[]): Vault {
  const db = new DatabaseSync(":memory:");
  registerDigests(db);
  db.exec(SCHEMA);
  const vault = new Vault(":memory:", db, null);
  addTypes(vault, types);
  return vault;
}

function addTypes(vault: Vault, types: readonly string[]): void {
  vault.withTransaction(() => {
    const type = vault.prepare("INSERT OR IGNORE INTO content_types (id, name) VALUES (?, ?)");
    types.forEach((name, i) => type.run(i + 1, name));
  });
}
