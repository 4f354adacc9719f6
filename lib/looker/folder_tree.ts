/**
 * Folders by the ways people name them: paths and names. Pure.
 *
 * @module
 */

/** A folder, and the one above it. */
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

  /** All folders. */
  all(): Folder[] {
    return [...this.folders.values()];
  }

  /** A folder; undefined for one that is not among them. */
  get(id: string): Folder | undefined {
    return this.folders.get(id);
  }

  /** `Shared/Finance/Monthly`; the id stands for a folder without a name, or one that is not among them. A circle ends. */
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

  /** The folders at a path, by the other names of its root too; without any, those whose path ends so. */
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
