/**
 * The address of a user, as the vault knows it.
 *
 * @module
 */
import { typeCode } from "../../looker/content_type_names.ts";
import { PERSON } from "../../looker/content_types.ts";
import { rowsByIds } from "../../vault/listing.ts";
import type { Vault } from "../../vault/vault.ts";

/** The first address that one of some users has, or null. */
export function emailOf(vault: Vault, ids: readonly string[]): string | null {
  return rowsByIds(vault, typeCode(PERSON), ids).find((row) => row.owner_email !== null)?.owner_email ?? null;
}
