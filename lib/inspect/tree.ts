/**
 * Builds the tree of the vault's folders, with their items and access.
 *
 * @module
 */
import { shellWord } from "../base/shell_word.ts";
import { messageOf } from "../base/errors.ts";
import { asObject, asObjects, asText, type JsonObject } from "../codec/json_value.ts";
import { decode } from "../codec/msgpack_reader.ts";
import { type ContentType, typeCode, typeOfCode } from "../looker/content_type_names.ts";
import { nameOf } from "../vault/changes.ts";
import { FOLDER, GROUP, PERSON, typesWith } from "../looker/content_types.ts";
import { placedItems, type PlacedRow } from "../vault/tree.ts";
import type { Vault } from "../vault/vault.ts";
import { readBody, readBodyAt } from "../vault/versions.ts";
import { NotInVaultError } from "./errors.ts";
import { folderNamed } from "./named/find_named.ts";

/** The permission of a user or group for a folder. */
export interface AccessRow {
  who: "group" | "user";
  id: string;
  name: string | null;
  /** Such as `view` or `edit`. */
  permission: string;
}

/** An item in a folder. */
export interface TreeItem {
  type: ContentType;
  id: string;
  name: string | null;
  trashed: boolean;
}

/** A folder. */
export interface TreeFolder {
  id: string;
  name: string | null;
  /** The number of levels below the root of the tree. */
  depth: number;
  /** Null if the folder inherits its access, or if its access could not be read. */
  access: AccessRow[] | null;
  /** Whether the folder inherits its access; null if the vault does not record it. */
  inherits: boolean | null;
  items: TreeItem[];
  folders: TreeFolder[];
  /** What is wrong with the folder, for example that its parent is not in the vault. */
  note: string | null;
}

/** The tree, and the items in folders that are not in the vault. */
export interface FolderTree {
  folders: TreeFolder[];
  elsewhere: TreeItem[];
}

/** The types whose items are in folders. */
const PLACED: readonly ContentType[] = typesWith("folder").filter((type) => type !== FOLDER);

/**
 * Returns the tree of all folders, or of one folder, now or at a time (ISO 8601 UTC). `folderNamed()` resolves the
 * folder's name.
 *
 * @throws {NotInVaultError} if there is no such folder
 * @throws {UsageError} if several folders have that name
 */
export function folderTree(vault: Vault, root?: string, at?: string): FolderTree {
  const rows = [...placedItems(vault, [typeCode(FOLDER)], at)];
  const known = new Map(rows.map((row) => [row.id, row]));
  const below = Map.groupBy(
    rows.filter((row) => row.folderId !== null && known.has(row.folderId)),
    (row) => row.folderId ?? "",
  );
  const items = itemsByFolder(vault, at);
  const seen = new Set<string>();
  const grow = (row: PlacedRow, depth: number, note: string | null = null): TreeFolder => {
    seen.add(row.id);
    return {
      id: row.id,
      name: row.name,
      depth,
      ...accessOf(vault, { id: row.id, at, note }),
      items: items.get(row.id) ?? [],
      // Skip visited folders, because a cycle of folders would never end.
      folders: (below.get(row.id) ?? []).filter(({ id }) => !seen.has(id)).map((one) => grow(one, depth + 1)),
    };
  };
  if (root !== undefined) return { folders: [grow(findFolder(vault, rows, { root, at }), 0)], elsewhere: [] };
  const folders = rows.filter((row) => row.folderId === null || !known.has(row.folderId)).map((row) =>
    grow(row, 0, row.folderId === null ? null : `its parent folder, ${row.folderId}, is not in the vault`)
  );
  for (const row of rows) {
    if (!seen.has(row.id)) folders.push(grow(row, 0, "it is its own ancestor"));
  }
  const elsewhere = [...items].filter(([id]) => !known.has(id)).flatMap(([, some]) => some);
  return { folders, elsewhere };
}

function itemsByFolder(vault: Vault, at: string | undefined): Map<string, TreeItem[]> {
  const items = new Map<string, TreeItem[]>();
  for (const { type: code, id, name, folderId, trashed } of placedItems(vault, PLACED.map(typeCode), at)) {
    const type = typeOfCode(code), folder = folderId ?? "";
    if (type === undefined) continue;
    const known = items.get(folder);
    if (known === undefined) items.set(folder, [{ type, id, name, trashed }]);
    else known.push({ type, id, name, trashed });
  }
  return items;
}

function findFolder(
  vault: Vault,
  rows: readonly PlacedRow[],
  { root, at }: { root: string; at: string | undefined },
): PlacedRow {
  const id = folderNamed(vault, root, { at }), row = rows.find((row) => row.id === id);
  if (row !== undefined) return row;
  throw new NotInVaultError(
    at === undefined
      ? `Cannot show the folder ${id}: it is deleted in Looker`
      : `Cannot show the folder ${id}: it did not exist at ${at}`,
    { hint: `Add --at with a time when it existed: see \`lookervault history folders ${shellWord(id)}\`.` },
  );
}

function accessOf(
  vault: Vault,
  { id, at, note }: { id: string; at: string | undefined; note: string | null },
): Pick<TreeFolder, "access" | "inherits" | "note"> {
  let parts: JsonObject;
  try {
    const type = typeCode(FOLDER);
    const bytes = at === undefined ? readBody(vault, type, id) : readBodyAt(vault, { type, id, at });
    parts = asObject(asObject(bytes === null ? null : decode(bytes))["_vault"]);
  } catch (error) {
    return { access: null, inherits: null, note: note ?? `it is damaged: ${messageOf(error)}` };
  }
  const inherits = asObject(parts["content_metadata"])["inherits"];
  const rows = parts["content_metadata_accesses"];
  return {
    inherits: typeof inherits === "boolean" ? inherits : null,
    access: Array.isArray(rows) ? asObjects(rows).map((row) => accessRow(vault, row)) : null,
    note,
  };
}

function accessRow(vault: Vault, row: JsonObject): AccessRow {
  const group = asText(row["group_id"]), user = asText(row["user_id"]);
  const who = group !== null ? "group" : "user", id = group ?? user ?? "";
  return {
    who,
    id,
    name: nameOf(vault, typeCode(who === "group" ? GROUP : PERSON), id),
    permission: asText(row["permission_type"]) ?? "?",
  };
}
