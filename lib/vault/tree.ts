/**
 * What stands in which folder.
 *
 * @module
 */
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

/** The live items of some types that may stand in folders, by name; one at a time. */
export function* placedItems(vault: Vault, types: readonly number[]): Generator<PlacedRow> {
  const statement = vault.prepare(
    `SELECT content_type, id, name, folder_id, trashed FROM content_items
     WHERE deleted_at IS NULL AND content_type IN (${types.map(() => "?").join(",")})
     ORDER BY content_type, name COLLATE NOCASE, id`,
  );
  const rows = vault.read(() => statement.iterate(...types));
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
