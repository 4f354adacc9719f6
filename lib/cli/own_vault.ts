/**
 * Whether the vault that a command works with is that of the configured Looker.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { otherInstance } from "../vault/instance.ts";
import type { Vault } from "../vault/vault.ts";

/**
 * @param baseUrl The configured address; null where none is: then any vault will do.
 * @param doing What would be done with the vault, such as `use` or `verify`.
 * @throws {UsageError} when the vault is a backup of another instance.
 */
export function requireOwnVault(vault: Vault, baseUrl: string | null | undefined, doing: string): void {
  const other = baseUrl === null || baseUrl === undefined ? null : otherInstance(vault, baseUrl);
  if (other === null) return;
  throw new UsageError(`Cannot ${doing} the vault ${vault.path}: it holds ${other}, not ${baseUrl}`, {
    hint: `Use --db to give the vault of ${baseUrl}, or --base-url ${other} to use this vault's instance. ` +
      `If ${other} has moved: lookervault relocate --to ${baseUrl}.`,
  });
}
