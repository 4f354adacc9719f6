/**
 * The commands that look into the vault: open it for reading, ask, close it.
 *
 * @module
 */
import type { ContentType } from "../looker/content_type_names.ts";
import { openVaultForReading } from "../vault/open.ts";
import type { ListFlags, ListRow, TypeRow } from "./commands/list.ts";

/** The items of a type that pass the filters. */
export async function items(path: string, type: ContentType, flags: ListFlags): Promise<ListRow[]> {
  using vault = openVaultForReading(path);
  const { listItems } = await import("../inspect/list.ts");
  return listItems(vault, type, flags);
}

/** What the vault holds of each type. */
export async function types(path: string): Promise<TypeRow[]> {
  using vault = openVaultForReading(path);
  const { listTypes } = await import("../inspect/list.ts");
  return listTypes(vault);
}

/** The exact JSON text of an item. */
export async function item(path: string, type: ContentType, id: string): Promise<string> {
  using vault = openVaultForReading(path);
  const { showItem } = await import("../inspect/show.ts");
  return showItem(vault, type, id);
}
