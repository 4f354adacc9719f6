/**
 * Which folders a run is limited to.
 *
 * @module
 */
import { rowText } from "./census_row.ts";
import { UsageError } from "../base/errors.ts";
import { nearestOf } from "../base/nearest.ts";
import { FolderTree, type PlacedFolder } from "../looker/folder_tree.ts";
import type { RunContext } from "./context.ts";
import { withDescendants } from "./capture/shared_lists.ts";

const scopes = new WeakMap<RunContext, Promise<ReadonlySet<string> | null>>();

/**
 * Ids of the folders that `--folder` and `--recursive` mean; null without `--folder`.
 *
 * @throws {UsageError} naming the folders that Looker does not list.
 */
export function folderScope(context: RunContext): Promise<ReadonlySet<string> | null> {
  let scope = scopes.get(context);
  if (scope === undefined) scopes.set(context, scope = readScope(context));
  return scope;
}

/** Whether what is in a folder is meant; what is in none is not, where only some folders are. */
export function isInScope(scope: ReadonlySet<string> | null, folder: string | null): boolean {
  return scope === null || folder !== null && scope.has(folder);
}

async function readScope(context: RunContext): Promise<ReadonlySet<string> | null> {
  const { folders: wanted, recursive } = context.options;
  if (wanted.length === 0) return null;
  const folders = await context.shared.folders(context);
  const tree = new FolderTree(folders.flatMap((folder) => {
    const id = rowText(folder, "id");
    return id === null ? [] : [{ id, name: rowText(folder, "name"), folderId: rowText(folder, "parent_id") }];
  }));
  const ids = wanted.map((text) => folderMeant(tree, text));
  return recursive ? withDescendants(folders, ids) : new Set(ids);
}

/** The id of the folder of Looker that an id, a name or a path means. @throws {UsageError} for none, and for several. */
function folderMeant(tree: FolderTree<PlacedFolder>, text: string): string {
  if (tree.get(text) !== undefined) return text;
  const named = tree.all().filter(({ name }) => name === text),
    found = named.length > 0 ? named : tree.at(text);
  const [only, ...others] = found;
  if (only === undefined) {
    const names = tree.all().map(({ id, name }) => text.includes("/") ? tree.pathOf(id) : name ?? id);
    const near = nearestOf(text, names);
    throw new UsageError(`Cannot back up folder ${text}: Looker lists none with that id, name or path`, {
      hint: `${
        near === null ? "" : `Did you mean "${near}"? `
      }The id is the number at the end of the folder's address in Looker; the API user must be able to see it.`,
    });
  }
  if (others.length === 0) return only.id;
  const places = found.slice(0, 20).map(({ id }) => `${id} (${tree.pathOf(id)})`);
  throw new UsageError(
    `Cannot tell which folder ${text} means: ${found.length} have that name: ${places.join(", ")}`,
    { hint: `Use an id, such as --folder ${only.id}.` },
  );
}
