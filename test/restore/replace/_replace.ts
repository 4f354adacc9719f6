import { replaceableItems } from "../../../lib/inspect/search/replaceable.ts";
import { Searcher } from "../../../lib/inspect/search/searcher.ts";
import { NO_MAPPING, type UseMapping } from "../../../lib/looker/uses/mapping.ts";
import { liveSource } from "../../../lib/restore/replace/mapped_source.ts";
import { vaultSource } from "../../../lib/restore/plan/source.ts";
import type { RestoreSummary } from "../../../lib/restore/restore_summary.ts";
import { openVaultForReading } from "../../../lib/vault/open.ts";
import type { Sim } from "../../sim/mod.ts";
import { restore, type RestoreCase } from "../_in_process.ts";

/** Options of a replacement, with the items that a vault's index names. */
export function replaceOptions(path: string, mapping: UseMapping): RestoreCase["options"] {
  using vault = openVaultForReading(path);
  using searcher = new Searcher(vault);
  const { items } = replaceableItems(searcher, mapping, { folders: [], owners: [], types: [] });
  return { scope: { kind: "items", items }, mapping, live: true };
}

/** Replaces names in an instance, by what a vault's index says of it. */
export async function replace(
  path: string,
  sim: Sim,
  { options, ...given }: RestoreCase & { options: NonNullable<RestoreCase["options"]> },
): Promise<RestoreSummary> {
  using vault = openVaultForReading(path);
  const held = vaultSource(vault, vault.meta("instance") ?? "", null);
  const source = liveSource(held, options.mapping ?? NO_MAPPING);
  return await restore(path, sim, { ...given, options, request: { command: "replace", source } });
}
