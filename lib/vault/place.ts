/**
 * Checks the files at a vault's path and next to it before SQLite opens them. SQLite is native code, and Deno's
 * permissions do not limit it: it follows links, and executes what a `-journal` says, even to delete another file.
 *
 * @module
 */
import { notAFile, VaultError } from "./errors.ts";
import { ownerIn } from "../base/owner.ts";

/** The identity of a file; nulls if the system does not report it (Windows). */
export interface FileIdentity {
  dev: number | null;
  ino: number | null;
}

/**
 * The endings of files that may be next to a vault, each a regular file: SQLite's log and its shared-memory file, the
 * lock, a vault that is being created, the search index, a copy to upload to a store, and a downloaded copy.
 */
const BESIDE = [
  ...["-wal", "-shm", ".lock", ".new", ".new-journal", ".new-wal", ".new-shm", ".index"],
  ...[".push", ".push.json", ".push.json.new", ".pull", ".pull-wal", ".pull-shm"],
];

/**
 * Checks a vault's path: the file and those next to it are regular files of this user, each with one name, and there is
 * no rollback journal. Returns the file's identity; null if it does not exist. Opens nothing.
 *
 * @throws {VaultError} that says what is there instead.
 */
export function checkPlace(path: string): FileIdentity | null {
  const file = lstat(path), owner = (): number | null => ownerIn(directoryOf(path));
  if (file !== null) {
    checkFile(path, file);
    checkOwner(path, { file, owner: owner(), vault: path });
  }
  if (lstat(`${path}-journal`) !== null) throw journal(path);
  for (const ending of BESIDE) {
    const name = path + ending, beside = lstat(name);
    if (beside === null) continue;
    const wrong = wrongWith(beside);
    if (wrong !== null) throw planted(path, name, wrong);
    // If this user's id is unknown, the files must at least have the vault's owner.
    checkOwner(name, { file: beside, owner: owner() ?? file?.uid ?? null, vault: path });
  }
  return file === null ? null : { dev: file.dev, ino: file.ino };
}

/**
 * Checks the path again, after the file was opened and before anything is read.
 *
 * @throws {VaultError} if another file is there now.
 */
export function checkSamePlace(path: string, before: FileIdentity): void {
  const after = checkPlace(path);
  if (after !== null && isSame(before, after)) return;
  throw new VaultError(`Cannot open the vault ${path}: another file has replaced it`, {
    hint: "Find out which program moves files there, then rerun the command.",
  });
}

/** Whether two identities are the same file, as far as the system reports them. */
export function isSame(one: FileIdentity, other: FileIdentity): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

/** Returns information about a path without following a link; null if nothing is there. */
export function lstat(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}

/** Returns the directory of a file's path. */
export function directoryOf(path: string): string {
  const [directory = ""] = /^.*[/\\]/.exec(path) ?? [];
  return directory === "" ? "." : directory;
}

/** Returns why a file is not a regular file with one name; null if it is. */
export function wrongWith(file: Deno.FileInfo): string | null {
  if (file.isSymlink) return "is a symbolic link";
  if (file.isDirectory) return "is a directory";
  if (!file.isFile) return "is not a regular file";
  return file.nlink !== null && file.nlink > 1 ? `has ${file.nlink} names (hard links)` : null;
}

/** Creates the error for a file next to a vault that lookervault would never create. */
export function planted(vault: string, name: string, wrong: string): VaultError {
  return new VaultError(`Cannot open the vault ${vault}: ${name} ${wrong}`, {
    hint: "Find out who put it there, then move it away: lookervault never creates it.",
  });
}

function checkFile(path: string, file: Deno.FileInfo): void {
  if (!file.isFile && !file.isSymlink) throw notAFile(path);
  const wrong = wrongWith(file);
  if (wrong === null) return;
  throw new VaultError(`Cannot open the vault ${path}: it ${wrong}`, {
    hint: file.isSymlink
      ? "Point --db at the file itself: its other files belong in the same directory."
      : "Copy it (cp, not ln) and point --db at the copy: a file with two names has two logs and two locks.",
  });
}

function checkOwner(
  name: string,
  { file, owner, vault }: { file: Deno.FileInfo; owner: number | null; vault: string },
): void {
  if (owner === null || file.uid === null || file.uid === owner) return;
  const which = name === vault ? "it" : name;
  throw new VaultError(
    `Cannot open the vault ${vault}: ${which} belongs to another user (${file.uid}, and you are ${owner})`,
    {
      hint: name === vault
        ? "Run lookervault as that user; or, if you trust the file, copy it and point --db at the copy."
        : "Run lookervault as the user who owns the vault. Or find out who put that file there, and move it away.",
    },
  );
}

function journal(path: string): VaultError {
  return new VaultError(
    `Cannot open the vault ${path}: ${path}-journal is next to it, and SQLite would execute it`,
    {
      hint:
        "Move the journal away, then run `lookervault verify`. Do not open the vault with another program before that. " +
        "lookervault never leaves such a file: whoever put it there may want SQLite to change or delete another " +
        "file.",
    },
  );
}
