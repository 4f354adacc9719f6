/**
 * The commands that compare, export and survey the vault: open it for reading, ask, close it.
 *
 * @module
 */
import { type DiffRequest, diffVault, type VaultDiff } from "../inspect/diff.ts";
import { openVaultForReading } from "../vault/open.ts";

/** What changed between two moments. */
export function diff(path: string, request: DiffRequest): VaultDiff {
  using vault = openVaultForReading(path);
  return diffVault(vault, request);
}
