/**
 * The commands that compare, export and survey the vault: open it for reading, ask, close it.
 *
 * @module
 */
import { type Coverage, vaultCoverage } from "../inspect/coverage.ts";
import { type DiffRequest, diffVault, type VaultDiff } from "../inspect/diff.ts";
import type { ExitCode } from "../base/errors.ts";
import { exportItems, type ExportOptions } from "../inspect/export.ts";
import type { Exported } from "./commands/export.ts";
import { type FolderTree, folderTree } from "../inspect/tree.ts";
import { CANONICAL_FORMS } from "../looker/equality.ts";
import { openVaultForReading } from "../vault/open.ts";

/** What changed between two moments. */
export function diff(path: string, request: DiffRequest): VaultDiff {
  using vault = openVaultForReading(path, { forms: CANONICAL_FORMS });
  return diffVault(vault, request);
}

/** Hands the items to `use`. */
export async function exported(
  path: string,
  { options, use }: { options: ExportOptions; use: (items: Iterable<Exported>) => Promise<ExitCode> },
): Promise<ExitCode> {
  using vault = openVaultForReading(path);
  return await use(exportItems(vault, options));
}

/** The folders with what stands in them. */
export function tree(path: string, folder: string | undefined): FolderTree {
  using vault = openVaultForReading(path);
  return folderTree(vault, folder);
}

/** How much of the instance it holds. */
export function coverage(path: string): Coverage {
  using vault = openVaultForReading(path);
  return vaultCoverage(vault);
}
