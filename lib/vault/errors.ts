/** Errors of the vault. @module */
import { EXIT, type ExitCode, LookervaultError, type LookervaultErrorOptions } from "../base/errors.ts";

/** The file is damaged, is not a vault, or has a form that lookervault does not write: exit 5. It was not touched. */
export class VaultError extends LookervaultError {
  readonly code: string = "vault_refused";
  readonly exitCode: ExitCode = EXIT.damaged;
}

/** A newer lookervault wrote the vault: exit 2. It was not touched. */
export class VaultNewerError extends VaultError {
  override readonly code = "vault_newer";
  override readonly exitCode = EXIT.usage;
}

/** Another run holds the vault: exit 6. */
export class VaultLockedError extends LookervaultError {
  readonly code = "vault_locked";
  readonly exitCode = EXIT.locked;
}

/** There is no vault at that path: exit 2. */
export class VaultMissingError extends LookervaultError {
  readonly code = "vault_missing";
  readonly exitCode = EXIT.usage;
}

/** The clock does not fit what the vault knows of time: exit 2. */
export class VaultClockError extends LookervaultError {
  readonly code = "clock_doubted";
  readonly exitCode = EXIT.usage;
}

/** What was to be removed may still be needed: exit 2. */
export class VaultNeededError extends LookervaultError {
  readonly code = "vault_needed";
  readonly exitCode = EXIT.usage;
}

/** The disk is full, failing, or refuses access: exit 1, nothing half-written stays. */
export class VaultWriteError extends LookervaultError {
  readonly code = "vault_write";
  readonly exitCode = EXIT.unexpected;
}

/** SQLite's primary result codes that say what happened. */
const CORRUPT = 11,
  NOT_A_DB = 26,
  FULL = 13,
  IO = 10,
  READONLY = 8,
  BUSY = 5,
  LOCKED = 6,
  CANTOPEN = 14,
  TOO_BIG = 18;

/** A path that names a directory, a device or the like. */
export function notAFile(path: string): VaultError {
  return new VaultError(`Cannot open the vault ${path}: it is not a file`, {
    hint: "Point --db at a file, such as lookervault.db.",
  });
}

/** A vault that SQLite, or a look at what it read, finds damaged. */
export function damaged(doing: string, path: string, what: string, options: ErrorOptions = {}): VaultError {
  return new VaultError(`Cannot ${doing} the vault ${path}: the file is damaged (${what})`, {
    ...options,
    hint:
      "Point --db at an older copy or a new file. Keep the damaged file for recovery (sqlite3 FILE .recover).",
  });
}

/** Says what an error of SQLite or of the file system means for the user. Other errors come back as they are. */
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
          hint: "Free some space and rerun the command: finished batches are safe.",
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
      return new VaultLockedError(`Cannot ${doing} the vault ${path}: another program keeps it locked`, {
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
  // exec() errors carry no code: the text of sqlite3_errstr is all there is.
  if (/not a database/.test(error.message)) return NOT_A_DB;
  if (/malformed/.test(error.message)) return CORRUPT;
  if (/disk is full/.test(error.message)) return FULL;
  if (/disk I\/O/.test(error.message)) return IO;
  if (/readonly/.test(error.message)) return READONLY;
  if (/locked/.test(error.message)) return BUSY;
  if (/too big/.test(error.message)) return TOO_BIG;
  return /unable to open/.test(error.message) ? CANTOPEN : null;
}

/** The code that an error of the file system comes closest to. */
function systemCode(error: Error): number | null {
  const { code } = error as { code?: unknown };
  // An integer column that holds more than a JavaScript number can: this program never wrote it.
  if (code === "ERR_OUT_OF_RANGE") return CORRUPT;
  if (code === "ENOSPC" || code === "EDQUOT") return FULL;
  if (code === "EIO") return IO;
  const denied = error instanceof Deno.errors.PermissionDenied || code === "EROFS";
  return denied ? CANTOPEN : null;
}
