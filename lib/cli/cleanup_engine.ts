/**
 * Brings a cleanup together: opens the vault, plans or removes, closes it.
 *
 * @module
 */
import { type CleanupReport, completedCleanup, plannedCleanup } from "../inspect/cleanup.ts";
import { CONTENT_TYPES } from "../looker/content_type_names.ts";
import { cleanUp, type CleanupRequest, planCleanup } from "../vault/cleanup.ts";
import { CANONICAL_FORMS } from "../looker/equality.ts";
import { openVaultForReading, openVaultForWriting } from "../vault/open.ts";
import type { RemovalRequest } from "./commands/cleanup.ts";

/** What would be removed from the vault at a path. */
export function plan(path: string, request: CleanupRequest): CleanupReport {
  using vault = openVaultForReading(path);
  return plannedCleanup(planCleanup(vault, request), { db: path, days: request.days, bytes: vault.size() });
}

/** Removes it. */
export async function remove(
  path: string,
  { hostUser, opened, ...request }: RemovalRequest,
): Promise<CleanupReport> {
  using vault = openVaultForWriting(path, {
    clock: request.clock,
    types: CONTENT_TYPES,
    forms: CANONICAL_FORMS,
    hostUser,
    create: false,
  });
  await opened();
  return completedCleanup(cleanUp(vault, request), { db: path, days: request.days });
}
