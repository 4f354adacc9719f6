/**
 * Opens the index of a vault. Creates it if there is none, and updates it if the vault has newer versions.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { orClose } from "../connect.ts";
import { VaultError } from "../errors.ts";
import type { Vault } from "../vault.ts";
import { awaitBuild, BuiltElsewhere } from "./builder.ts";
import {
  changeIndexFile,
  indexPath,
  makeIndexFile,
  memoryIndex,
  openIndexFile,
  temporaryPath,
} from "./file.ts";
import { Index } from "./read.ts";
import { fillIndex, isBound, isCurrent, type Reading, updateIndex } from "./sync.ts";

/** What opening the index did to it. */
export type IndexNote =
  /** It matched the vault. */
  | "current"
  /** Newer versions were added. */
  | "updated"
  | "made"
  /** No file can be written next to the vault, so the index is in memory and ends with the process. */
  | "in memory";

/** Options of {@linkcode openIndex}. */
export interface OpenIndexOptions extends Reading {
  /** Whether to rebuild an existing index, because it was wrong. */
  anew?: boolean;
}

/** How often to wait for another process. After that, the index is built in memory. */
const MOST_WAITS = 2;

/**
 * Opens the index of an open vault, as the vault is now. If another process creates or updates the index at the same
 * moment, waits for it, and then needs to add only what that process has not added.
 *
 * @throws {VaultError} if another program's file, a link or a journal is at the path of the index.
 */
export function openIndex(vault: Vault, options: OpenIndexOptions): { index: Index; note: IndexNote } {
  for (let waits = 0; waits < MOST_WAITS; waits++) {
    try {
      return openOrWrite(vault, options);
    } catch (error) {
      if (!(error instanceof BuiltElsewhere)) throw error;
      awaitBuild(temporaryPath(indexPath(vault.path)));
    }
  }
  return {
    index: new Index(memoryIndex((db) => fillIndex(db, vault, options)), "memory"),
    note: "in memory",
  };
}

/** Opens the index, or writes it. @throws {BuiltElsewhere} if another process writes it now. */
function openOrWrite(vault: Vault, options: OpenIndexOptions): { index: Index; note: IndexNote } {
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
    if (error instanceof VaultError || error instanceof BuiltElsewhere || !isDenied(error)) throw error;
  }
  return { index: new Index(memoryIndex(fill), "memory"), note: "in memory" };
}

/**
 * Updates the index of a vault, and returns what happened to it; null if there is none.
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
 * Opens the index of a vault as another program has updated it; null if it is not current. Writes nothing.
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

/** Returns what an index can be used for. A faulty index is rebuilt from the vault, whatever the fault. */
function useOf(db: DatabaseSync, vault: Vault, rules: string): "current" | "behind" | "none" {
  try {
    if (!isBound(db, vault, rules)) return "none";
    return isCurrent(db, vault) ? "current" : "behind";
  } catch (error) {
    if (error instanceof VaultError) throw error;
    return "none";
  }
}

/** Updates the index to the vault's current content and opens it; null if it must be rebuilt. */
function broughtUp(vault: Vault, reading: Reading): DatabaseSync | null {
  const path = indexPath(vault.path);
  try {
    return changeIndexFile(path, (db) => updateIndex(db, vault, reading)) ? openIndexFile(path) : null;
  } catch (error) {
    // An error of the vault is thrown, because a new index cannot fix it.
    if (error instanceof VaultError || error instanceof BuiltElsewhere) throw error;
    return null;
  }
}

/**
 * Whether an error means that the index file cannot be written: it is in another user's directory, the disk is
 * read-only or full, or a permission was dropped. Also true if another process builds an index at the same time and has
 * replaced this one's file.
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
