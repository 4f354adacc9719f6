/**
 * The times at which the access lists of a parent's children were last read: `access_reads`.
 *
 * @module
 */
import type { Vault } from "./vault.ts";

/**
 * Returns when the access lists of children were last read (ISO 8601 UTC), by the id of the parent's content metadata.
 */
export function accessReads(vault: Vault, type: number): Map<string, string> {
  const rows = vault.read(() =>
    vault.prepare("SELECT parent, read_at FROM access_reads WHERE content_type = ?").all(type)
  );
  return new Map(rows.map((row) => [String(row["parent"]), String(row["read_at"])]));
}

/** Records that access lists were read, and removes the records of former parents. Inside a transaction. */
export function saveAccessReads(
  vault: Vault,
  type: number,
  { read, parents, at }: { read: Iterable<string>; parents: ReadonlySet<string>; at: string },
): void {
  const write = vault.prepare(
    `INSERT INTO access_reads (content_type, parent, read_at) VALUES (?, ?, ?)
     ON CONFLICT (content_type, parent) DO UPDATE SET read_at = excluded.read_at`,
  );
  for (const parent of read) write.run(type, parent, at);
  const forget = vault.prepare("DELETE FROM access_reads WHERE content_type = ? AND parent = ?");
  for (const parent of accessReads(vault, type).keys()) {
    if (!parents.has(parent)) forget.run(type, parent);
  }
}
