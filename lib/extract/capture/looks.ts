/**
 * Captures looks. The listing of looks lacks their queries, so looks are read one folder at a time, which includes the
 * queries.
 *
 * @module
 */
import type { Listing, Single } from "../../looker/registry/entry.ts";
import { idsOf, rowText } from "../census_row.ts";
import { IdList } from "../../base/id_table.ts";
import type { Body } from "../../codec/body.ts";
import { census, FailedListings } from "../census.ts";
import { bodyOf, callOptions, leave, requireId, type RunContext, store } from "../context.ts";
import { folderScope, isInScope } from "../scope.ts";
import { isUnchanged, listedStamp } from "../unchanged.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { readSingles } from "./singles.ts";

const LISTING: Listing = { operation: "search_looks", sorts: "id" };
const TRASH: Listing = { ...LISTING, params: { deleted: true } };
const SINGLE: Single = { operation: "look", parameter: "look_id" };
const FIELDS = "id,folder_id,updated_at";

/** Captures looks. */
export async function captureLooks(context: RunContext, tracker: TypeTracker): Promise<void> {
  const { only } = context.options;
  if (only !== undefined) return await readOne(context, tracker, only);
  const scope = await folderScope(context);
  let folders = new Map<string, number>();
  const known = context.knownStates("looks");
  const listings = context.options.noTrash ? [LISTING] : [LISTING, TRASH];
  tracker.listsAll = !context.options.noTrash;
  // One after the other: an item that moves into the trash between the two requests is in the second listing, or in
  // both.
  const failed = new FailedListings();
  for (const listing of listings) {
    const named = new IdList(), looksIn = new Map<string, number>();
    try {
      for await (const rows of census(context, tracker, listing, { fields: FIELDS, confirm: true })) {
        const states = known?.(idsOf(rows, "id"));
        for (const row of rows) {
          const id = rowText(row, "id"), folder = rowText(row, "folder_id");
          if (id === null) tracker.failed(null, listing.operation, "A row of the listing has no id");
          if (id === null || !isInScope(scope, folder)) continue;
          if (tracker.list([id]) > 0) named.push(id);
          if (tracker.resume(id, listedStamp(row["updated_at"]))) continue;
          const state = states?.get(id);
          if (state !== undefined && isUnchanged(row, state, listing === TRASH)) {
            leave(context, tracker, { id, place: state.place, wasRead: false });
            continue;
          }
          // A look in the trash or without a folder can only be read by its id.
          if (listing === LISTING && folder !== null) looksIn.set(folder, (looksIn.get(folder) ?? 0) + 1);
        }
      }
    } catch (error) {
      failed.note(tracker, { listing, named }, error);
      continue;
    }
    if (listing === LISTING) folders = looksIn;
  }
  failed.settle(tracker, listings);
  await context.ready();
  const shared = [...folders].filter(([, looks]) => looks > 1).map(([folder]) => folder);
  const inShared = shared.reduce((sum, folder) => sum + (folders.get(folder) ?? 0), 0);
  tracker.announce();
  tracker.plan(shared.length + tracker.missing().length - inShared);
  await context.gate.each("looks", shared, (folder) => readFolder(context, tracker, folder));
  await readMissing(context, tracker, listings);
}

async function readOne(context: RunContext, tracker: TypeTracker, id: string): Promise<void> {
  tracker.list([id]);
  tracker.plan(1);
  await context.ready();
  await readMissing(context, tracker, [LISTING, TRASH]);
}

async function readMissing(
  context: RunContext,
  tracker: TypeTracker,
  listings: readonly Listing[],
): Promise<void> {
  await readSingles(context, tracker, {
    ids: tracker.missing(),
    single: SINGLE,
    keep: (id, body) => void keep(context, tracker, id, body),
    listings,
    fields: FIELDS,
  });
}

/**
 * Captures the looks of one folder. A folder that cannot be read is not a failure yet, because its looks are then read
 * one by one.
 */
async function readFolder(context: RunContext, tracker: TypeTracker, folder: string): Promise<void> {
  try {
    const options = { ...callOptions(context, tracker), retryTimeouts: false };
    const { items } = await context.client.list("folder_looks", { folder_id: folder }, options);
    for (const item of items) {
      const body = item instanceof Error ? null : bodyOf(tracker, "folder_looks", item);
      const id = body === null ? null : requireId(tracker, "folder_looks", body);
      if (body === null || id === null || !isRecord(body.raw("query"))) continue;
      tracker.list([id]);
      if (tracker.wants(id)) keep(context, tracker, id, body);
    }
  } catch (error) {
    if (!isRecordable(error)) throw error;
  }
}

function keep(context: RunContext, tracker: TypeTracker, id: string, body: Body): void {
  const query = body.raw("query");
  if (isRecord(query)) return store(context, tracker, id, body, new Map([["query", query]]));
  if (body.text("query_id") !== null) tracker.problem(id, "look", "Looker served the look without its query");
  store(context, tracker, id, body);
}

function isRecord(bytes: Uint8Array | undefined): bytes is Uint8Array {
  const tag = bytes?.[0] ?? 0;
  return (tag >= 0x80 && tag < 0x90) || tag === 0xde || tag === 0xdf;
}
