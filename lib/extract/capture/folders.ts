/**
 * Captures folders: one list, and their access lists, read for all children of a folder in one request.
 *
 * @module
 */
import { addTo } from "../../base/grouped.ts";
import { Body } from "../../codec/body.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { forEachPooled } from "../../base/pool.ts";
import { listFolders } from "../../looker/folder_listing.ts";
import {
  callOptions,
  eachItem,
  heldParts,
  leave,
  recordFailure,
  requireId,
  type RunContext,
  store,
} from "../context.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { saveAccessReads } from "../../vault/access_reads.ts";
import { ACCESS_RUNS, dueParents } from "./access_rota.ts";
import { folderScope } from "../scope.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { packMap } from "../parts.ts";
import { accessParts, inherits, isAccessWhole, METADATA_FIELDS } from "./access.ts";

/** Captures folders. */
export async function captureFolders(context: RunContext, tracker: TypeTracker): Promise<void> {
  const scope = await folderScope(context);
  const all = await readFolders(context, tracker);
  await context.ready();
  const families = familiesOf(all), parents = new Set(families.keys());
  for (const [parent, folders] of families) {
    const wanted = folders.filter(([id]) => {
      if (scope === null || scope.has(id)) return !tracker.resume(id);
      tracker.forget(id);
      return false;
    });
    if (wanted.length > 0) families.set(parent, wanted);
    else families.delete(parent);
  }
  tracker.announce();
  const due = restOthers(context, tracker, families);
  tracker.plan(due.size);
  const read: string[] = [];
  await forEachPooled(due, context.options.workers, async ([parent, folders]) => {
    const metadata = parent === null ? null : await childMetadata(context, tracker, parent);
    await captureFamily(context, tracker, folders, metadata ?? (() => undefined));
    if (parent !== null && metadata !== null) read.push(parent);
  });
  context.writer.atEnd(tracker, (vault, at) => {
    const known = new Set([...parents].filter((parent) => parent !== null));
    if (scope === null) saveAccessReads(vault, typeCode("folders"), { read, parents: known, at });
  });
}

/**
 * The id of a folder, and its body as MessagePack. All folders are in memory until their access lists are read, and the
 * positions of the entries of a {@linkcode Body} would take as much as its bytes.
 */
type Folder = readonly [id: string, bytes: Uint8Array];

/** Folders by the content metadata of their parent; null if the parent does not exist or is unknown. */
type Families = Map<string | null, Folder[]>;

function familiesOf(folders: readonly Folder[]): Families {
  const metadataIds = new Map<string, string | null>(), parents: (string | null)[] = [];
  for (const [id, bytes] of folders) {
    const body = Body.parse(bytes);
    metadataIds.set(id, body.text("content_metadata_id"));
    parents.push(body.text("parent_id"));
  }
  const families: Families = new Map();
  for (const [place, folder] of folders.entries()) {
    addTo(families, metadataIds.get(parents[place] ?? "") ?? null, folder);
  }
  return families;
}

/**
 * Returns the families whose access lists must be read. An incremental run keeps the stored lists of a family if no
 * folder in it has changed and it is not its turn.
 */
function restOthers(context: RunContext, tracker: TypeTracker, families: Families): Families {
  const known = context.known("folders");
  if (known === null) return families;
  const resting = new Map<string, { id: string; place: number; wasRead: boolean }[]>();
  for (const [parent, folders] of families) {
    const rows = parent === null ? [] : folders.flatMap(([id, bytes]) => {
      const body = Body.parse(bytes),
        held = heldParts(context, tracker, { id, body, isKnown: known.has(id) });
      return held === null || !isAccessWhole(body, held.parts)
        ? []
        : [{ id, place: held.place, wasRead: true }];
    });
    if (parent !== null && rows.length === folders.length) resting.set(parent, rows);
  }
  const readAt = context.accessReads("folders");
  const due = dueParents([...resting.keys()], { all: families.size, readAt });
  const left = [...resting].filter(([parent]) => !due.has(parent));
  for (const [, rows] of left) for (const row of rows) leave(context, tracker, row);
  if (left.length > 0) {
    tracker.remark(
      `the access lists below ${families.size - left.length} of ${families.size} folders were read; ` +
        `changes below the others are found within ${ACCESS_RUNS} incremental runs, or by a full run`,
    );
  }
  const rests = new Set<string | null>(left.map(([parent]) => parent));
  return new Map([...families].filter(([parent]) => !rests.has(parent)));
}

/** Captures the child folders of one parent. */
async function captureFamily(
  context: RunContext,
  tracker: TypeTracker,
  folders: readonly Folder[],
  metadata: Metadata,
): Promise<void> {
  const costly: Folder[] = [];
  for (const [id, bytes] of folders) {
    const body = Body.parse(bytes), known = metadata(id);
    if (known !== undefined && body.text("content_metadata_id") !== null && inherits(known)) {
      const parts = new Map([["content_metadata", known]]);
      recordFailure(
        tracker,
        { id, operation: "all_folders" },
        () => store(context, tracker, id, body, parts),
      );
    } else costly.push([id, bytes]);
  }
  const each = { items: costly, id: ([id]: Folder) => id, operation: "all_folders" };
  await eachItem(context, tracker, each, async ([id, bytes]) => {
    const body = Body.parse(bytes),
      parts = await accessParts(context, tracker, { id, body, known: metadata(id) });
    store(context, tracker, id, body, parts);
  });
}

/** Returns all folders with their ids, and notes how they were listed. */
async function readFolders(context: RunContext, tracker: TypeTracker): Promise<Folder[]> {
  const known = context.live("folders");
  const { items, bad, late, doubt } = await listFolders(context.client, {
    ...callOptions(context, tracker),
    known,
  });
  for (const error of bad) tracker.failed(null, "all_folders", error);
  if (doubt !== null) tracker.incomplete(`its listing may be incomplete: ${doubt}`);
  if (late > 0) {
    tracker.notes.push(
      `all_folders was truncated: ${late} of ${items.length} folders came from search_folders`,
    );
  }
  const found = items.flatMap((item): Folder[] => {
    const id = requireId(tracker, "all_folders", Body.of(item));
    return id === null ? [] : [[id, item.bytes]];
  });
  tracker.list(found.map(([id]) => id));
  return found;
}

/** Returns the content metadata of a child folder by its id. */
type Metadata = (folder: string) => Uint8Array | undefined;

/**
 * Returns the content metadata of a folder's children, from an interrupted run or from Looker. Folders without an entry
 * are read one by one, as are all of them if the request failed (null).
 */
async function childMetadata(
  context: RunContext,
  tracker: TypeTracker,
  parent: string,
): Promise<Metadata | null> {
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
    return null;
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
