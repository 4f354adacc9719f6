/**
 * Reads listings completely, page by page. Pages shrink when they time out, a server's own limit on the page size is
 * detected, and a response must prove the end of the list.
 *
 * @module
 */
import type { Listing } from "../looker/registry/entry.ts";
import type { ReadItem } from "../codec/read_item.ts";
import type { InexactError } from "../codec/errors.ts";
import { BadAnswerError, NetworkError, StatusError, wantsSmallerPage } from "../http/errors.ts";
import { Body } from "../codec/body.ts";
import { idOf } from "../looker/columns.ts";
import type { Params } from "../looker/client.ts";
import { callOptions, type RunContext } from "./context.ts";
import { REPEATS, rowsAt } from "../looker/endless.ts";
import { endlessGuard, type EndlessOptions } from "./endless.ts";
import type { TypeTracker } from "./tracker.ts";

/** A page that was read. */
export interface Page {
  offset: number;
  /** The number of items that were requested. */
  limit: number;
  count: number;
  /** The total over all pages as the server reports it; null if it does not. */
  total: number | null;
}

/** The part of a listing to read. */
export interface Window {
  offset: number;
  limit: number;
}

/** Processes the items of a page. */
export interface PageVisitor {
  /** Receives each item. The bytes of the item are valid only until this function returns. */
  visit: (item: ReadItem | InexactError) => void;
  /** Keys to look for in the bodies. */
  watch?: readonly string[];
}

/**
 * Returns the parameters of a listing in the type of its operation. A test checks the registry against the API's facts.
 */
export function listingParams(
  listing: Listing,
  more: Readonly<Record<string, unknown>> = {},
): Params<Listing["operation"]> {
  const sorts = typeof listing.sorts === "string" ? { sorts: listing.sorts } : {};
  return { ...listing.params, ...sorts, ...more } as Params<Listing["operation"]>;
}

/**
 * By type and operation: the page size that remains after larger pages timed out. Larger pages are not requested again.
 */
const passing = new WeakMap<TypeTracker, Map<string, number>>();

/** The window that {@linkcode readWindow} reads. */
interface WindowRequest {
  listing: Listing;
  window: Window;
  visitor: PageVisitor;
  /** Handles a row that makes its page fail. Without it, such a page fails. */
  left?: LeftRows;
}

/**
 * Whether a listing may have failed because of one of its rows or because of its size, so that a part of it can still
 * be read.
 */
export function mayBeOneRow(error: unknown): boolean {
  return error instanceof StatusError && error.status >= 500 || error instanceof BadAnswerError ||
    error instanceof NetworkError && error.failure === "reset";
}

/** If this many consecutive rows cannot be read, the listing fails. */
const MOST_LEFT = 3;

/** Rows that cannot be read, and are omitted so that the rows around them can be read. One instance per listing. */
export class LeftRows {
  private readonly offsets = new Set<number>();
  /** Whether a page of the listing has been read. */
  hasRead = false;

  constructor(private readonly tell: (offset: number, error: Error) => void) {}

  /**
   * Omits a row.
   *
   * @throws `error` if the rows before it could not be read either.
   */
  leave(offset: number, error: Error): void {
    let before = 0;
    while (this.offsets.has(offset - before - 1)) before++;
    if (before >= MOST_LEFT) throw error;
    if (!this.offsets.has(offset)) this.tell(offset, error);
    this.offsets.add(offset);
  }
}

/** Reads one window of a listing. A window that times out is read in halves, down to single items. */
export async function* readWindow(
  context: RunContext,
  tracker: TypeTracker,
  request: WindowRequest,
): AsyncGenerator<Page> {
  const { listing, window: { offset, limit }, visitor } = request;
  let sizes = passing.get(tracker);
  if (sizes === undefined) passing.set(tracker, sizes = new Map());
  const most = sizes.get(listing.operation) ?? limit;
  if (limit > most) return yield* readParts(context, tracker, request, most);
  const options = { ...callOptions(context, tracker), ...visitor, retryTimeouts: limit === 1 };
  try {
    const params = listingParams(listing, { limit, offset });
    const page = await context.client.visit(listing.operation, params, options);
    if (request.left !== undefined) request.left.hasRead = true;
    yield { ...page, offset, limit };
  } catch (error) {
    if (mayBeOneRow(error) && error instanceof Error && request.left !== undefined) {
      return yield* readAround(context, tracker, { ...request, left: request.left }, error);
    }
    if (!wantsSmallerPage(error) || limit === 1) throw error;
    const half = Math.ceil(limit / 2);
    sizes.set(listing.operation, Math.min(half, sizes.get(listing.operation) ?? half));
    yield* readParts(context, tracker, request, half);
  }
}

