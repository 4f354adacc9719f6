/**
 * Captures large types: a census of ids first, then pages of bodies in parallel, then single requests for the ids that
 * no page returned.
 *
 * @module
 */
import type { Listing } from "../../looker/registry/entry.ts";
import { idsOf, rowText } from "../census_row.ts";
import { IdList } from "../../base/id_table.ts";
import { forEachPooled } from "../../base/pool.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { census, FailedListings, pagedCensus } from "../census.ts";
import { type Capture, leave, type RunContext } from "../context.ts";
import { countWanted } from "../page_plan.ts";
import { folderScope, isInScope } from "../scope.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { isUnchanged, listedStamp } from "../unchanged.ts";
import { type CensusPagesOptions, type CensusSource, PageReader, type Stream } from "./page_reader.ts";
import { readSingles } from "./singles.ts";

/** Returns the capture of a type whose source is a census. */
export function censusPages(type: ContentType, options: CensusPagesOptions): Capture {
  return async (context, tracker) => {
    const source = REGISTRY[type].source as CensusSource;
    const { only } = context.options;
    if (only !== undefined) tracker.list([only]);
    const streams = only === undefined ? await takeCensus(context, tracker, { source, options }) : [];
    await context.ready();
    const keeper = options.keeper(context, tracker);
    const reader = new PageReader(context, tracker, { source, options, keep: keeper.keep });
    tracker.announce();
    await forEachPooled(streams, context.options.workers, (stream) => reader.stream(stream));
    if (reader.unlisted > 0) {
      const more = await listAgain(context, tracker, source);
      await forEachPooled(more, context.options.workers, (stream) => reader.stream(stream));
    }
    await readSingles(context, tracker, {
      ids: tracker.missing(),
      single: source.single,
      ...(options.watch && { watch: options.watch }),
      keep: keeper.keep,
      listings: listingsOf(source, context),
      fields: source.fields,
    });
    keeper.done?.();
  };
}

/** Returns the listing of a type, and the listing of its trash. */
function listingsOf({ listing, trash }: CensusSource, { options }: RunContext): Listing[] {
  if (trash === undefined || options.noTrash) return [listing];
  return [listing, { ...listing, params: { ...listing.params, ...trash } }];
}

/**
 * Takes the census again, because pages contained items that it did not name: it was truncated, or items were added and
 * deleted. Items that the first census missed are in a listing now. They are read in the streams that this function
 * returns, or one by one.
 */
async function listAgain(
  context: RunContext,
  tracker: TypeTracker,
  source: CensusSource,
): Promise<Stream[]> {
  const streams: Stream[] = [];
  const idKey = REGISTRY[tracker.type].id[0] ?? "id";
  const scope = await folderScope(context);
  for (const listing of listingsOf(source, context)) {
    const ids = new IdList();
    try {
      for await (const rows of pagedCensus(context, tracker, listing, source.fields)) {
        for (const row of rows) {
          const id = rowText(row, idKey);
          ids.push(id ?? "");
          if (id !== null && isInScope(scope, rowText(row, "folder_id"))) tracker.list([id]);
        }
      }
      // In the listing of a folder, the places of its items are unknown.
      if (scope === null) streams.push({ listing, ids, isPartial: true });
    } catch (error) {
      if (!isRecordable(error)) throw error;
      tracker.problem(null, listing.operation, error);
    }
  }
  return streams;
}

/** Lists every id. Returns the streams of pages that contain the bodies. */
async function takeCensus(
  context: RunContext,
  tracker: TypeTracker,
  { source, options }: { source: CensusSource; options: CensusPagesOptions },
): Promise<Stream[]> {
  const { listing, fields, trash } = source;
  const idKey = REGISTRY[tracker.type].id[0] ?? "id";
  const dated = REGISTRY[tracker.type].updatedAt !== undefined;
  if (trash !== undefined && context.options.noTrash) tracker.listsAll = false;
  const scope = await folderScope(context);
  const known = options.rows === undefined ? context.knownStates(tracker.type) : null;
  // If only some pages are read, none of them proves the end of the list, so the census must.
  const confirm = known !== null || tracker.goesOn;
  const streams: Stream[] = [];
  // One after the other: an item that moves into the trash between the two requests is in the second listing, or in
  // both.
  const listings = listingsOf(source, context), failed = new FailedListings();
  for (const one of listings) {
    const byFolder = new Map<string | null, IdList>(), named = new IdList();
    try {
      for await (
        const rows of one === listing && options.rows !== undefined
          ? [await options.rows(context)]
          : census(context, tracker, one, { fields, confirm })
      ) {
        const states = known?.(idsOf(rows, idKey));
        for (const row of rows) {
          const id = rowText(row, idKey), folder = scope === null ? null : rowText(row, "folder_id");
          if (id === null) tracker.failed(null, one.operation, "A row of the listing has no id");
          if (id === null || (!isInScope(scope, folder))) continue;
          if (tracker.list([id]) > 0) named.push(id);
          const stamp = dated ? listedStamp(row["updated_at"]) : undefined;
          const state = states?.get(id);
          if (!tracker.resume(id, stamp) && state !== undefined && isUnchanged(row, state, one !== listing)) {
            leave(context, tracker, { id, place: state.place, wasRead: false });
          }
          idsIn(byFolder, folder).push(id);
        }
      }
    } catch (error) {
      failed.note(tracker, { listing: one, named }, error);
      continue;
    }
    for (const [folder, ids] of byFolder) {
      // A page for a single item costs as much as a single request, which is how the remaining items are read.
      if (folder !== null && ids.length === 1) continue;
      const isPartial = known !== null || countWanted(ids, (id) => tracker.isMissing(id)) < ids.length;
      const params = folder === null ? one.params : { ...one.params, folder_id: folder };
      streams.push({ listing: { ...one, ...(params && { params }) }, ids, isPartial });
    }
  }
  failed.settle(tracker, listings);
  return streams;
}

function idsIn(byFolder: Map<string | null, IdList>, folder: string | null): IdList {
  let ids = byFolder.get(folder);
  if (ids === undefined) byFolder.set(folder, ids = new IdList());
  return ids;
}
