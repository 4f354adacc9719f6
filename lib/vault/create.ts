/**
 * Creates new vaults.
 *
 * @module
 */
import { type Clock, isoTime } from "../base/clock.ts";
import { connect } from "./connect.ts";
import { VaultError } from "./errors.ts";
import { fileSize } from "./file_size.ts";
import { type CanonicalForms, FORMS_KEY } from "./forms.ts";
import { checkPlace, lstat } from "./place.ts";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/**
 * Creates a complete vault in a temporary file next to its path and then moves it there, so that a crash leaves no
 * vault rather than half of one. It is in WAL mode from the beginning, so that a vault never has a rollback journal.
 *
 * @throws {VaultError} if the write-ahead log of a former vault, or another unexpected file, is at the path.
 */
export function createVault(
  path: string,
  { clock, forms }: { clock: Clock; forms?: CanonicalForms | undefined },
): void {
  checkPlace(path);
  refuseOrphanLog(path);
  const temporary = `${path}.new`;
  remove(temporary);
  try {
    Deno.openSync(temporary, { createNew: true, write: true, mode: 0o600 }).close();
    build(temporary, isoTime(clock.now()), forms);
    Deno.renameSync(temporary, path);
  } catch (error) {
    remove(temporary);
    throw error;
  }
}

function build(path: string, createdAt: string, forms: CanonicalForms | undefined): void {
  const db = connect(path, { isNew: true });
  try {
    db.exec(`PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};
      PRAGMA journal_mode = WAL;`);
    db.exec("BEGIN IMMEDIATE");
    db.exec(SCHEMA);
    const meta = db.prepare("INSERT INTO meta (key, value) VALUES (?, ?)");
    meta.run("schema_version", String(SCHEMA_VERSION));
    meta.run("created_at", createdAt);
    if (forms !== undefined) meta.run(FORMS_KEY, String(forms.revision));
    db.exec("COMMIT");
  } finally {
    db.close();
  }
}

/** Rejects the log of a vault that was moved away. SQLite would apply it to the new vault and mix the two. */
function refuseOrphanLog(path: string): void {
  if ((fileSize(`${path}-wal`) ?? 0) === 0) return;
  throw new VaultError(
    `Cannot create the vault ${path}: the log ${path}-wal of a former vault still exists`,
    {
      hint:
        `Move that vault back next to its log. If it no longer exists, delete ${path}-wal and ${path}-shm.`,
    },
  );
}

/** Deletes the files of a vault that a crash left unfinished, without reading them. */
function remove(path: string): void {
  for (const file of [path, `${path}-journal`, `${path}-wal`, `${path}-shm`]) {
    if (lstat(file) !== null) Deno.removeSync(file);
  }
}
