/**
 * Finds folders by the paths and names that users write. Pure.
 *
 * @module
 */

/** A folder and the id of its parent. */
export interface PlacedFolder {
  id: string;
  name: string | null;
  folderId: string | null;
}

/** Folders with their paths. */
export class FolderTree<Folder extends PlacedFolder> {
  private readonly folders: ReadonlyMap<string, Folder>;
  private readonly paths = new Map<string, string>();

  constructor(folders: Iterable<Folder>) {
    this.folders = new Map([...folders].map((folder) => [folder.id, folder]));
  }

  /** Returns all folders. */
  all(): Folder[] {
    return [...this.folders.values()];
  }

  /** Returns a folder; undefined if it is not in the tree. */
  get(id: string): Folder | undefined {
    return this.folders.get(id);
  }

  /**
   * Returns a path such as `Shared/Finance/Monthly`. The id replaces the name of a folder that has none or is not in
   * the tree. A cycle ends the path.
   */
  pathOf(id: string): string {
    const known = this.paths.get(id);
    if (known !== undefined) return known;
    const names: string[] = [], seen = new Set<string>();
    for (let at: string | null = id; at !== null && !seen.has(at);) {
      seen.add(at);
      const folder: Folder | undefined = this.folders.get(at);
      names.unshift(folder?.name ?? at);
      at = folder?.folderId ?? null;
    }
    const path = names.join("/");
    this.paths.set(id, path);
    return path;
  }

  /**
   * Returns the folders at a path, whose root may also be an alias. If there are none, and the path has several
   * parts, returns the folders whose path ends with `path`.
   */
  at(path: string, aliases: ReadonlyMap<string, readonly string[]> = new Map()): Folder[] {
    const wanted = path.replace(/^\/+|\/+$/g, "");
    const isMeant = ({ id }: Folder): boolean => {
      const own = this.pathOf(id), slash = own.indexOf("/");
      const root = slash < 0 ? own : own.slice(0, slash), rest = slash < 0 ? "" : own.slice(slash);
      return own === wanted || (aliases.get(root) ?? []).some((alias) => alias + rest === wanted);
    };
    const found = this.all().filter(isMeant);
    return found.length > 0 || !wanted.includes("/")
      ? found
      : this.all().filter(({ id }) => this.pathOf(id).endsWith(`/${wanted}`));
  }
}
