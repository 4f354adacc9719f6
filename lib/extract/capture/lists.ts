/**
 * Captures small types: a list in one response, or page by page, each item with its parts.
 *
 * @module
 */
import type { Listing } from "../../looker/registry/entry.ts";
import type { ReadItem } from "../../codec/read_item.ts";
import type { Body } from "../../codec/body.ts";
import type { InexactError } from "../../codec/errors.ts";
import { EndlessListError } from "../../http/errors.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import {
  bodyOf,
  callOptions,
  type Capture,
  eachItem,
  type Parts,
  recordFailure,
  requireId,
  type RunContext,
  store,
} from "../context.ts";
import { noteAbsent } from "../absent.ts";
import { mostKept } from "../endless.ts";
import { LeftRows, listingParams, type PageVisitor, readPages } from "../listing.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { listedStamp } from "../unchanged.ts";

/** Reads the parts of an item. */
export type PartReader = (id: string, body: Body) => Promise<Parts>;

/** The options of one small type. */
export interface ListOptions {
  /** Prepares the reader of parts. */
  parts?: (context: RunContext, tracker: TypeTracker) => Promise<PartReader> | PartReader;
  /** The usual number of requests per item; `full` applies only to full runs. */
  calls?: number | { full: number };
  /** Returns the complete body for an item that the list serves incompletely. */
  complete?: (context: RunContext, tracker: TypeTracker, id: string, body: Body) => Promise<Body>;
}

/** Returns the capture of a type whose source is a list or pages. */
export function list(type: ContentType, options: ListOptions = {}): Capture {
  return async (context, tracker) => {
    const items = await readUnlessAbsent(context, tracker, type);
    await context.ready();
    const { updatedAt } = REGISTRY[type];
    const wanted = items.filter(([id, listed]) =>
      !tracker.resume(id, updatedAt === undefined ? undefined : listedStamp(listed.get(updatedAt)))
    );
    tracker.announce();
    tracker.plan(wanted.length * callsOf(context, options));
    if (wanted.length === 0) return;
    const parts = await options.parts?.(context, tracker);
    if (parts === undefined && options.complete === undefined) {
      const operation = operationOf(type);
      for (const [id, body] of wanted) {
        recordFailure(tracker, { id, operation }, () => store(context, tracker, id, body));
      }
      return;
    }
    const each = { items: wanted, id: ([id]: [string, Body]) => id, operation: operationOf(type) };
    await eachItem(context, tracker, each, async ([id, listed]) => {
      const body = await options.complete?.(context, tracker, id, listed) ?? listed;
      store(context, tracker, id, body, await parts?.(id, body));
    });
  };
}

function callsOf({ reads }: RunContext, { calls = 0 }: ListOptions): number {
  if (typeof calls === "number") return calls;
  return reads === "all" ? calls.full : 0;
}

/** Returns all items. If this Looker does not serve the type, returns no items and adds a note. */
async function readUnlessAbsent(
  context: RunContext,
  tracker: TypeTracker,
  type: ContentType,
): Promise<[string, Body][]> {
  const { source } = REGISTRY[type];
  if (source.kind === "list" && source.mayBeCut === true) tracker.listsAll = false;
  try {
    return await readAll(context, tracker, type);
  } catch (error) {
    if ((source.kind !== "list" && source.kind !== "pages") || source.mayLack !== true) throw error;
    noteAbsent(tracker, operationOf(type), error);
    return [];
  }
}

function operationOf(type: ContentType): string {
  const { source } = REGISTRY[type];
  if (source.kind === "special" || source.kind === "groups") throw new Error(`${type} has no plain list`);
  return source.listing.operation;
}

/** Returns all bodies of a small type with their ids, in the order of the responses, without duplicates. */
export async function readAll(
  context: RunContext,
  tracker: TypeTracker,
  type: ContentType,
): Promise<[string, Body][]> {
  const { source } = REGISTRY[type];
  if (source.kind === "special" || source.kind === "groups") throw new Error(`${type} has no plain list`);
  const operation = source.listing.operation;
  const found = new Map<string, Body>();
  const most = mostKept(context);
  let bytes = 0;
  const note = (item: ReadItem | InexactError): void => {
    const body = bodyOf(tracker, operation, item);
    const id = body === null ? null : requireId(tracker, operation, body);
    if (body === null || id === null || found.has(id)) return;
    const copy = body.copy();
    bytes += copy.bytes.length;
    if (bytes > most) {
      throw new EndlessListError(
        operation,
        `its items need more than ${Math.round(most / 1e6)} MB of memory`,
      );
    }
    found.set(id, copy);
  };
  if (source.kind === "list") {
    const { items } = await context.client.list(
      operation,
      listingParams(source.listing),
      callOptions(context, tracker),
    );
    items.forEach(note);
  } else {
    try {
      await readUntilNothingNew(context, tracker, { source, visit: note, size: () => found.size });
      const { listing, trash } = source.kind === "pages" ? source : { ...source, trash: undefined };
      if (trash !== undefined && context.options.noTrash) tracker.listsAll = false;
      if (trash !== undefined && !context.options.noTrash) {
        // An item that moves into the trash between the two requests is in the second listing, or in both.
        const trashed = { ...source, listing: { ...listing, params: { ...listing.params, ...trash } } };
        await readUntilNothingNew(context, tracker, { source: trashed, visit: note, size: () => found.size });
      }
    } catch (error) {
      // The pages before the failure are valid. An endless listing is discarded, because each of its items could take
      // more requests.
      if (!isRecordable(error) || error instanceof EndlessListError || found.size === 0) throw error;
      tracker.problem(null, operation, error);
      tracker.incomplete(`not captured completely: ${error.message}`);
    }
  }
  tracker.list(found.keys());
  return [...found];
}

/** The maximum number of passes through an unsorted listing, until a pass finds nothing new. */
const WALKS = 5;

/** Reads all pages, repeatedly if they are unsorted. One pass is enough for sorted pages, or for a single page. */
async function readUntilNothingNew(
  context: RunContext,
  tracker: TypeTracker,
  { source: { listing, pageSize }, visit, size }: {
    source: { listing: Listing; pageSize: number };
    visit: PageVisitor["visit"];
    size: () => number;
  },
): Promise<void> {
  const left = new LeftRows((offset, error) =>
    tracker.failed(
      null,
      listing.operation,
      `Row ${offset + 1} of the listing cannot be read: ${error.message}`,
    )
  );
  for (let walk = 1; walk <= WALKS; walk++) {
    const before = size();
    let pages = 0;
    const window = { offset: 0, limit: pageSize };
    for await (
      const page of readPages(context, tracker, { listing, window, visitor: { visit }, left, kept: "bodies" })
    ) {
      if (page.count > 0) pages++;
    }
    if (listing.sorts !== null || pages <= 1 || (walk > 1 && size() === before)) return;
  }
  tracker.incomplete("its unsorted pages kept changing while they were read");
}
