/**
 * Reads which items are in which folder.
 *
 * @module
 */
import { rowsAtSql } from "./rows_at.ts";
import type { Vault } from "./vault.ts";

/** An item in a folder. */
export interface PlacedRow {
  /** The type's code. */
  type: number;
  id: string;
  name: string | null;
  folderId: string | null;
  trashed: boolean;
}

const COLUMNS = ["content_type", "id", "name", "folder_id", "trashed"];

/** Yields the live items of types that can be in folders, now or at a time (ISO 8601 UTC), by name. */
export function* placedItems(vault: Vault, types: readonly number[], at?: string): Generator<PlacedRow> {
  if (at === undefined) {
    return yield* placed(
      vault,
      `FROM content_items
     WHERE deleted_at IS NULL AND content_type IN (${types.map(() => "?").join(",")})`,
      types,
    );
  }
  for (const type of types) {
    yield* placed(vault, `FROM (${rowsAtSql({ columns: COLUMNS, deleted: false })})`, [type, at]);
  }
}

function* placed(vault: Vault, from: string, values: readonly (number | string)[]): Generator<PlacedRow> {
  const statement = vault.prepare(
    `SELECT ${COLUMNS.join()} ${from} ORDER BY content_type, name COLLATE NOCASE, id`,
  );
  const rows = vault.read(() => statement.iterate(...values));
  for (;;) {
    const next = vault.read(() => rows.next());
    if (next.done === true) return;
    const row = next.value;
    yield {
      type: Number(row["content_type"]),
      id: String(row["id"]),
      name: row["name"] as string | null,
      folderId: row["folder_id"] as string | null,
      trashed: row["trashed"] === 1,
    };
  }
}
