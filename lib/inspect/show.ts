/**
 * One item, exactly as Looker served it.
 *
 * @module
 */
import { writeJson } from "../codec/json_writer.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { readBody } from "../vault/content.ts";
import type { Vault } from "../vault/vault.ts";
import { NotInVaultError } from "./errors.ts";

/**
 * The exact JSON text of an item, `_vault` included, on one line.
 *
 * @throws {NotInVaultError} when the vault holds no such item.
 */
export function showItem(vault: Vault, type: ContentType, id: string): string {
  const bytes = readBody(vault, typeCode(type), id);
  if (bytes !== null) return writeJson(bytes);
  throw new NotInVaultError(`Cannot show ${type} ${id}: the vault ${vault.path} holds no such item`, {
    hint: `\`lookervault list ${type}\` shows which there are.`,
  });
}
