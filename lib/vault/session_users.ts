/**
 * Reads which API user executed a run, with which rights.
 *
 * @module
 */
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

/** The API user of a run, as Looker described the user then. */
export interface SeenBy {
  startedAt: string;
  userId: string | null;
  userEmail: string | null;
  roles: readonly string[];
  /** The rights that `describeSession()` stored; undefined if they cannot be read. */
  rights: unknown;
}

/**
 * Returns the user of the reference run: the newest finished run that later runs are compared with. Null if there is
 * none with a known user.
 */
export function measureSession(vault: Vault): SeenBy | null {
  const rows = vault.read(() =>
    vault.prepare(
      `SELECT * FROM extraction_sessions WHERE status IN ('completed', 'partial') AND api_user_id IS NOT NULL
       ORDER BY started_at DESC, rowid DESC`,
    ).all()
  );
  // An older vault that is only read lacks the column. Then every run is a reference run.
  const row = rows.find((one) => one["is_measure"] !== 0);
  return row === undefined ? null : seenBy(row);
}

/** Returns the user of the earlier parts of a run; null if unknown. */
export function sessionUser(vault: Vault, id: string): SeenBy | null {
  const row = vault.read(() =>
    vault.prepare("SELECT * FROM extraction_sessions WHERE api_user_id IS NOT NULL AND id = ?").get(id)
  );
  return row === undefined ? null : seenBy(row);
}

function seenBy(row: Readonly<Record<string, unknown>>): SeenBy {
  const roles = storedJson(row["api_user_roles"]);
  return {
    startedAt: String(row["started_at"]),
    userId: row["api_user_id"] as string | null,
    userEmail: row["api_user_email"] as string | null,
    roles: Array.isArray(roles) ? roles.map(String) : [],
    rights: storedJson(row["api_user_rights"] ?? null),
  };
}
