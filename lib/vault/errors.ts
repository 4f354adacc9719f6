/** Errors of the vault. @module */
import { EXIT, type ExitCode, LookervaultError, type LookervaultErrorOptions } from "../base/errors.ts";

/**
 * The file is damaged, is not a vault, or has a schema that lookervault does not write: exit 5. The file was not
 * changed.
 */
export class VaultError extends LookervaultError {
  readonly code: string = "vault_refused";
  readonly exitCode: ExitCode = EXIT.damaged;
}

/** A newer lookervault wrote the vault: exit 2. The file was not changed. */
export class VaultNewerError extends VaultError {
  override readonly code = "vault_newer";
  override readonly exitCode = EXIT.usage;
}

/** Another run has locked the vault: exit 6. */
export class VaultLockedError extends LookervaultError {
  readonly code = "vault_locked";
  readonly exitCode = EXIT.locked;
}

/** There is no vault at the path: exit 2. */
export class VaultMissingError extends LookervaultError {
  readonly code = "vault_missing";
  readonly exitCode = EXIT.usage;
}

/** The clock contradicts timestamps in the vault: exit 2. */
export class VaultClockError extends LookervaultError {
  readonly code = "clock_doubted";
  readonly exitCode = EXIT.usage;
}

/** An unfinished restore may need what was to be removed: exit 2. */
export class VaultNeededError extends LookervaultError {
  readonly code = "vault_needed";
  readonly exitCode = EXIT.usage;
}

/** The disk is full, failing, or denies access: exit 1. No partial write stays. */
export class VaultWriteError extends LookervaultError {
  readonly code = "vault_write";
  readonly exitCode = EXIT.unexpected;
}

/** SQLite's primary result codes that identify the cause. */
const CORRUPT = 11,
  NOT_A_DB = 26,
  FULL = 13,
  IO = 10,
  READONLY = 8,
  BUSY = 5,
  LOCKED = 6,
  CANTOPEN = 14,
  TOO_BIG = 18;

/** Creates the error for a path that names a directory, a device or the like. */
export function notAFile(path: string): VaultError {
  return new VaultError(`Cannot open the vault ${path}: it is not a file`, {
    hint: "Point --db at a file, such as lookervault.db.",
  });
}

/** Creates the error for a vault that SQLite or a check finds damaged. */
export function damaged(doing: string, path: string, what: string, options: ErrorOptions = {}): VaultError {
  return new VaultError(`Cannot ${doing} the vault ${path}: the file is damaged (${what})`, {
    ...options,
    hint:
      "Point --db at an older copy or a new file. Keep the damaged file for recovery (sqlite3 FILE .recover).",
  });
}

/**
 * Converts an error of SQLite or of the file system to one that tells the user what it means. Returns other errors
 * unchanged.
 */
export function vaultError(error: unknown, doing: string, path: string): unknown {
  if (!(error instanceof Error) || error instanceof LookervaultError) return error;
  const code = sqliteCode(error) ?? systemCode(error);
  const options: LookervaultErrorOptions = { cause: error };
  switch (code) {
    case CORRUPT:
    case NOT_A_DB:
    case TOO_BIG:
      return damaged(doing, path, error.message, options);
    case FULL:
    case IO:
      return new VaultWriteError(
        `Cannot ${doing} the vault ${path}: the disk is full or failing (${error.message})`,
        {
          ...options,
          hint: "Free some space, then rerun the command. The vault keeps what is stored.",
        },
      );
    case READONLY:
    case CANTOPEN:
      return new VaultWriteError(
        `Cannot ${doing} the vault ${path}: access is denied (${error.message})`,
        {
          ...options,
          hint: doing === "open"
            ? "Check the permissions of the file and of its directory, or copy the vault to a directory that you can write to."
            : "Check the permissions of the file and of its directory.",
        },
      );
    case BUSY:
    case LOCKED:
      return new VaultLockedError(`Cannot ${doing} the vault ${path}: another program has locked it`, {
        ...options,
        hint: "Wait for that program to end, then rerun the command.",
      });
    default:
      return error;
  }
}

function sqliteCode(error: Error): number | null {
  const code = (error as { errcode?: unknown }).errcode;
  if (typeof code === "number") return code & 0xff;
  // Errors of exec() have no code, only the text of sqlite3_errstr.
  if (/not a database/.test(error.message)) return NOT_A_DB;
  if (/malformed/.test(error.message)) return CORRUPT;
  if (/disk is full/.test(error.message)) return FULL;
  if (/disk I\/O/.test(error.message)) return IO;
  if (/readonly/.test(error.message)) return READONLY;
  if (/locked/.test(error.message)) return BUSY;
  if (/too big/.test(error.message)) return TOO_BIG;
  return /unable to open/.test(error.message) ? CANTOPEN : null;
}

/** Returns the SQLite code that corresponds to an error of the file system. */
function systemCode(error: Error): number | null {
  const { code } = error as { code?: unknown };
  // An integer column contains a value beyond the range of JavaScript numbers. lookervault never writes such a value.
  if (code === "ERR_OUT_OF_RANGE") return CORRUPT;
  if (code === "ENOSPC" || code === "EDQUOT") return FULL;
  if (code === "EIO") return IO;
  const denied = error instanceof Deno.errors.PermissionDenied || code === "EROFS";
  return denied ? CANTOPEN : null;
}
