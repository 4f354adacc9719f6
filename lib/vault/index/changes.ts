/**
 * Records what happened to items in each run, derived from their docs. A query about one night reads no body and no
 * other night.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { CHANGE } from "./kinds.ts";

/** Returns SQL for each doc with the item's previous doc. `docs` is a WHERE clause that selects items. */
function neighbors(docs: string): string {
  return `WITH version AS (
    SELECT doc, content_type, since, until, ended, trashed, name, owner, folder, edited, editor,
      lag(doc) OVER item AS before, lag(ended) OVER item AS was_ended, lag(trashed) OVER item AS was_trashed,
      lag(name) OVER item AS was_name, lag(owner) OVER item AS was_owner, lag(folder) OVER item AS was_folder,
      lag(edited) OVER item AS was_edited
    FROM docs ${docs} WINDOW item AS (PARTITION BY content_type, id ORDER BY since)
  )`;
}

/**
 * The last editor is the author of a version only if the time of the last edit has changed. For an item in the trash,
 * the editor is the user who deleted it.
 */
const EDITOR = "iif(trashed = 1 OR edited IS NOT was_edited, editor, NULL)";

function writeAll(db: DatabaseSync, docs: string, ...values: (string | number)[]): void {
  db.prepare(
    `INSERT INTO changes (doc, change, at, content_type, editor) ${neighbors(docs)}
     SELECT doc, CASE
         WHEN (before IS NULL OR was_ended = 1) AND trashed = 1 THEN ${CHANGE.hidden}
         WHEN before IS NULL THEN ${CHANGE.new}
         WHEN was_ended = 1 OR was_trashed = 1 THEN ${CHANGE.back}
         WHEN trashed = 1 THEN ${CHANGE.trashed}
         ELSE ${CHANGE.edited}
       END, since, content_type, ${EDITOR}
     FROM version WHERE NOT (before IS NOT NULL AND was_ended = 0 AND was_trashed = 1 AND trashed = 1)
     UNION ALL
     SELECT doc, iif(trashed = 1, ${CHANGE.purged}, ${CHANGE.gone}), until, content_type, NULL
     FROM version WHERE ended = 1 AND until IS NOT NULL`,
  ).run(...values);
  db.prepare(
    `INSERT INTO former (doc, name, owner, folder) ${neighbors(docs)}
     SELECT doc, was_name, was_owner, was_folder FROM version WHERE before IS NOT NULL AND
       (name IS NOT was_name OR owner IS NOT was_owner OR folder IS NOT was_folder)`,
  ).run(...values);
}

/** Fills the tables of a new index, after all docs have been added. */
export function fillChanges(db: DatabaseSync): void {
  writeAll(db, "");
  tallyChanges(db);
}

/** Recomputes the changes of some items, after their docs were updated. Each item is `[type, id]` as JSON. */
export function followChanges(db: DatabaseSync, items: Iterable<string>): void {
  const clear = ["changes", "former"].map((table) =>
    db.prepare(
      `DELETE FROM ${table} WHERE doc IN (SELECT doc FROM docs WHERE content_type = ? AND id = ?)`,
    )
  );
  for (const item of items) {
    const [type, id]: unknown[] = JSON.parse(item);
    const key: [number, string] = [Number(type), String(id)];
    for (const statement of clear) statement.run(...key);
    writeAll(db, "WHERE content_type = ? AND id = ?", ...key);
  }
}

/** Recounts all changes. */
export function tallyChanges(db: DatabaseSync): void {
  db.exec(`DELETE FROM tallies;
    INSERT INTO tallies (at, content_type, change, count)
      SELECT at, content_type, change, count(*) FROM changes GROUP BY at, content_type, change;
    DELETE FROM editors;
    INSERT INTO editors (at, editor, count)
      SELECT at, editor, count(*) FROM changes WHERE change = ${CHANGE.edited} AND editor IS NOT NULL GROUP BY at, editor;
    DELETE FROM losses;
    INSERT INTO losses (at, content_type, folder, count)
      SELECT c.at, c.content_type, coalesce(d.folder, ''), count(*) FROM changes AS c JOIN docs AS d ON d.doc = c.doc
      WHERE c.change IN (${CHANGE.gone}, ${CHANGE.purged}) GROUP BY 1, 2, 3`);
}
