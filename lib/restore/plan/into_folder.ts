/**
 * `--into-folder`: restores items into a folder of the destination, together with their own folders.
 *
 * @module
 */
import { UsageError } from "../../base/errors.ts";
import { asText } from "../../codec/json_value.ts";
import { handlerOf } from "../../handlers/mod.ts";
import { AS_IS } from "../../handlers/references.ts";
import type { RestoreSource } from "../../handlers/restore_source.ts";
import type { Destination } from "../../live/destination_state.ts";
import type { Props } from "../../live/reader.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { FOLDER } from "../../looker/content_types.ts";
import { itemKey, type ItemRef, type RefKind, unique } from "../../looker/item_ref.ts";
import type { Selection } from "../restore_request.ts";
import { type GatherDeps, gatherListings } from "./read_destination.ts";

/** The folder into which everything is restored. */
export interface IntoFolder {
  type: ContentType;
  /** The id in the destination. */
  id: string;
}

/**
 * Returns the folder of the destination with an id, a path such as `Shared/Finance`, or a name.
 *
 * @throws {UsageError} if there is no such folder, or more than one with that name.
 */
export async function intoFolder(deps: GatherDeps, named: string | undefined): Promise<IntoFolder | null> {
  if (named === undefined) return null;
  await gatherListings(deps, new Set<RefKind>([FOLDER]));
  const { destination } = deps, folders = new Map(destination.all(FOLDER));
  if (folders.has(named)) return { type: FOLDER, id: named };
  const wanted = named.replace(/^\/+|\/+$/g, "");
  const paths = new Map([...folders.keys()].map((id) => [id, folderPath(folders, id)]));
  const byPath = [...paths].filter(([, path]) => path === wanted);
  const found = byPath.length > 0
    ? byPath
    : [...paths].filter(([id]) => asText(folders.get(id)?.get("name")) === wanted);
  const [one, ...others] = found;
  if (one === undefined) throw noFolder(destination, named);
  if (others.length === 0) return { type: FOLDER, id: one[0] };
  throw new UsageError(
    `Cannot use the folder ${named}: ${found.length} folders match: ${
      found.map(([id, path]) => `${id} (${path})`).join(", ")
    }`,
    { hint: "Give the id of one of them after --into-folder." },
  );
}

function noFolder({ instance }: Destination, named: string): UsageError {
  return new UsageError(
    `Cannot restore into the folder ${named}: ${instance} has no folder with that id, path or name`,
    {
      hint: "Give an existing folder, such as --into-folder Shared/Finance.",
    },
  );
}

/** Returns the path of a folder. A circle of parents ends the path. */
function folderPath(folders: ReadonlyMap<string, Props>, id: string): string {
  const names: string[] = [], seen = new Set<string>();
  for (let at: string | null = id; at !== null && !seen.has(at);) {
    seen.add(at);
    const folder: Props | undefined = folders.get(at);
    if (folder === undefined) break;
    names.unshift(asText(folder.get("name")) ?? at);
    at = asText(folder.get("parent_id"));
  }
  return names.join("/");
}

/**
 * Returns what is restored into another folder: the selected items, and their parent folders up to the requested
 * folder.
 * Folders that Looker creates for an instance or its users are not moved, only their content is.
 */
export function movedFolders(
  source: RestoreSource,
  selected: readonly ItemRef[],
  { scope, folders }: Selection,
): ItemRef[] {
  const kept = selected.filter((ref) => ref.type !== FOLDER || isMovable(source, ref));
  if (scope.kind === "single") return kept;
  const roots = new Set(folders), above = new Map<string, ItemRef>();
  for (const ref of kept) {
    if (handlerOf(ref.type)?.folder === undefined) continue;
    const isRoot = ref.type === FOLDER && roots.has(ref.id);
    for (let at = isRoot ? null : source.item(ref)?.folderId ?? null; at !== null;) {
      const folder: ItemRef = { type: FOLDER, id: at }, key = itemKey(folder);
      if (above.has(key) || !isMovable(source, folder)) break;
      above.set(key, folder);
      at = roots.has(at) ? null : source.item(folder)?.folderId ?? null;
    }
  }
  return unique([...kept, ...above.values()]);
}

/** Whether users created a folder, so that it can be created in another folder. */
function isMovable(source: RestoreSource, ref: ItemRef): boolean {
  const handler = handlerOf(ref.type), body = source.body(ref);
  if (handler === undefined || body === null || handler.unrestorable({ get: (key) => body[key] }) !== null) {
    return false;
  }
  return asText(handler.form(body, AS_IS)["parent_id"]) !== null;
}
