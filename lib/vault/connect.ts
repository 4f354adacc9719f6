/**
 * The only place where SQLite opens a file. It checks the file before and after opening, and limits what SQLite does
 * for the file before it reads any content.
 *
 * @module
 */
import { DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";
import { VaultError } from "./errors.ts";
import { checkHeader } from "./header.ts";
import { checkPlace, checkSamePlace, type FileIdentity } from "./place.ts";
import { LARGEST_VALUE } from "./limits.ts";

/** Options of {@linkcode connect}. */
export interface ConnectOptions {
  readOnly?: boolean;
  /** How long to wait for another program's short write, milliseconds. */
  timeout?: number;
  /** Whether this process has just created the file, which is empty and has no header yet. */
  isNew?: boolean;
  /**
   * Whether this process has the file open and has checked its header. Opening and closing the file another time would
   * release SQLite's locks on it.
   */
  isOpen?: boolean;
  /** Whether no program can write to the file, so that SQLite needs no shared-memory file next to it. */
  immutable?: boolean;
  /** Checks the first bytes of the file. Set it for a file of lookervault that is not a vault, such as an index. */
  header?: (path: string, expected: FileIdentity) => void;
}

/** Limits that no statement of lookervault reaches. node:sqlite supports them, but its types lack them. */
const LIMITS = {
  length: LARGEST_VALUE,
  sqlLength: 1_000_000,
  attach: 0,
  triggerDepth: 10,
};

/**
 * Opens the database at a path.
 *
 * @throws {VaultError} if the file is not a vault, or if a file next to it is not as lookervault leaves it; nothing was
 * changed.
 */
export function connect(path: string, options: ConnectOptions = {}): DatabaseSync {
  const {
    readOnly = false,
    timeout,
    isNew = false,
    isOpen = false,
    immutable = false,
    header = checkHeader,
  } = options;
  const before = checkPlace(path);
  if (before === null) throw gone(path);
  if (!isNew && !isOpen) header(path, before);
  const how: DatabaseSyncOptions & { limits: typeof LIMITS; defensive: boolean } = {
    readOnly,
    allowExtension: false,
    defensive: true,
    limits: LIMITS,
    ...(timeout !== undefined && { timeout }),
  };
  // The constructor reads nothing of the file yet, so a journal that has appeared meanwhile is not applied.
  const db = new DatabaseSync(immutable ? immutableUri(path) : plainName(path), how);
  return orClose(db, () => {
    checkSamePlace(path, before);
    harden(db);
    return db;
  });
}

/** Opens a database in memory, for a schema to compare with or a temporary vault. */
export function connectMemory(): DatabaseSync {
  return new DatabaseSync(":memory:");
}

/** Runs `work`, and closes the connection if it throws. */
export function orClose<T>(db: Pick<DatabaseSync, "close">, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Forbids the file's schema to call functions of the program, and makes SQLite check that each cell is within its page.
 * Temporary data of SQLite (to undo half a statement, to sort) stays in memory. A file in the system's temporary
 * directory would hold content outside of the vault's directory and file mode.
 */
function harden(db: DatabaseSync): void {
  db.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;");
}

/** Returns a name that SQLite can only read as a file path, not as a URI (`file:...?mode=`) or `:memory:`. */
function plainName(path: string): string {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(path) ? path : `./${path}`;
}

function immutableUri(path: string): string {
  const absolute = path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
  return `file:${absolute.split("/").map(encodeURIComponent).join("/")}?immutable=1`;
}

function gone(path: string): VaultError {
  return new VaultError(`Cannot open the vault ${path}: the file no longer exists`, {
    hint: "Find out which program moves files there, then rerun the command.",
  });
}
