/**
 * The one place where SQLite opens a file: what is there is looked at before and after, and what a file may have
 * SQLite do is bounded before anything of it is read.
 *
 * @module
 */
import { DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";
import { VaultError } from "./errors.ts";
import { checkHeader } from "./header.ts";
import { checkPlace, checkSamePlace, type FileIdentity } from "./place.ts";
import { LARGEST_VALUE } from "./limits.ts";

/** How a file is opened. */
export interface ConnectOptions {
  readOnly?: boolean;
  /** How long another program's short write is waited for, milliseconds. */
  timeout?: number;
  /** Whether this process has just made the empty file: then it has no header yet. */
  isNew?: boolean;
  /**
   * Whether this process has it open, and has looked at its header: to open and close the file once more would let go of
   * SQLite's locks on it.
   */
  isOpen?: boolean;
  /** Whether nobody can write to it, so that SQLite needs no index beside it. */
  immutable?: boolean;
  /** Looks at the first bytes of what is no vault but a file of this program beside one. */
  header?: (path: string, expected: FileIdentity) => void;
}

/** What no statement of this program comes near. Known to node:sqlite, not to its types. */
const LIMITS = {
  length: LARGEST_VALUE,
  sqlLength: 1_000_000,
  attach: 0,
  triggerDepth: 10,
};

/**
 * Opens the database at a path.
 *
 * @throws {VaultError} when it is no vault, or when a file beside it is not as lookervault leaves it; nothing was touched.
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
  // Opening reads nothing of the file yet: a journal that came meanwhile is not carried out.
  const db = new DatabaseSync(immutable ? immutableUri(path) : plainName(path), how);
  return orClose(db, () => {
    checkSamePlace(path, before);
    harden(db);
    return db;
  });
}

/** A database in memory, for schemas that are made only to be compared and vaults that nobody keeps. */
export function connectMemory(): DatabaseSync {
  return new DatabaseSync(":memory:");
}

/** Does something with a connection, which is closed when that fails. */
export function orClose<T>(db: Pick<DatabaseSync, "close">, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * What the file says may call no function of the program, and no cell of it is believed to lie within its page. What SQLite
 * sets aside (undoing half a statement, sorting) stays in memory: a file in the system's temporary directory would hold
 * content outside of the vault's own place and mode.
 */
function harden(db: DatabaseSync): void {
  db.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;");
}

/** A name that SQLite takes for nothing but a file: neither an address (`file:...?mode=`) nor `:memory:`. */
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
