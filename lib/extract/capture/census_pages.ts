/**
 * Large types: a census of ids first, then pages of bodies in parallel, then single reads of the ids that no page
 * returned.
 *
 * @module
 */
import type { Listing } from "../../looker/registry/entry.ts";
import { type CensusRow, rowText } from "../census_row.ts";
import { addTo } from "../../base/grouped.ts";
import { forEachPooled } from "../../base/pool.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { census, FailedListings, pagedCensus } from "../census.ts";
import { type Capture, leave, type RunContext } from "../context.ts";
import { folderScope, isInScope } from "../scope.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { isUnchanged, listedStamp } from "../unchanged.ts";
import { type CensusPagesOptions, type CensusSource, PageReader, type Stream } from "./page_reader.ts";
import { readSingles } from "./singles.ts";

/** The capture of a type whose source is a census. */
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

/** The listing of a type, and that of its trash. */
function listingsOf({ listing, trash }: CensusSource, { options }: RunContext): Listing[] {
  if (trash === undefined || options.noTrash) return [listing];
  return [listing, { ...listing, params: { ...listing.params, ...trash } }];
}

/**
 * Pages held what the census did not name: it was cut short, or items came and went. Whatever slipped through between the
 * listings is in one of them now, and is read in the streams that this gives, or singly.
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
    try {
      const rows = await pagedCensus(context, tracker, listing, source.fields);
      const meant = rows.filter((row) => isInScope(scope, rowText(row, "folder_id")));
      tracker.list(meant.flatMap((row) => rowText(row, idKey) ?? []));
      const ids = rows.map((row) => rowText(row, idKey) ?? "");
      // Of a folder's listing the places of its items are not known.
      if (scope === null) streams.push({ listing, ids, wanted: new Set(tracker.missing()) });
    } catch (error) {
      if (!isRecordable(error)) throw error;
      tracker.problem(null, listing.operation, error);
    }
  }
  return streams;
}

/** Lists every id, and says in which streams of pages the bodies come. */
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
  const known = options.rows === undefined ? context.known(tracker.type) : null;
  // Where only some pages will be read, none of them proves the end of the list: the census must.
  const confirm = known !== null || tracker.goesOn;
  const streams: Stream[] = [];
  // One after the other: what moves into the trash between the two is in the second, or in both.
  const listings = listingsOf(source, context), failed = new FailedListings();
  for (const one of listings) {
    let rows: readonly CensusRow[];
    try {
      rows = one === listing && options.rows !== undefined
        ? await options.rows(context)
        : await census(context, tracker, one, { fields, confirm });
    } catch (error) {
      failed.note(one, error);
      continue;
    }
    const byFolder = new Map<string | null, string[]>();
    for (const row of rows) {
      const id = rowText(row, idKey), folder = scope === null ? null : rowText(row, "folder_id");
      if (id === null) tracker.failed(null, one.operation, "A row of the listing has no id");
      if (id === null || (!isInScope(scope, folder))) continue;
      tracker.list([id]);
      const stamp = dated ? listedStamp(row["updated_at"]) : undefined;
      const state = known?.get(id);
      if (!tracker.resume(id, stamp) && state !== undefined && isUnchanged(row, state, one !== listing)) {
        leave(context, tracker, { id, place: state.place, wasRead: false });
      }
      addTo(byFolder, folder, id);
    }
    const wanted = new Set(tracker.missing());
    for (const [folder, ids] of byFolder) {
      // A page for a single item costs as much as reading it by its id, which the leftovers are.
      if (folder !== null && ids.length === 1) continue;
      const some = known !== null || ids.some((id) => !wanted.has(id));
      streams.push({
        listing: folder === null ? one : { ...one, params: { ...one.params, folder_id: folder } },
        ids,
        wanted: some ? wanted : null,
      });
    }
  }
  failed.settle(tracker, listings);
  return streams;
}