/** Reads a window that failed in halves, down to the row that causes the failure, which is omitted. */
async function* readAround(
  context: RunContext,
  tracker: TypeTracker,
  request: WindowRequest & { left: LeftRows },
  error: Error,
): AsyncGenerator<Page> {
  const { window: { offset, limit }, left } = request;
  if (limit === 1) {
    left.leave(offset, error);
    yield { offset, limit, count: 1, total: null };
    return;
  }
  if (!left.hasRead && !await answersAnything(context, tracker, request)) throw error;
  yield* readParts(context, tracker, request, Math.ceil(limit / 2));
}

/** Whether one of the first two rows of a window can be read alone. If not, the listing as a whole fails. */
async function answersAnything(
  context: RunContext,
  tracker: TypeTracker,
  { listing, window: { offset } }: WindowRequest,
): Promise<boolean> {
  for (const at of [offset, offset + 1]) {
    try {
      const params = listingParams(listing, { limit: 1, offset: at });
      await context.client.list(listing.operation, params, callOptions(context, tracker));
      return true;
    } catch (error) {
      if (!mayBeOneRow(error)) throw error;
    }
  }
  return false;
}

/** Reads a window in parts of at most `size` items. */
async function* readParts(
  context: RunContext,
  tracker: TypeTracker,
  { listing, window: { offset, limit }, visitor, left }: WindowRequest,
  size: number,
): AsyncGenerator<Page> {
  for (let at = 0; at < limit; at += size) {
    const wanted = Math.min(size, limit - at);
    let got = 0;
    const window = { offset: offset + at, limit: wanted };
    const part = { listing, visitor, window, ...(left && { left }) };
    for await (const page of readWindow(context, tracker, part)) {
      got += page.count;
      yield page;
    }
    // A part with fewer items than requested: the items after it are not at the offset of the next part.
    if (got < wanted) return;
  }
}

/** Decides whether a listing has reached its end. One instance per stream of pages. */
export class EndOfList {
  /** The offset at which the list was proved to end; -1 until then. */
  at = -1;
  private largest = 0;

  /** Whether a page proves that nothing follows it. */
  reached({ offset, limit, count, total }: Page): boolean {
    // A short page is the last one only if the server has shown that it does not limit pages to this size.
    const last = count === 0 ||
      (total !== null ? offset + count >= total : count < limit && count < this.largest);
    this.largest = Math.max(this.largest, count);
    if (last) this.at = Math.max(this.at, offset + count);
    return last;
  }
}

/**
 * Reads a listing from `offset` to its end, one page after the other. A listing that repeats itself leaves its type
 * incomplete.
 */
export async function* readPages(
  context: RunContext,
  tracker: TypeTracker,
  { listing, window: { offset, limit }, visitor, left, end = new EndOfList(), kept, first }: WindowRequest & {
    /** What other pages of the listing have shown about its end. */
    end?: EndOfList;
  } & Omit<EndlessOptions, "operation">,
): AsyncGenerator<Page> {
  const { operation } = listing;
  const guard = endlessGuard(context, { operation, kept, ...(first !== undefined && { first }) });
  const watched: PageVisitor = {
    ...visitor,
    visit(item) {
      guard.saw(item instanceof Error || item.index === null ? null : idOf(tracker.type, Body.of(item)));
      visitor.visit(item);
    },
  };
  for (let at = offset;;) {
    let next = at;
    for await (
      const page of readWindow(context, tracker, {
        listing,
        visitor: watched,
        window: { offset: at, limit },
        ...(left && { left }),
      })
    ) {
      yield page;
      next = Math.max(next, page.offset + page.count);
      if (end.reached(page)) return;
    }
    if (guard.repeats(limit)) return tracker.incomplete(REPEATS);
    await guard.checkEnd(
      rowsAt(context.client, operation, listingParams(listing), callOptions(context, tracker)),
    );
    at = next;
  }
}
