/**
 * Rejects a vault whose schema differs in any character from the schema that lookervault creates. A trigger, view or
 * column of another program would run during lookervault's own statements, and a view may never end.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { connectMemory } from "./connect.ts";
import { damaged, VaultError } from "./errors.ts";
import { newerSchema, schemaOf } from "./migrate.ts";
import { registerDigests } from "./row_digest.ts";
import { FIRST_SCHEMA, MIGRATIONS, SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** The row of an object in `sqlite_schema`, as one text. */
type Declaration = string;

/** Objects that any program may add: the result of `ANALYZE`. */
const STATISTICS: ReadonlySet<Declaration> = new Set([
  declaration({
    type: "table",
    name: "sqlite_stat1",
    tbl_name: "sqlite_stat1",
    sql: "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
  }),
]);

/**
 * Compares the schema of an open vault with the result of creating a vault of its version, and of migrating one to it.
 * Reads only the schema.
 *
 * @throws {VaultError} if an object is missing, added or different.
 * @throws {VaultNewerError} if a newer lookervault wrote the vault.
 */
export function checkSchema(db: DatabaseSync, path: string): void {
  const version = schemaOf(db);
  if (version > SCHEMA_VERSION) throw newerSchema(path, version, SCHEMA_VERSION);
  if (version < 1) throw new VaultError(`Cannot open the vault ${path}: it has no schema version`, OTHER);
  const rows = db.prepare("SELECT type, name, tbl_name, sql, rootpage FROM sqlite_schema").all();
  const ours = new Map<Declaration, string>(), roots = new Set<unknown>();
  for (const row of rows) {
    if (STATISTICS.has(declaration(row))) continue;
    ours.set(declaration(row), objectName(row));
    // Views and triggers have no page.
    roots.add(row["rootpage"] === 0 ? declaration(row) : row["rootpage"]);
    // If two objects have the same declaration or page, SQLite could read one in place of the other.
    if (ours.size !== roots.size) {
      throw damaged("open", path, `${objectName(row)} is in its schema twice`);
    }
  }
  const known = knownSchemas(version);
  if (known.some((schema) => schema.size === ours.size && [...schema.keys()].every((one) => ours.has(one)))) {
    return;
  }
  throw notOurs(path, { ours, known: known[0] ?? new Map() });
}

/**
 * Returns the declarations that a vault of a version may have, with the names of their objects; the usual set first.
 */
export function knownSchemas(version: number): ReadonlyMap<Declaration, string>[] {
  const known = schemas.get(version);
  if (known !== undefined) return known;
  const migrated = declared((db) => {
    db.exec(FIRST_SCHEMA);
    for (const step of MIGRATIONS.slice(0, version - 1)) step(db);
  });
  const made = version === SCHEMA_VERSION ? [declared((db) => db.exec(SCHEMA))] : [];
  const both = [...made, migrated];
  schemas.set(version, both);
  return both;
}

const schemas = new Map<number, ReadonlyMap<Declaration, string>[]>();

function declared(make: (db: DatabaseSync) => void): ReadonlyMap<Declaration, string> {
  using db = connectMemory();
  registerDigests(db);
  make(db);
  const rows = db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema").all();
  return new Map(rows.map((row) => [declaration(row), objectName(row)]));
}

function declaration(row: Readonly<Record<string, unknown>>): Declaration {
  return JSON.stringify(["type", "name", "tbl_name", "sql"].map((column) => String(row[column])));
}

function objectName(row: Readonly<Record<string, unknown>>): string {
  return `the ${row["type"]} ${row["name"]}`;
}

const OTHER = {
  hint:
    "Use a copy of the vault that no other program has written to, such as last night's. Nothing in this file was used.",
};

function notOurs(
  path: string,
  { ours, known }: { ours: ReadonlyMap<Declaration, string>; known: ReadonlyMap<Declaration, string> },
): VaultError {
  const there = new Set(ours.values()), wanted = new Set(known.values());
  const added = [...there].find((name) => !wanted.has(name));
  const missing = [...wanted].find((name) => !there.has(name));
  const other = [...ours].find(([text]) => !known.has(text))?.[1];
  const what = added !== undefined
    ? `${added} does not belong to lookervault`
    : missing !== undefined
    ? `${missing} is missing`
    : `${other} differs from the one that lookervault creates`;
  return new VaultError(`Cannot open the vault ${path}: its schema was changed by another program: ${what}`, {
    hint: added === undefined ? OTHER.hint : `${OTHER.hint} Or remove the addition, if you know what it is.`,
  });
}
