/**
 * Reads what the vault records about who changed an item: users, the runs before and after a change, and the vault's
 * own restores.
 *
 * @module
 */
import { sameAddress } from "../base/address.ts";
import { boundedText } from "./bounded.ts";
import { INSTANCE } from "./instance.ts";
import type { Vault } from "./vault.ts";

/** Returns a user's name and email address; null if the vault never stored the user. */
export function userRow(
  vault: Vault,
  type: number,
  id: string,
): { name: string | null; email: string | null } | null {
  const row = vault.read(() =>
    vault.prepare(
      `SELECT ${boundedText("name")}, ${
        boundedText("owner_email")
      } FROM content_items WHERE content_type = ? AND id = ?`,
    ).get(type, id)
  );
  if (row === undefined) return null;
  return { name: row["name"] as string | null, email: row["owner_email"] as string | null };
}

/** A run that captured a type. */
export interface TypeRun {
  /** ISO 8601 UTC. */
  startedAt: string;
  /** Whether the run saw every item of the type. */
  complete: boolean;
}

/** Returns the runs that captured each type, by the type's code, the newest first. */
export function runsByType(vault: Vault): Map<number, TypeRun[]> {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT point.content_type, point.complete, session.started_at FROM sync_checkpoints AS point
       JOIN extraction_sessions AS session ON session.id = point.session_id
       ORDER BY session.started_at DESC, session.rowid DESC`,
    ).all()
  );
  const runs = new Map<number, TypeRun[]>();
  for (const row of rows) {
    const type = Number(row["content_type"]);
    const run = { startedAt: String(row["started_at"]), complete: row["complete"] === 1 };
    const known = runs.get(type);
    if (known === undefined) runs.set(type, [run]);
    else known.push(run);
  }
  return runs;
}

/** A write to an item of the vault's instance by a restore from this vault. */
export interface OwnWrite {
  sessionId: string;
  /** ISO 8601 UTC. */
  at: string;
  userId: string | null;
  userEmail: string | null;
}

/**
 * Returns the writes of restores to the vault's instance, by `CODE/ID` with the id in the instance, the newest first.
 */
export function ownWrites(vault: Vault): Map<string, OwnWrite[]> {
  const instance = vault.meta(INSTANCE) ?? "";
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT point.session_id, point.content_type, point.destination_id, point.updated_at, session.destination,
         session.api_user_id, session.api_user_email
       FROM restoration_checkpoints AS point
       JOIN restoration_sessions AS session ON session.id = point.session_id
       WHERE point.step = 'item' AND point.state IN ('created', 'updated', 'undeleted')
         AND point.destination_id IS NOT NULL
       ORDER BY point.updated_at DESC`,
    ).all()
  );
  const writes = new Map<string, OwnWrite[]>();
  for (const row of rows) {
    if (!sameAddress(String(row["destination"]), instance)) continue;
    const key = `${Number(row["content_type"])}/${String(row["destination_id"])}`;
    const write: OwnWrite = {
      sessionId: String(row["session_id"]),
      at: String(row["updated_at"]),
      userId: row["api_user_id"] as string | null,
      userEmail: row["api_user_email"] as string | null,
    };
    const known = writes.get(key);
    if (known === undefined) writes.set(key, [write]);
    else known.push(write);
  }
  return writes;
}
