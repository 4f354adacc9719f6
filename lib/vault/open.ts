/**
 * Opens vaults: creates, checks, migrates, locks.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { type Clock, isoTime } from "../base/clock.ts";
import { connect, connectMemory, orClose } from "./connect.ts";
import { createVault } from "./create.ts";
import { damaged, vaultError, VaultMissingError, VaultWriteError } from "./errors.ts";
import { fileSize, LARGE_FROM, vaultSize } from "./file_size.ts";
import { type CanonicalForms, CURRENT_FORM, formsOf, registerForms } from "./forms.ts";
import { dropFormer, keepFormer, MIGRATED_AT } from "./former_copy.ts";
import { checkHeader } from "./header.ts";
import { lockVault } from "./lock.ts";
import { migrate, schemaOf } from "./migrate.ts";
import { checkPlace, directoryOf } from "./place.ts";
import { registerDigests } from "./row_digest.ts";
import { copyOf } from "./private_copy.ts";
import { MIGRATIONS, SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { checkSchema } from "./schema_check.ts";
import { Vault } from "./vault.ts";

/** Names of content types, each with its number. */
export type TypeNumbers = Readonly<Record<string, number>>;

/** Options of {@linkcode openVaultForWriting}. */
export interface OpenForWritingOptions {
  clock: Clock;
  /** Every content type with its number, written into `content_types`. */
  types: TypeNumbers;
  /** Name of the person at this machine, shown to others who find the vault locked. */
  hostUser?: string | undefined;
  /** False to refuse a vault that is not there rather than to make one. */
  create?: boolean;
  /** By which rules canonical hashes are made: rows of other rules are hashed again. Absent: they stay as they are. */
  forms?: CanonicalForms;
}

/** Options of {@linkcode openVaultForReading}. */
export interface OpenForReadingOptions {
  /** By which rules canonical hashes are told, whatever those of the rows. Absent: as they are. */
  forms?: CanonicalForms;
}

/** How long another program's short write is waited for, milliseconds. */
const BUSY_TIMEOUT = 10_000;

/**
 * Opens a vault for one run that writes; creates it when there is none, unless told not to. Disposing closes it and lets
 * go of the lock.
 *
 * @throws {VaultLockedError} when another run writes to it.
 * @throws {VaultError} when the file is damaged or foreign, or what is beside it is; it is left untouched.
 * @throws {VaultNewerError} when a newer lookervault wrote it.
 * @throws {VaultMissingError} when its directory does not exist, or the vault itself where none is to be created.
 * @throws {VaultWriteError} when the disk is full or forbids it.
 */
