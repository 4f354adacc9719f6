/**
 * Folders: one list, and their access lists, read for all children of a folder at once.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { forEachPooled } from "../../base/pool.ts";
import { callOptions, type RunContext, store } from "../context.ts";
import { folderScope } from "../scope.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { accessParts, METADATA_FIELDS } from "./access.ts";
import { readAll } from "./lists.ts";

/** Captures folders. */
export async function captureFolders(context: RunContext, tracker: TypeTracker): Promise<void> {
  const scope = await folderScope(context);
  const all = await readAll(context, tracker, "folders");
  const wanted = scope === null ? all : all.filter(([id]) => scope.has(id));
  if (scope !== null) { for (const [id] of all) if (!scope.has(id)) tracker.forget(id); }
  const folders = wanted.filter(([id]) => !tracker.resume(id));
  const metadata = await readMetadata(context, tracker, { all, wanted: folders });
  await forEachPooled(folders, context.options.workers, async ([id, body]) => {
    const parts = await accessParts(context, tracker, {
      id,
      metadataId: body.text("content_metadata_id"),
      known: metadata.get(id),
    });
    store(context, tracker, id, body, parts);
  });
}

/**
 * Content metadata by folder id: one call for each folder that has wanted children. A folder missing from it, or a call
 * that failed, leaves single reads.
 */
async function readMetadata(
  context: RunContext,
  tracker: TypeTracker,
  { all, wanted }: { all: readonly [string, Body][]; wanted: readonly [string, Body][] },
): Promise<Map<string, Uint8Array>> {
  const metadataIds = new Map(all.map(([id, body]) => [id, body.text("content_metadata_id")]));
  const parents = new Set(wanted.map(([, body]) => body.text("parent_id")));
  const found = new Map<string, Uint8Array>();
  const lists = [...parents].flatMap((parent) => (parent === null ? null : metadataIds.get(parent)) ?? []);
  await forEachPooled(lists, context.options.workers, async (metadataId) => {
    try {
      const params = { parent_id: metadataId, fields: METADATA_FIELDS };
      const { items } = await context.client.list(
        "all_content_metadatas",
        params,
        callOptions(context, tracker),
      );
      for (const item of items) {
        if (item instanceof Error || item.index === null) continue;
        const folder = Body.of(item).text("folder_id");
        if (folder !== null) found.set(folder, item.bytes);
      }
    } catch (error) {
      if (!isRecordable(error)) throw error;
    }
  });
  return found;
}
