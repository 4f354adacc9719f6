import { DatabaseSync } from "node:sqlite";
import { FIRST_SCHEMA } from "../../lib/vault/schema.ts";

/** As schema 6 and those before it declared the translations of ids. */
const [ID_MAPPINGS_6 = ""] = /CREATE TABLE id_mappings [^;]+;/.exec(FIRST_SCHEMA) ?? [];

/** SQL that undoes what schema 7 added. */
export const WITHOUT_7 = `
  UPDATE content_items SET (synced_at, session_id) = (
    SELECT synced_at, session_id FROM content_seen AS seen
    WHERE (seen.content_type, seen.id) = (content_items.content_type, content_items.id));
  DROP VIEW content_seen; DROP TABLE seen_marks; DROP TABLE access_reads;
  CREATE TEMP TABLE kept AS SELECT * FROM id_mappings; DROP TABLE id_mappings; ${ID_MAPPINGS_6}
  INSERT INTO id_mappings SELECT * FROM kept; DROP TABLE kept;`;

/** Makes a vault what one of schema 1 was: undoes what each step since has added. */
export function toSchema1(path: string): void {
  using db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  db.exec(`${WITHOUT_7} DROP INDEX content_items_sizes;
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