export function openVaultForWriting(path: string, options: OpenForWritingOptions): Vault {
  return guarded("open", path, () => {
    // Before the lock, so that not even a lock file appears beside a file of another program.
    if (options.create === false || hasContent(path)) requireVault(path);
    else requireDirectory(path);
    const lock = lockVault(path, {
      pid: Deno.pid,
      user: options.hostUser ?? null,
      since: isoTime(options.clock.now()),
    });
    try {
      if (!hasContent(path)) guarded("create", path, () => createVault(path, options));
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
 * @throws {VaultError} when the file is damaged or foreign, or what is beside it is.
 * @throws {VaultNewerError} when a newer lookervault wrote it.
 */
export function openVaultForReading(path: string, options: OpenForReadingOptions = {}): Vault {
  return guarded("open", path, () => {
    requireVault(path);
    return connectForReading(path, options);
  });
}

function connectForWriting(
  path: string,
  { types, forms, clock }: OpenForWritingOptions,
  lock: Disposable,
): Vault {
  const db = connect(path, { timeout: BUSY_TIMEOUT });
  return orClose(db, () => {
    makePrivate(path);
    checkSchema(db, path);
    quickCheck(db, path);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
    // What is removed or rewritten is overwritten where its page stays in use; whole pages go back with `cleanup`.
    db.exec("PRAGMA secure_delete = FAST");
    registerDigests(db);
    const schema = schemaOf(db), isOlder = schema < SCHEMA_VERSION;
    if (isOlder) keepFormer(db, { path, schema });
    else dropFormer(db, { path, schema });
    migrate(db, { migrations: MIGRATIONS, target: SCHEMA_VERSION, path, ...(forms && { forms }) });
    const vault = new Vault(path, db, lock);
    addTypes(vault, types);
    if (isOlder) vault.withTransaction(() => vault.setMeta(MIGRATED_AT, isoTime(clock.now())));
    return vault;
  });
}

/**
 * A connection that reads. A read-only one leaves an empty log and its index behind where there was none, so a vault at
 * rest is opened like any other program would, with writing forbidden: the last to close tidies up, and nothing was
 * written. One with a log (a run is writing, or was killed) is opened read-only, and its log stays as it is. So is every
 * vault once writing is given up: `holdVault()` tidies up then.
 */
function connectForReading(path: string, options: OpenForReadingOptions): Vault {
  const copy = copyOf(path);
  if (copy !== null) return checkedReader(copy, path, { ...options, stays: true });
  const atRest = (fileSize(`${path}-wal`) ?? 0) === 0;
  try {
    const mayWrite = Deno.permissions.querySync({ name: "write", path }).state === "granted";
    return checkedReader(
      connect(path, { readOnly: !atRest || !mayWrite, timeout: BUSY_TIMEOUT }),
      path,
      options,
    );
  } catch (error) {
    // Neither log nor index can be made beside it: then nobody can write to it either.
    const denied = vaultError(error, "open", path) instanceof VaultWriteError;
    if (!atRest || !denied || !understandsUris()) throw error;
  }
  return checkedReader(connect(path, { readOnly: true, immutable: true }), path, options);
}

/** Deno makes a path of an address, unless the process may do anything at all: then `holdVault()` has made a copy. */
function understandsUris(): boolean {
  return Deno.permissions.querySync({ name: "ffi" }).state === "granted";
}

/** `stays` says that the connection is another's, who closes it. */
function checkedReader(
  db: DatabaseSync,
  path: string,
  { stays = false, forms }: OpenForReadingOptions & { stays?: boolean },
): Vault {
  return orClose(stays ? { close: () => {} } : db, () => {
    db.exec("PRAGMA query_only = ON");
    checkVault(db, path);
    const isOther = forms !== undefined && formsOf(db) !== forms.revision;
    if (isOther) registerForms(db, forms);
    return new Vault(path, db, null, { stays, ...(isOther && { canonicalForm: CURRENT_FORM }) });
  });
}

/**
 * Whether the file is a vault of this or an older schema, and not obviously damaged. Reads only.
 *
 * @throws {VaultError} {@linkcode VaultNewerError}
 */
export function checkVault(db: DatabaseSync, path: string): void {
  checkSchema(db, path);
  quickCheck(db, path);
}

function makePrivate(path: string): void {
  if (Deno.build.os === "windows") return;
  if (((Deno.statSync(path).mode ?? 0) & 0o777) !== 0o600) Deno.chmodSync(path, 0o600);
}

/** Tables that grow with the instance; of a large vault only the others are checked at each opening. */
const GROWING = ["content_items", "content_history", "restoration_backups", "capture_parts"];

/** Pages that are damaged, or that lead back to others and have no end, are told before anything reads them. */
function quickCheck(db: DatabaseSync, path: string): void {
  if (vaultSize(path) <= LARGE_FROM) return check(db, path, "1");
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  for (const { name } of tables) {
    if (!GROWING.includes(String(name))) check(db, path, `'${name}'`);
  }
}

function check(db: DatabaseSync, path: string, what: string): void {
  const result = db.prepare(`PRAGMA quick_check(${what})`).get()?.["quick_check"];
  if (result !== "ok") throw damaged("open", path, String(result).replaceAll("\n", " "));
}

function guarded<T>(doing: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw vaultError(error, doing, path);
  }
}

function requireVault(path: string): void {
  const there = checkPlace(path);
  if (there === null) {
    throw new VaultMissingError(`Cannot open the vault ${path}: there is no such file`, {
      hint:
        "Run `lookervault extract` first, or check the path: --db, or --with and --from for another vault.",
    });
  }
  checkHeader(path, there);
}

function requireDirectory(path: string): void {
  const directory = directoryOf(path);
  if (fileSize(directory) !== null) return;
  throw new VaultMissingError(`Cannot create the vault ${path}: the directory ${directory} does not exist`, {
    hint: "Create the directory, or choose another path with --db.",
  });
}

function hasContent(path: string): boolean {
  return checkPlace(path) !== null && (fileSize(path) ?? 0) > 0;
}

/** A vault in memory that is gone when it is disposed of: for what is read only to be compared. */
export function temporaryVault(types: TypeNumbers): Vault {
  const db = connectMemory();
  registerDigests(db);
  db.exec(SCHEMA);
  // Nobody asks it by folder, by owner or for sizes: that would be a quarter of its memory.
  db.exec("DROP INDEX content_items_live_folder");
  db.exec("DROP INDEX content_items_live_owner");
  db.exec("DROP INDEX content_items_sizes");
  const vault = new Vault(":memory:", db, null);
  addTypes(vault, types);
  return vault;
}

function addTypes(vault: Vault, types: TypeNumbers): void {
  vault.withTransaction(() => {
    const type = vault.prepare("INSERT OR IGNORE INTO content_types (id, name) VALUES (?, ?)");
    for (const [name, code] of Object.entries(types)) type.run(code, name);
  });
}
