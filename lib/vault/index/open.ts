/**
 * Opens the index of a vault. It is created if there is none, and updated if the vault has more versions.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { orClose } from "../connect.ts";
import { VaultError } from "../errors.ts";
import type { Vault } from "../vault.ts";
import { changeIndexFile, indexPath, makeIndexFile, memoryIndex, openIndexFile } from "./file.ts";
import { Index } from "./read.ts";
import { fillIndex, isBound, isCurrent, type Reading, updateIndex } from "./sync.ts";

/** What happened to the index when it was opened. */
export type IndexNote =
  /** It was as the vault. */
  | "current"
  /** What was stored since was added. */
  | "updated"
  | "made"
  /** Nothing can be written beside the vault: it is in memory, and gone with the process. */
  | "in memory";

/** Options of {@linkcode openIndex}. */
export interface OpenIndexOptions extends Reading {
  /** Makes it again though there is one: what it said was not so. */
  anew?: boolean;
}

/**
 * The index of an open vault, as the vault is now.
 *
 * @throws {VaultError} where another program's file, a link or a journal is in its place.
 */
export function openIndex(vault: Vault, options: OpenIndexOptions): { index: Index; note: IndexNote } {
  const path = indexPath(vault.path);
  const fill = (db: DatabaseSync): void => fillIndex(db, vault, options);
  const there = options.anew === true ? null : openIndexFile(path);
  if (there !== null) {
    const use = orClose(there, () => useOf(there, vault, options.rules));
    if (use === "current") return { index: new Index(there, "file"), note: use };
    there.close();
    const updated = use === "behind" ? broughtUp(vault, options) : null;
    if (updated !== null) return { index: new Index(updated, "file"), note: "updated" };
  }
  try {
    makeIndexFile(path, fill);
    const made = openIndexFile(path);
    if (made !== null) return { index: new Index(made, "file"), note: "made" };
  } catch (error) {
    if (error instanceof VaultError || !isDenied(error)) throw error;
  }
  return { index: new Index(memoryIndex(fill), "memory"), note: "in memory" };
}

/**
 * Updates the index of a vault that has one, and says what happened to it; null if there is none.
 *
 * @throws {VaultError} as {@linkcode openIndex}.
 */
export function refreshIndex(vault: Vault, reading: Reading): IndexNote | null {
  const there = openIndexFile(indexPath(vault.path));
  if (there === null) return null;
  there.close();
  const { index, note } = openIndex(vault, reading);
  index[Symbol.dispose]();
  return note;
}

/**
 * The index of a vault as another program has brought it up; null where none has. Nothing is written.
 *
 * @throws {VaultError} as {@linkcode openIndex}.
 */
export function reopenIndex(vault: Vault, { rules }: Pick<Reading, "rules">): Index | null {
  const db = openIndexFile(indexPath(vault.path));
  if (db === null) return null;
  if (orClose(db, () => useOf(db, vault, rules)) === "current") return new Index(db, "file");
  db.close();
  return null;
}

/** What can be done with an index; whatever is wrong with one, it is made again from the vault. */
function useOf(db: DatabaseSync, vault: Vault, rules: string): "current" | "behind" | "none" {
  try {
    if (!isBound(db, vault, rules)) return "none";
    return isCurrent(db, vault) ? "current" : "behind";
  } catch (error) {
    if (error instanceof VaultError) throw error;
    return "none";
  }
}

/** The index with what the vault holds by now; null where it has to be made again. */
function broughtUp(vault: Vault, reading: Reading): DatabaseSync | null {
  const path = indexPath(vault.path);
  try {
    return changeIndexFile(path, (db) => updateIndex(db, vault, reading)) ? openIndexFile(path) : null;
  } catch (error) {
    // The vault says itself what is wrong with it.
    if (error instanceof VaultError) throw error;
    return null;
  }
}

/**
 * Whether nothing can be written there: a directory of others, a read-only or a full disk, a permission given up; or another
 * process makes one at the same time, and has taken the place of this one's.
 */
function isDenied(error: unknown): boolean {
  const { PermissionDenied, NotCapable, Busy, NotFound } = Deno.errors;
  if ([PermissionDenied, NotCapable, Busy, NotFound].some((kind) => error instanceof kind)) return true;
  const { code, errcode, message } = error as { code?: unknown; errcode?: unknown; message?: unknown };
  if (["EROFS", "ENOSPC", "EDQUOT", "EIO"].includes(String(code))) return true;
  return typeof errcode === "number"
    ? [8, 10, 13, 14].includes(errcode & 0xff)
    : /readonly|disk is full|unable to open|disk I\/O/.test(String(message));
}
