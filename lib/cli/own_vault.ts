/**
 * Checks that the vault of a command is a backup of the configured Looker instance.
 *
 * @module
 */
import { shellWord } from "../base/shell_word.ts";
import { UsageError } from "../base/errors.ts";
import { otherInstance } from "../vault/instance.ts";
import type { Vault } from "../vault/vault.ts";

/**
 * Checks that a vault is a backup of the configured instance.
 *
 * @param baseUrl The configured address. Null if none is configured: then every vault is accepted.
 * @param doing What the command does with the vault, such as `use` or `verify`.
 * @throws {UsageError} if the vault is a backup of another instance.
 */
export function requireOwnVault(vault: Vault, baseUrl: string | null | undefined, doing: string): void {
  if (baseUrl === null || baseUrl === undefined) return;
  const other = otherInstance(vault, baseUrl);
  if (other === null) return;
  throw new UsageError(
    `Cannot ${doing} the vault ${vault.path}: it is a backup of ${other}, not of ${baseUrl}`,
    {
      hint:
        `Use --db to give the vault of ${baseUrl}, or --base-url ${other} to use this vault's instance. ` +
        `If ${other} has moved: lookervault relocate --to ${shellWord(baseUrl)}.`,
    },
  );
}
