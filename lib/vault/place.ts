/**
 * Looks at what is where a vault and the files beside it belong, before SQLite does. SQLite is native code, and Deno's
 * permissions do not bind it: it follows links, and carries out what a `-journal` says, be it to delete another file.
 *
 * @module
 */
import { notAFile, VaultError } from "./errors.ts";
import { ownerIn } from "../base/owner.ts";

/** Which file is at a path; nulls where the system does not tell (Windows). */
export interface FileIdentity {
  dev: number | null;
  ino: number | null;
}

/**
 * What may be beside a vault, each a plain file: SQLite's log and its index, the lock, a vault being made, what `find`
 * searches, a copy on its way to a store, and one on its way back.
 */
const BESIDE = [
  ...["-wal", "-shm", ".lock", ".new", ".new-journal", ".new-wal", ".new-shm", ".index"],
  ...[".push", ".push.json", ".push.json.new", ".pull", ".pull-wal", ".pull-shm"],
];

/**
 * Looks at a vault's place: the file and those beside it are plain files of this user, each with one name, and no rollback
 * journal is there. Gives the file's identity; null when there is none. Opens nothing.
 *
 * @throws {VaultError} saying what is there instead.
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
    // Where no file could be made to tell, they have at least to be of one owner.
    checkOwner(name, { file: beside, owner: owner() ?? file?.uid ?? null, vault: path });
  }
  return file === null ? null : { dev: file.dev, ino: file.ino };
}

/**
 * Looks at the place once more, after the file was opened and before anything is read.
 *
 * @throws {VaultError} when another file is there now.
 */
export function checkSamePlace(path: string, before: FileIdentity): void {
  const after = checkPlace(path);
  if (after !== null && isSame(before, after)) return;
  throw new VaultError(`Cannot open the vault ${path}: another file has replaced it`, {
    hint: "Find out which program moves files there, then rerun the command.",
  });
}

/** Whether two are one file, as far as the system tells. */
export function isSame(one: FileIdentity, other: FileIdentity): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

/** What is at a path itself, a link not followed; null for nothing. */
export function lstat(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}

/** The directory that a path names a file of. */
export function directoryOf(path: string): string {
  const [directory = ""] = /^.*[/\\]/.exec(path) ?? [];
  return directory === "" ? "." : directory;
}

/** Why this is no plain file of one name; null when it is. */
export function wrongWith(file: Deno.FileInfo): string | null {
  if (file.isSymlink) return "is a symbolic link";
  if (file.isDirectory) return "is a directory";
  if (!file.isFile) return "is not a regular file";
  return file.nlink !== null && file.nlink > 1 ? `has ${file.nlink} names (hard links)` : null;
}

/** What is said of something that nobody but an intruder or a mistake puts beside a vault. */
export function planted(vault: string, name: string, wrong: string): VaultError {
  return new VaultError(`Cannot open the vault ${vault}: ${name} ${wrong}`, {
    hint: "lookervault never creates this. Find out who put it there, then move it away.",
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
    `Cannot open the vault ${path}: ${path}-journal is beside it, and SQLite would execute it`,
    {
      hint:
        "Move it away, then run `lookervault verify`. Do not open the vault with another program before that. " +
        "lookervault never leaves such a file: whoever put it there may want SQLite to change or delete another " +
        "file.",
    },
  );
}
