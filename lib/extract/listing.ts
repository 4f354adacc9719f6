/**
 * Reads listings page by page, whole: pages shrink when they time out, a server's own cap on pages is noticed, and the
 * end is only believed when an answer proves it.
 *
 * @module
 */
import type { InexactError } from "../codec/errors.ts";
import type { ReadItem } from "../codec/json_reader.ts";
import { TimeoutError } from "../http/errors.ts";
import type { Params } from "../looker/client.ts";
import type { Listing } from "../looker/content_types.ts";
import { callOptions, type RunContext } from "./context.ts";
import type { TypeTracker } from "./tracker.ts";

/** A page that was read. */
export interface Page {
  offset: number;
  /** How many items were asked for, and how many came. */
  limit: number;
  count: number;
  /** What the server says all pages hold; null when it does not say. */
  total: number | null;
}

/** Which part of a listing to read. */
export interface Window {
  offset: number;
  limit: number;
}

/** What is done with the items of a page. */
export interface PageVisitor {
  /** Is shown each item; its bytes are only there until this returns. */
  visit: (item: ReadItem | InexactError) => void;
  /** Keys to look out for in the bodies. */
  watch?: readonly string[];
}

/** The parameters of a listing as an operation wants them: the registry is checked against the API's facts in a test. */
export function listingParams(
  listing: Listing,
  more: Readonly<Record<string, unknown>> = {},
): Params<Listing["operation"]> {
  const sorts = typeof listing.sorts === "string" ? { sorts: listing.sorts } : {};
  return { ...listing.params, ...sorts, ...more } as Params<Listing["operation"]>;
}

/** By type and operation: the page size that is left after larger pages timed out. They are not asked for again. */
const passing = new WeakMap<TypeTracker, Map<string, number>>();

/** What {@linkcode readWindow} reads. */
interface WindowRequest {
  listing: Listing;
  window: Window;
  visitor: PageVisitor;
}

/** Reads one window of a listing; one that times out is read in halves, down to single items. */
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
    yield { ...await context.client.visit(listing.operation, params, options), offset, limit };
  } catch (error) {
    if (!(error instanceof TimeoutError) || limit === 1) throw error;
    const half = Math.ceil(limit / 2);
    sizes.set(listing.operation, Math.min(half, sizes.get(listing.operation) ?? half));
    yield* readParts(context, tracker, request, half);
  }
}

/** Reads a window in parts of at most `size` items. */
async function* readParts(
  context: RunContext,
  tracker: TypeTracker,
  { listing, window: { offset, limit }, visitor }: WindowRequest,
  size: number,
): AsyncGenerator<Page> {
  for (let at = 0; at < limit; at += size) {
    const part = Math.min(size, limit - at);
    let got = 0;
    const window = { offset: offset + at, limit: part };
    for await (const page of readWindow(context, tracker, { listing, visitor, window })) {
      got += page.count;
      yield page;
    }
    // Fewer than asked for: what stands behind them is not where the next part would look.
    if (got < part) return;
  }
}

/** Decides whether a listing is at its end. One for each stream of pages. */
export class EndOfList {
  /** The offset at which the list was proved to end; -1 until then. */
  at = -1;
  private largest = 0;

  /** Whether a page proves that nothing follows it. */
  reached({ offset, limit, count, total }: Page): boolean {
    // A short page is the last one only when the server has shown that it does not cap pages at this size.
    const last = count === 0 ||
      (total !== null ? offset + count >= total : count < limit && count < this.largest);
    this.largest = Math.max(this.largest, count);
    if (last) this.at = Math.max(this.at, offset + count);
    return last;
  }
}

/** Reads a listing from `offset` to its end, one page after the other. */
export async function* readPages(
  context: RunContext,
  tracker: TypeTracker,
  { listing, window: { offset, limit }, visitor, end = new EndOfList() }: {
    listing: Listing;
    window: Window;
    visitor: PageVisitor;
    /** What other pages of the listing have shown. */
    end?: EndOfList;
  },
): AsyncGenerator<Page> {
  for (let at = offset;;) {
    let next = at;
    for await (
      const page of readWindow(context, tracker, { listing, visitor, window: { offset: at, limit } })
    ) {
      yield page;
      next = Math.max(next, page.offset + page.count);
      if (end.reached(page)) return;
    }
    at = next;
  }
}
