/**
 * One item, exactly as Looker served it.
 *
 * @module
 */
import { messageOf } from "../base/errors.ts";
import { writeJson } from "../codec/json_writer.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import type { Vault } from "../vault/vault.ts";
import { readBody, readBodyAt } from "../vault/versions.ts";
import { DamagedItemError, NotInVaultError } from "./errors.ts";

/**
 * The exact JSON text of an item, `_vault` included, on one line; with `at` (ISO 8601 UTC) as it was then.
 *
 * @throws {NotInVaultError} when the vault holds no such item.
 * @throws {DamagedItemError} when what it holds is not what was stored.
 */
export function showItem(vault: Vault, type: ContentType, id: string, at?: string): string {
  const json = readItem(vault, type, id, at);
  if (json !== null) return json;
  if (at !== undefined) {
    throw new NotInVaultError(`Cannot show ${type} ${id}: the vault ${vault.path} knew of none at ${at}`, {
      hint: `\`lookervault history ${type} ${id}\` shows from when to when it holds versions.`,
    });
  }
  throw new NotInVaultError(`Cannot show ${type} ${id}: the vault ${vault.path} holds no such item`, {
    hint: `\`lookervault list ${type}\` shows which there are.`,
  });
}

function readItem(vault: Vault, type: ContentType, id: string, at: string | undefined): string | null {
  try {
    const code = typeCode(type);
    const bytes = at === undefined ? readBody(vault, code, id) : readBodyAt(vault, { type: code, id, at });
    return bytes === null ? null : writeJson(bytes);
  } catch (cause) {
    // Its row or its pages may be damaged too: whatever happens here, it is this item that cannot be shown.
    throw new DamagedItemError(
      `Cannot show ${type} ${id}: it is damaged in the vault ${vault.path} (${messageOf(cause)})`,
      { cause, hint: "Take it from an older copy of the vault, or run `lookervault extract` again." },
    );
  }
}
