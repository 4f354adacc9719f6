/**
 * When an item was last in use, if the newest backup has it in Looker's trash.
 *
 * @module
 */
import { runBegan } from "./sessions.ts";
import type { Vault } from "./vault.ts";
import { versionsOf } from "./versions.ts";

/**
 * The last time (ISO 8601 UTC) before the run that found an item in the trash, at which it was not. Null for an item that is
 * not in the trash, that the vault does not hold, or that was always in the trash.
 */
export function lastBeforeTrash(vault: Vault, type: number, id: string): string | null {
  const versions = versionsOf(vault, type, id);
  const inUse = versions.findIndex(({ trashed }) => !trashed);
  // The versions are the newest first.
  const found = versions[inUse - 1]?.validFrom, used = versions[inUse]?.validFrom;
  if (found === undefined || used === undefined) return null;
  const before = new Date(Date.parse(runBegan(vault, found) ?? found) - 1).toISOString();
  return before < used ? used : before;
}
