/**
 * Brings an older vault to this program's schema.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { VaultError, VaultNewerError } from "./errors.ts";
import { type CanonicalForms, formsOf, renewForms } from "./forms.ts";

/** One step: changes tables and rows. Transactions are none of its business. */
export type Migration = (db: DatabaseSync) => void;

/** Options of {@linkcode migrate}. */
export interface MigrateOptions {
  /** Steps from the schema of their place (1 for the first) to the next. */
  migrations: readonly Migration[];
  /** The schema to reach. */
  target: number;
  /** Name of the file, for messages. */
  path: string;
  /** By which rules canonical hashes are made; absent: those of the rows stay. */
  forms?: CanonicalForms;
}

/**
 * Runs every missing step, and hashes rows again where the rules are others, in one transaction: killed or failing anywhere, the vault is what it was.
 *
 * @throws {VaultNewerError} when the vault is newer than this program.
 * @throws {VaultError} when no step leads on from its schema.
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
      // A full disk has rolled back already; the first error is the one to tell.
    }
    throw error;
  }
}

/** The schema of an open vault, what a write-ahead log changed included. */
export function schemaOf(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}

/** What is said of a vault that a newer program wrote. */
export function newerSchema(path: string, schema: number, known: number): VaultNewerError {
  return new VaultNewerError(
    `Cannot open the vault ${path}: it has schema ${schema}, and this lookervault supports schemas up to ${known}`,
    { hint: "Use the newer lookervault that wrote it." },
  );
}
