/**
 * Finds when an item was last in use, if it is in Looker's trash in the newest backup.
 *
 * @module
 */
import { runBegan } from "./sessions.ts";
import type { Vault } from "./vault.ts";
import { versionsOf } from "./versions.ts";

/**
 * Returns the time (ISO 8601 UTC) just before the start of the run that found the item in the trash, but not before the
 * last version in use began. Null if the item is not in the trash or not in the vault, or was always in the trash.
 */
export function lastBeforeTrash(vault: Vault, type: number, id: string): string | null {
  const versions = versionsOf(vault, type, id);
  const inUse = versions.findIndex(({ trashed }) => !trashed);
  // Versions are sorted newest first.
  const found = versions[inUse - 1]?.validFrom, used = versions[inUse]?.validFrom;
  if (found === undefined || used === undefined) return null;
  const before = new Date(Date.parse(runBegan(vault, found) ?? found) - 1).toISOString();
  return before < used ? used : before;
}
