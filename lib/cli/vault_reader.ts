/**
 * The commands that look into the vault: open it for reading, ask, close it.
 *
 * @module
 */
import { type ItemRow, type ListFilter, listItems, listTypes, type TypeRow } from "../inspect/list.ts";
import { showItem } from "../inspect/show.ts";
import type { ContentType } from "../looker/content_type_names.ts";
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

/** The exact JSON text of an item. */
export function item(path: string, type: ContentType, id: string): string {
  using vault = openVaultForReading(path);
  return showItem(vault, type, id);
}
