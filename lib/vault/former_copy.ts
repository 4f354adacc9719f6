/**
 * The copy of a vault that is made before its schema changes: the way back to the program that wrote it. It is beside
 * the vault until a run under the new schema has come to its end.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { VaultError } from "./errors.ts";
import { lstat } from "./place.ts";

/** The key of `meta` that says when the vault was last brought to another schema; ISO 8601 UTC. */
export const MIGRATED_AT = "migrated_at";

/** Where the copy of a vault of that schema is. */
export function formerCopy(path: string, schema: number): string {
  return `${path}.schema-${schema}`;
}

/**
 * Copies the vault, whose lock is held, before anything of it changes. One of a migration that was killed is made again.
 *
 * @throws {VaultError} when a reader holds a part of the vault back in its log.
 */
export function keepFormer(db: DatabaseSync, { path, schema }: { path: string; schema: number }): void {
  const moved = db.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
  if (moved?.["log"] !== moved?.["checkpointed"]) {
    throw new VaultError(
      `Cannot copy the vault ${path} before its schema changes: another program is reading it`,
      { hint: "Close the programs that use it, then rerun the command." },
    );
  }
  const copy = formerCopy(path, schema), part = `${copy}.new`;
  remove(part);
  try {
    Deno.openSync(part, { createNew: true, write: true, mode: 0o600 }).close();
    Deno.copyFileSync(path, part);
    Deno.chmodSync(part, 0o600);
    using file = Deno.openSync(part, { read: true, write: true });
    file.syncSync();
    Deno.renameSync(part, copy);
  } catch (error) {
    remove(part);
    throw error;
  }
}

/** Removes the copies of older schemas once a run that began after the migration came to its end. */
export function dropFormer(db: DatabaseSync, { path, schema }: { path: string; schema: number }): void {
  const copies = Array.from({ length: schema - 1 }, (_, i) => formerCopy(path, i + 1))
    .filter((copy) => lstat(copy)?.isFile);
  if (copies.length === 0) return;
  const good = db.prepare(
    `SELECT 1 FROM extraction_sessions WHERE status IN ('completed', 'partial') AND
       started_at >= (SELECT value FROM meta WHERE key = ?) LIMIT 1`,
  ).get(MIGRATED_AT);
  if (good !== undefined) copies.forEach(remove);
}

function remove(path: string): void {
  if (lstat(path) !== null) Deno.removeSync(path);
}
