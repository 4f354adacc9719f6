/**
 * The email address of a user in the vault.
 *
 * @module
 */
import { typeCode } from "../../looker/content_type_names.ts";
import { PERSON } from "../../looker/content_types.ts";
import { rowsByIds } from "../../vault/listing.ts";
import type { Vault } from "../../vault/vault.ts";

/** Returns the first email address of the users; null if none has one. */
export function emailOf(vault: Vault, ids: readonly string[]): string | null {
  return rowsByIds(vault, typeCode(PERSON), ids).find((row) => row.owner_email !== null)?.owner_email ?? null;
}
