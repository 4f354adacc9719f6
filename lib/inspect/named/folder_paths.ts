/**
 * The paths of folders, such as `Shared/Finance/Monthly`.
 *
 * @module
 */
import { asObject } from "../../codec/json_value.ts";
import { decode } from "../../codec/msgpack_reader.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { FOLDER } from "../../looker/content_types.ts";
import { FolderTree } from "../../looker/folder_tree.ts";
import { type NamedRow, rowsOfType } from "../../vault/named.ts";
import type { Vault } from "../../vault/vault.ts";
import { readBody } from "../../vault/versions.ts";

/** Names of the root folders that users and older Looker releases use, by the flag in the folder's body. */
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  is_shared_root: ["Shared"],
  is_users_root: ["Personal", "Users"],
};

/** The folders of a vault, including deleted ones. Reads them one time, at the first access. */
export class FolderPaths {
  private readonly tree: FolderTree<NamedRow>;

  constructor(private readonly vault: Vault) {
    this.tree = new FolderTree(rowsOfType(vault, typeCode(FOLDER)));
  }

  /** Returns all folders. */
  all(): NamedRow[] {
    return this.tree.all();
  }

  /** Returns a folder; undefined if it is not in the vault. */
  get(id: string): NamedRow | undefined {
    return this.tree.get(id);
  }

  /** Returns the path of a folder. A folder without a name, or one that is not in the vault, appears as its id. */
  pathOf(id: string): string {
    return this.tree.pathOf(id);
  }

  /** Returns a folder and all its descendants, including deleted ones. */
  below(id: string): Set<string> {
    const children = Map.groupBy(this.all(), ({ folderId }) => folderId ?? "");
    const found = new Set([id]);
    for (const one of found) for (const child of children.get(one) ?? []) found.add(child.id);
    return found;
  }

  /**
   * Returns the folders at a path, by any name of its root. If there are none, returns the folders whose paths end with
   * it.
   */
  at(path: string): NamedRow[] {
    return this.tree.at(path, this.aliases());
  }

  /** Returns the other names of the root folders, by their names. */
  private aliases(): ReadonlyMap<string, readonly string[]> {
    const roots = this.all().filter(({ folderId }) => folderId === null || this.get(folderId) === undefined);
    return new Map(roots.map((row) => [row.name ?? row.id, this.otherNames(row)]));
  }

  private otherNames({ id, name }: NamedRow): readonly string[] {
    const named = Object.values(ROOTS).find((names) => name !== null && names.includes(name));
    if (named !== undefined) return named;
    try {
      const bytes = readBody(this.vault, typeCode(FOLDER), id);
      const body = asObject(bytes === null ? null : decode(bytes));
      return Object.entries(ROOTS).find(([flag]) => body[flag] === true)?.[1] ?? [];
    } catch {
      // With a damaged body, the folder still has its own name from its row.
      return [];
    }
  }
}
