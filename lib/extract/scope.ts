/**
 * Which folders a run is limited to.
 *
 * @module
 */
import { rowText } from "./census_row.ts";
import { UsageError } from "../base/errors.ts";
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

/** Whether what lies in a folder is meant; what lies in none is not, where only some folders are. */
export function isInScope(scope: ReadonlySet<string> | null, folder: string | null): boolean {
  return scope === null || folder !== null && scope.has(folder);
}

async function readScope(context: RunContext): Promise<ReadonlySet<string> | null> {
  const { folders: wanted, recursive } = context.options;
  if (wanted.length === 0) return null;
  const folders = await context.shared.folders(context);
  const known = new Set(folders.map((folder) => rowText(folder, "id")));
  const unknown = wanted.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new UsageError(`Cannot back up folder ${unknown.join(", ")}: Looker lists none with that id`, {
      hint:
        "Take the number at the end of the folder's address in Looker, and check that the API user may see it.",
    });
  }
  return recursive ? withDescendants(folders, wanted) : new Set(wanted);
}
