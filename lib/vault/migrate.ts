/**
 * Migrates an older vault to the current schema.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { VaultError, VaultNewerError } from "./errors.ts";
import { type CanonicalForms, formsOf, renewForms } from "./forms.ts";

/** One step, which changes tables and rows. The caller manages the transaction. */
export type Migration = (db: DatabaseSync) => void;

/** Options of {@linkcode migrate}. */
export interface MigrateOptions {
  /** The steps: the first migrates schema 1 to schema 2, and so on. */
  migrations: readonly Migration[];
  /** The schema to reach. */
  target: number;
  /** Path of the vault, for messages. */
  path: string;
  /** The rules for canonical hashes. If absent, the hashes in the rows stay. */
  forms?: CanonicalForms;
}

/**
 * Runs every missing step, and rehashes rows if the rules have changed, in one transaction. If it fails or is killed,
 * the vault is unchanged.
 *
 * @throws {VaultNewerError} if a newer lookervault wrote the vault.
 * @throws {VaultError} if there is no step from the vault's schema.
 */
export function migrate(db: DatabaseSync, { migrations, target, path, forms }: MigrateOptions): void {
  const from = schemaOf(db);
  if (from > target) throw newerSchema(path, from, target);
  const isOther = forms !== undefined && formsOf(db) !== forms.revision;
  if (from === target && !isOther) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    for (let version = from; version < target; version++) {
      const step = migrations[version - 1];
      if (step === undefined) {
        throw new VaultError(`Cannot open the vault ${path}: its schema ${version} cannot be migrated`, {
          hint: "Use the lookervault that wrote it, or extract into a new file.",
        });
      }
      step(db);
    }
    if (isOther) renewForms(db, forms);
    db.exec(`PRAGMA user_version = ${target}`);
    db.prepare("UPDATE meta SET value = ? WHERE key = 'schema_version'").run(String(target));
    db.exec("COMMIT");
  } catch (error) {
    try {
      db.exec("ROLLBACK");
    } catch {
      // A full disk has already caused a rollback. The first error is thrown.
    }
    throw error;
  }
}

/** Returns the schema of an open vault, including changes in the write-ahead log. */
export function schemaOf(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}

/** Creates the error for a vault that a newer lookervault wrote. */
export function newerSchema(path: string, schema: number, known: number): VaultNewerError {
  return new VaultNewerError(
    `Cannot open the vault ${path}: it has schema ${schema}, and this lookervault supports schemas up to ${known}`,
    { hint: "Use the newer lookervault that wrote it." },
  );
}
