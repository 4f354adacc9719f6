/**
 * Opens vaults: creates, checks, migrates and locks them.
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

/** The codes of content types, by name. */
export type TypeNumbers = Readonly<Record<string, number>>;

/** Options of {@linkcode openVaultForWriting}. */
export interface OpenForWritingOptions {
  clock: Clock;
  /** The codes of all content types, for the table `content_types`. */
  types: TypeNumbers;
  /** Name of the user of this machine, shown to others who find the vault locked. */
  hostUser?: string | undefined;
  /** False to throw if the vault does not exist, instead of creating it. */
  create?: boolean;
  /** The rules for canonical hashes. Rows that were hashed by other rules are rehashed. If absent, the hashes stay. */
  forms?: CanonicalForms;
}

/** Options of {@linkcode openVaultForReading}. */
export interface OpenForReadingOptions {
  /**
   * The rules by which canonical hashes are returned, whatever the hashes in the rows. If absent, the hashes in the
   * rows are returned.
   */
  forms?: CanonicalForms;
}

/** How long to wait for another program's short write, milliseconds. */
const BUSY_TIMEOUT = 10_000;

/**
 * Opens a vault for a run that writes. Creates it if it does not exist, unless `create` is false. Disposing closes it
 * and releases the lock.
 *
 * @throws {VaultLockedError} if another run writes to the vault.
 * @throws {VaultError} if the file or a file next to it is damaged or not lookervault's; it is not changed.
 * @throws {VaultNewerError} if a newer lookervault wrote the vault.
 * @throws {VaultMissingError} if its directory does not exist, or if the vault does not exist and is not to be created.
 * @throws {VaultWriteError} if the disk is full or denies access.
 */
export function openVaultForWriting(path: string, options: OpenForWritingOptions): Vault {
  return guarded("open", path, () => {
    // This check runs before the lock is taken, so that no lock file is created next to a file of another program.
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
 * Opens a vault for reading. Changes no byte of it and takes no lock. A run may write meanwhile.
 *
 * @throws {VaultMissingError} if there is no such file.
 * @throws {VaultError} if the file or a file next to it is damaged or not lookervault's.
 * @throws {VaultNewerError} if a newer lookervault wrote the vault.
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
    // Overwrites removed content in pages that stay in use. `cleanup` returns free pages to the file system.
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
 * Opens a connection for reading. A read-only connection leaves an empty log and a shared-memory file behind if there
 * were none. Therefore a vault at rest is opened with write access, but with `query_only`: the last connection to close
 * removes these files, and nothing is written. A vault with a log (a run is writing, or was killed) is opened
 * read-only, and its log stays. If the process has dropped its permission to write, every vault is opened read-only,
 * and `keepWalOpen()` removes the files.
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
    // Neither log nor shared-memory file can be created next to the vault. Then no process can write to the vault
    // either.
    const denied = vaultError(error, "open", path) instanceof VaultWriteError;
    if (!atRest || !denied || !understandsUris()) throw error;
  }
  return checkedReader(connect(path, { readOnly: true, immutable: true }), path, options);
}

/**
 * Whether SQLite receives a URI as it is. Deno converts it to a path unless the process has every permission. In the
 * case of a path, `keepWalOpen()` has already copied the vault.
 */
function understandsUris(): boolean {
  return Deno.permissions.querySync({ name: "ffi" }).state === "granted";
}

/** Checks a connection and returns its vault. With `stays`, the connection belongs to another owner, who closes it. */
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
 * Checks that the file is a vault of this or an older schema, and not obviously damaged. Reads only.
 *
 * @throws {VaultError} if it is not.
 * @throws {VaultNewerError} if a newer lookervault wrote it.
 */
export function checkVault(db: DatabaseSync, path: string): void {
  checkSchema(db, path);
  quickCheck(db, path);
}

function makePrivate(path: string): void {
  if (Deno.build.os === "windows") return;
  if (((Deno.statSync(path).mode ?? 0) & 0o777) !== 0o600) Deno.chmodSync(path, 0o600);
}

/** Tables that grow with the instance. In a large vault, only the other tables are checked at each opening. */
const GROWING = ["content_items", "content_history", "restoration_backups", "capture_parts"];

/** Finds damaged pages, and pages that form a cycle, before any query reads them. */
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

/** Creates a vault in memory, for items that are read only to be compared. Disposing discards it. */
export function temporaryVault(types: TypeNumbers): Vault {
  const db = connectMemory();
  registerDigests(db);
  db.exec(SCHEMA);
  // A temporary vault is not searched by folder, by owner or for sizes. These indexes would take a quarter of its
  // memory.
  db.exec("DROP INDEX content_items_live_folder");
  db.exec("DROP INDEX content_items_live_owner");
  db.exec("DROP INDEX content_items_sizes");
  const vault = new Vault(":memory:", db, null, { isTemporary: true });
  addTypes(vault, types);
  return vault;
}

function addTypes(vault: Vault, types: TypeNumbers): void {
  vault.withTransaction(() => {
    const type = vault.prepare("INSERT OR IGNORE INTO content_types (id, name) VALUES (?, ?)");
    for (const [name, code] of Object.entries(types)) type.run(code, name);
  });
}
