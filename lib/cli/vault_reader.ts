/**
 * The commands that look into the vault: open it for reading, ask, close it.
 *
 * @module
 */
import type { ExitCode } from "../base/errors.ts";
import { type ItemList, type ListFilter, listTypes, openList, type TypeRow } from "../inspect/list.ts";
import { itemHistory, type VersionRow } from "../inspect/history.ts";
import { showItem } from "../inspect/show.ts";
import { type Stats, vaultStats } from "../inspect/stats.ts";
import { type UnusedItem, unusedItems } from "../inspect/unused.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { ShowTarget } from "./commands/show.ts";
import { openVaultForReading } from "../vault/open.ts";

/** Hands the items of a type that pass the filters to `use`. */
export async function items(
  path: string,
  type: ContentType,
  { filter, use }: { filter: ListFilter; use: (list: ItemList) => Promise<ExitCode> },
): Promise<ExitCode> {
  using vault = openVaultForReading(path);
  return await use(openList(vault, type, filter));
}

/** What the vault holds of each type. */
export function types(path: string): TypeRow[] {
  using vault = openVaultForReading(path);
  return listTypes(vault);
}

/** The exact JSON text of an item or of a part of it; with `at` as it was then. */
export function item(path: string, { type, id, at, part }: ShowTarget): string {
  using vault = openVaultForReading(path);
  return showItem(vault, type, id, { at, path: part });
}

/** The versions of an item. */
export function versions(path: string, type: ContentType, id: string): VersionRow[] {
  using vault = openVaultForReading(path);
  return itemHistory(vault, type, id);
}

/** What the vault holds and what it took. */
export function stats(path: string): Stats {
  using vault = openVaultForReading(path);
  return vaultStats(vault);
}

/** Dashboards and looks that nobody has used since a time (ISO 8601 UTC). */
export function unused(path: string, since: string): UnusedItem[] {
  using vault = openVaultForReading(path);
  return unusedItems(vault, since);
}
