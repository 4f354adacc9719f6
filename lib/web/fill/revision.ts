/**
 * Identifies the state of a vault that a page shows.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Vault } from "../../vault/vault.ts";

/**
 * Returns a text that changes after each run that ended, after a drill, and after a cleanup. It is quick to compute.
 */
export function revisionOf(vault: Vault): string {
  const row = vault.read(() =>
    vault.prepare(
      `SELECT id, status, completed_at, (SELECT count(*) FROM extraction_sessions) AS runs,
         (SELECT min(rowid) FROM content_history) AS first
       FROM extraction_sessions WHERE status <> 'running' ORDER BY started_at DESC, rowid DESC LIMIT 1`,
    ).get()
  );
  const facts = [
    vault.meta("created_at"),
    vault.meta("instance"),
    vault.meta("drills"),
    ...Object.values(row ?? {}),
  ];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 16);
}
