/**
 * Copies a vault before its schema changes, so that the lookervault release that wrote it can still read it. The copy
 * stays next to the vault until a run under the new schema ends.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { VaultError } from "./errors.ts";
import { lstat } from "./place.ts";

/** The key of `meta` with the time when the vault was last migrated; ISO 8601 UTC. */
export const MIGRATED_AT = "migrated_at";

/** Returns the path of the copy of a vault with an older schema. */
export function formerCopy(path: string, schema: number): string {
  return `${path}.schema-${schema}`;
}

/**
 * Copies the vault before anything in it changes. The caller holds the vault's lock. Replaces the copy of a migration
 * that was killed.
 *
 * @throws {VaultError} if another program's read keeps a part of the vault in its log.
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

/** Removes the copies of older schemas if a run that began after the migration has ended. */
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
