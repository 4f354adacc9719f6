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

/** A page as it was read. */
export interface Page {
  items: (ReadItem | InexactError)[];
  offset: number;
  /** What the server says all pages hold; null when it does not say. */
  total: number | null;
}

/** Which part of a listing to read. */
export interface Window {
  offset: number;
  limit: number;
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

/** Reads one window of a listing; one that times out is read in halves, down to single items. */
export async function* readWindow(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  { offset, limit, watch }: Window,
): AsyncGenerator<Page> {
  const options = { ...callOptions(context, tracker), retryTimeouts: limit === 1, ...(watch && { watch }) };
  try {
    const answer = await context.client.list(
      listing.operation,
      listingParams(listing, { limit, offset }),
      options,
    );
    yield { ...answer, offset };
  } catch (error) {
    if (!(error instanceof TimeoutError) || limit === 1) throw error;
    const half = Math.ceil(limit / 2), more = watch === undefined ? {} : { watch };
    yield* readWindow(context, tracker, listing, { offset, limit: half, ...more });
    yield* readWindow(context, tracker, listing, { offset: offset + half, limit: limit - half, ...more });
  }
}

/** Decides whether a listing is at its end. One for each stream of pages. */
export class EndOfList {
  /** The offset at which the list was proved to end; -1 until then. */
  at = -1;
  private largest = 0;

  /** Whether a page of `count` items, asked for with `limit`, proves that nothing follows it. */
  reached(
    { offset, count, total }: { offset: number; count: number; total: number | null },
    limit: number,
  ): boolean {
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
  listing: Listing,
  { offset, limit, ...more }: Window,
): AsyncGenerator<Page> {
  const end = new EndOfList();
  for (let at = offset;;) {
    let next = at;
    for await (const page of readWindow(context, tracker, listing, { offset: at, limit, ...more })) {
      yield page;
      next = Math.max(next, page.offset + page.items.length);
      if (end.reached({ ...page, count: page.items.length }, limit)) return;
    }
    at = next;
  }
}
