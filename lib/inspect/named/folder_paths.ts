/**
 * The paths of folders: `Shared/Finance/Monthly`.
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

/** The names that people and older releases of Looker give to a root, by the flag of its body. */
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  is_shared_root: ["Shared"],
  is_users_root: ["Personal", "Users"],
};

/** The folders of a vault, those that are gone from Looker too; read once, when first asked. */
export class FolderPaths {
  private readonly tree: FolderTree<NamedRow>;

  constructor(private readonly vault: Vault) {
    this.tree = new FolderTree(rowsOfType(vault, typeCode(FOLDER)));
  }

  /** All folders. */
  all(): NamedRow[] {
    return this.tree.all();
  }

  /** A folder; undefined for one that the vault does not hold. */
  get(id: string): NamedRow | undefined {
    return this.tree.get(id);
  }

  /** Its path by names; the id stands for a folder without a name, or one that the vault does not hold. */
  pathOf(id: string): string {
    return this.tree.pathOf(id);
  }

  /** A folder with all below it, those that are gone from Looker too. */
  below(id: string): Set<string> {
    const children = Map.groupBy(this.all(), ({ folderId }) => folderId ?? "");
    const found = new Set([id]);
    for (const one of found) for (const child of children.get(one) ?? []) found.add(child.id);
    return found;
  }

  /** The folders at a path, by all names of its root; without any those whose path ends so. */
  at(path: string): NamedRow[] {
    return this.tree.at(path, this.aliases());
  }

  /** Other names of the roots, by their names. */
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
      // A damaged body hides no folder: its own name is beside it.
      return [];
    }
  }
}
