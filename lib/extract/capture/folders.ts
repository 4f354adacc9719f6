/**
 * Folders: one list, and their access lists, read for all children of a folder at once.
 *
 * @module
 */
import { addTo } from "../../base/grouped.ts";
import { Body } from "../../codec/body.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { forEachPooled } from "../../base/pool.ts";
import { listFolders } from "../../looker/folder_listing.ts";
import { callOptions, eachItem, recordFailure, requireId, type RunContext, store } from "../context.ts";
import { folderScope } from "../scope.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { packMap } from "../parts.ts";
import { accessParts, inherits, METADATA_FIELDS } from "./access.ts";

/** Captures folders. */
export async function captureFolders(context: RunContext, tracker: TypeTracker): Promise<void> {
  const scope = await folderScope(context);
  const all = await readFolders(context, tracker);
  const metadataIds = new Map(all.map(([id, body]) => [id, body.text("content_metadata_id")]));
  const siblings = new Map<string | null, [string, Body][]>();
  for (const [id, body] of all) {
    if (scope !== null && !scope.has(id)) tracker.forget(id);
    else if (!tracker.resume(id)) {
      const parent = metadataIds.get(body.text("parent_id") ?? "") ?? null;
      addTo(siblings, parent, [id, body]);
    }
  }
  tracker.announce();
  tracker.plan(siblings.size);
  await forEachPooled(siblings, context.options.workers, async ([parent, folders]) => {
    const metadata = parent === null
      ? (): undefined => undefined
      : await childMetadata(context, tracker, parent);
    const costly: [string, Body][] = [];
    for (const [id, body] of folders) {
      const known = metadata(id);
      if (known !== undefined && body.text("content_metadata_id") !== null && inherits(known)) {
        const parts = new Map([["content_metadata", known]]);
        recordFailure(
          tracker,
          { id, operation: "all_folders" },
          () => store(context, tracker, id, body, parts),
        );
      } else costly.push([id, body]);
    }
    const each = { items: costly, id: ([id]: [string, Body]) => id, operation: "all_folders" };
    await eachItem(context, tracker, each, async ([id, body]) => {
      const parts = await accessParts(context, tracker, { id, body, known: metadata(id) });
      store(context, tracker, id, body, parts);
    });
  });
}

/** All folders with their ids, and what is to be said of how they were listed. */
async function readFolders(context: RunContext, tracker: TypeTracker): Promise<[string, Body][]> {
  const known = context.live("folders");
  const { items, bad, late, doubt } = await listFolders(context.client, {
    ...callOptions(context, tracker),
    known,
  });
  for (const error of bad) tracker.failed(null, "all_folders", error);
  if (doubt !== null) tracker.incomplete(`its listing may lack some: ${doubt}`);
  if (late > 0) {
    tracker.notes.push(`all_folders was cut: ${late} of ${items.length} came from search_folders`);
  }
  const found = items.flatMap((item): [string, Body][] => {
    const body = Body.of(item), id = requireId(tracker, "all_folders", body);
    return id === null ? [] : [[id, body]];
  });
  tracker.list(found.map(([id]) => id));
  return found;
}

/** The content metadata of a folder's children, by folder id. */
type Metadata = (folder: string) => Uint8Array | undefined;

/**
 * Content metadata of a folder's children, as an interrupted run has kept it or from Looker. What is missing from it, or a
 * call that failed, leaves single reads.
 */
async function childMetadata(context: RunContext, tracker: TypeTracker, parent: string): Promise<Metadata> {
  const key = `children of ${parent}`;
  const kept = keptMetadata(tracker.part(key));
  if (kept !== null) return kept;
  const found = new Map<string, Uint8Array>();
  try {
    const { items } = await context.gate.take("folders", () =>
      context.client.list(
        "all_content_metadatas",
        { parent_id: parent, fields: METADATA_FIELDS },
        callOptions(context, tracker),
      ));
    for (const item of items) {
      if (item instanceof Error || item.index === null) continue;
      const folder = Body.of(item).text("folder_id");
      if (folder !== null) found.set(folder, item.bytes);
    }
    context.writer.keep(tracker, key, packMap([...found]));
  } catch (error) {
    if (!isRecordable(error)) throw error;
  }
  return (folder) => found.get(folder);
}

function keptMetadata(data: Uint8Array | null): Metadata | null {
  if (data === null) return null;
  try {
    const body = Body.parse(data);
    return (folder) => body.raw(folder);
  } catch (error) {
    if (error instanceof DamagedBodyError) return null;
    throw error;
  }
}
