/**
 * Removes former versions from the history, and restores them from the rows of another vault.
 *
 * @module
 */
import type { SQLInputValue } from "node:sqlite";
import { SEEN_COLUMNS, seenHash } from "./row_digest.ts";
import type { Vault } from "./vault.ts";

/** A row of a version, by column. */
export type VersionRow = Readonly<Record<string, SQLInputValue>>;

/** A version, and the table and rowid where it is. */
export interface FoundVersion {
  table: "content_items" | "content_history";
  rowid: number;
  row: VersionRow;
}

/** Removes a former version by its rowid. Inside a transaction. */
export function dropVersion(vault: Vault, place: number): void {
  vault.prepare("DELETE FROM content_history WHERE rowid = ?").run(place);
}

/** Returns the rows of an item's version that began at `version`, former or newest. */
export function versionRows(
  vault: Vault,
  { type, id, version }: { type: number; id: string; version: string },
): FoundVersion[] {
  return (["content_history", "content_items"] as const).flatMap((table) =>
    vault.read(() =>
      vault.prepare(
        `SELECT rowid AS place, * FROM ${table} WHERE content_type = ? AND id = ? AND valid_from = ?`,
      ).all(type, id, version)
    ).map(({ place, ...row }) => ({ table, rowid: Number(place), row: row as VersionRow }))
  );
}

/** Inserts a version into the history, with a new `seen_hash`. Inside a transaction. */
export function bringVersion(vault: Vault, row: VersionRow): void {
  const columns = vault.prepare("SELECT name FROM pragma_table_info('content_history')").all()
    .map(({ name }) => String(name)).filter((name) => name in row || name === "seen_hash");
  const seen = seenHash(
    SEEN_COLUMNS.map((name) => row[name] ?? null),
  );
  const values = columns.map((name) => name === "seen_hash" ? seen : row[name] ?? null);
  vault.prepare(
    `INSERT INTO content_history (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  ).run(...values as Parameters<ReturnType<Vault["prepare"]>["run"]>);
}
