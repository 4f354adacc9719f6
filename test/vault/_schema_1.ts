import { DatabaseSync } from "node:sqlite";

/** Makes a vault what one of schema 1 was: undoes what each step since has added. */
export function toSchema1(path: string): void {
  using db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  db.exec(`DROP INDEX content_items_sizes;
      DROP INDEX content_history_sizes;
      DROP TABLE restoration_backups;
      DROP TABLE capture_parts;
      ALTER TABLE extraction_sessions DROP COLUMN active_ms;
      ALTER TABLE extraction_sessions DROP COLUMN busy_ms;
      ALTER TABLE extraction_sessions DROP COLUMN api_user_rights;
      ALTER TABLE extraction_sessions DROP COLUMN is_measure;
      ALTER TABLE content_items DROP COLUMN row_hash;
      ALTER TABLE content_items DROP COLUMN seen_hash;
      ALTER TABLE content_history DROP COLUMN row_hash;
      ALTER TABLE content_history DROP COLUMN seen_hash;
      ALTER TABLE restoration_sessions DROP COLUMN incomplete;
      ALTER TABLE restoration_sessions DROP COLUMN verified_same;
      ALTER TABLE restoration_sessions DROP COLUMN verified_different;
      UPDATE meta SET value = '1' WHERE key = 'schema_version';
      PRAGMA user_version = 1;`);
}
