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
  const metadataIds = new Map(all.map(([id, body]) => [id, body.text("content_metadata_id")]));
  const siblings = new Map<string | null, [string, Body][]>();
  for (const [id, body] of all) {
    if (scope !== null && !scope.has(id)) tracker.forget(id);
    else if (!tracker.resume(id)) {
      const parent = metadataIds.get(body.text("parent_id") ?? "") ?? null;
      const others = siblings.get(parent);
      if (others === undefined) siblings.set(parent, [[id, body]]);
      else others.push([id, body]);
    }
  }
  await forEachPooled(siblings, context.options.workers, async ([parent, folders]) => {
    const metadata = parent === null
      ? new Map<string, Uint8Array>()
      : await childMetadata(context, tracker, parent);
    await forEachPooled(folders, context.options.workers, async ([id, body]) => {
      const metadataId = body.text("content_metadata_id");
      store(
        context,
        tracker,
        id,
        body,
        await accessParts(context, tracker, { id, metadataId, known: metadata.get(id) }),
      );
    });
  });
}

/** Content metadata of a folder's children, by folder id. What is missing from it, or a call that failed, leaves single reads. */
async function childMetadata(
  context: RunContext,
  tracker: TypeTracker,
  parentMetadataId: string,
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  try {
    const params = { parent_id: parentMetadataId, fields: METADATA_FIELDS };
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
  return found;
}
