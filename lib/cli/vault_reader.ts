/**
 * The commands that look into the vault: open it for reading, ask, close it.
 *
 * @module
 */
import { type ItemRow, type ListFilter, listItems, listTypes, type TypeRow } from "../inspect/list.ts";
import { itemHistory, type VersionRow } from "../inspect/history.ts";
import { showItem } from "../inspect/show.ts";
import { type Stats, vaultStats } from "../inspect/stats.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { ShowTarget } from "./commands/show.ts";
import { openVaultForReading } from "../vault/open.ts";

/** The items of a type that pass the filters. */
export function items(path: string, type: ContentType, filter: ListFilter): ItemRow[] {
  using vault = openVaultForReading(path);
  return listItems(vault, type, filter);
}

/** What the vault holds of each type. */
export function types(path: string): TypeRow[] {
  using vault = openVaultForReading(path);
  return listTypes(vault);
}

/** The exact JSON text of an item; with `at` as it was then. */
export function item(path: string, { type, id, at }: ShowTarget): string {
  using vault = openVaultForReading(path);
  return showItem(vault, type, id, at);
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
