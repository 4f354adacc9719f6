/**
 * Who made which run, with which rights.
 *
 * @module
 */
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

/** The API user of a run, as Looker described them then. */
export interface SeenBy {
  startedAt: string;
  userId: string | null;
  userEmail: string | null;
  roles: readonly string[];
  /** What `describeSession()` was given; undefined when it cannot be read. */
  rights: unknown;
}

/** Who made the newest finished run that later ones are measured by; null when there is none that says. */
export function measureSession(vault: Vault): SeenBy | null {
  return seenBy(
    vault,
    `status IN ('completed', 'partial') AND is_measure = 1 AND api_user_id IS NOT NULL
     ORDER BY started_at DESC, rowid DESC LIMIT 1`,
  );
}

/** Who made the earlier parts of a run; null when it never came to know. */
export function sessionUser(vault: Vault, id: string): SeenBy | null {
  return seenBy(vault, "api_user_id IS NOT NULL AND id = ?", id);
}

function seenBy(vault: Vault, where: string, ...values: string[]): SeenBy | null {
  const row = vault.read(() =>
    vault.prepare(
      `SELECT started_at, api_user_id, api_user_email, api_user_roles, api_user_rights FROM extraction_sessions
       WHERE ${where}`,
    ).get(...values)
  );
  if (row === undefined) return null;
  const roles = storedJson(row["api_user_roles"]);
  return {
    startedAt: String(row["started_at"]),
    userId: row["api_user_id"] as string | null,
    userEmail: row["api_user_email"] as string | null,
    roles: Array.isArray(roles) ? roles.map(String) : [],
    rights: storedJson(row["api_user_rights"]),
  };
}
