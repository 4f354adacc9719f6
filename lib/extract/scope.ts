/**
 * Determines the folders to which a run is limited.
 *
 * @module
 */
import { quoted } from "../base/quoted.ts";
import { rowText } from "./census_row.ts";
import { UsageError } from "../base/errors.ts";
import { nearestOf } from "../base/nearest.ts";
import { FolderTree, type PlacedFolder } from "../looker/folder_tree.ts";
import type { RunContext } from "./context.ts";
import { withDescendants } from "./capture/shared_lists.ts";

const scopes = new WeakMap<RunContext, Promise<ReadonlySet<string> | null>>();

/**
 * Returns the ids of the folders that `--folder` and `--recursive` select; null without `--folder`.
 *
 * @throws {UsageError} if Looker does not list one of the folders; the message names it.
 */
export function folderScope(context: RunContext): Promise<ReadonlySet<string> | null> {
  let scope = scopes.get(context);
  if (scope === undefined) scopes.set(context, scope = readScope(context));
  return scope;
}

/** Whether a folder is in the scope. Content without a folder is in scope only if there is no limit. */
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

/**
 * Returns the id of the folder that an id, a name or a path selects.
 *
 * @throws {UsageError} if no folder matches, or several do.
 */
function folderMeant(tree: FolderTree<PlacedFolder>, text: string): string {
  if (tree.get(text) !== undefined) return text;
  const named = tree.all().filter(({ name }) => name === text),
    found = named.length > 0 ? named : tree.at(text);
  const [only, ...others] = found;
  if (only === undefined) {
    const names = tree.all().map(({ id, name }) => text.includes("/") ? tree.pathOf(id) : name ?? id);
    const near = nearestOf(text, names);
    throw new UsageError(`Cannot back up folder ${text}: Looker lists no folder with that id, name or path`, {
      hint: `${
        near === null ? "" : `Did you mean ${quoted(near)}? `
      }Give the id at the end of the folder's address in Looker, and check that the API user can see the folder.`,
    });
  }
  if (others.length === 0) return only.id;
  const places = found.slice(0, 20).map(({ id }) => `${id} (${tree.pathOf(id)})`);
  throw new UsageError(
    `Cannot back up folder ${text}: ${found.length} folders have that name: ${places.join(", ")}`,
    { hint: `Give an id, such as --folder ${only.id}.` },
  );
}
