/**
 * Reads pages of bodies in parallel, and adapts the page size to the size of the items.
 *
 * @module
 */
import type { Listing, Source } from "../../looker/registry/entry.ts";
import type { CensusRow } from "../census_row.ts";
import type { IdList } from "../../base/id_table.ts";
import type { Body } from "../../codec/body.ts";
import { bodyOf, requireId, type RunContext } from "../context.ts";
import { EndOfList, type PageVisitor, readPages, readWindow, type Window } from "../listing.ts";
import { countWanted, planPages } from "../page_plan.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import type { Keep } from "./singles.ts";

/** Stores the bodies of one capture. */
export interface Keeper {
  keep: Keep;
  /** Called after everything was read. */
  done?: () => void;
}

/** The options of one type. */
export interface CensusPagesOptions {
  keeper: (context: RunContext, tracker: TypeTracker) => Keeper;
  /** Whether the body on a page contains everything that a single request would return. */
  isWhole?: (body: Body) => boolean;
  /** Keys to look for in the bodies. */
  watch?: readonly string[];
  /** Returns a census that another type has already read. */
  rows?: (context: RunContext) => Promise<CensusRow[]>;
}

/**
 * The approximate maximum size of a page of bodies, in bytes. As many pages as there are workers are in memory at the
 * same time, in buffers of 2 MB. Half the size saves few megabytes of memory and doubles the requests for large
 * dashboards (`deno task bench`).
 */
const PAGE_BYTES = 1_900_000;
/** The number of items of the first page, which shows how large the other pages may be. */
const FIRST_PAGE = 25;
/** The minimum number of items per page, however large they are. */
const SMALLEST_PAGE = 10;

/** A source with a census. */
export type CensusSource = Extract<Source, { kind: "census" }>;

/** A sequence of pages: a listing, and the ids that the census found in it. */
export interface Stream {
  listing: Listing;
  ids: IdList;
  /** Whether only the items that are still missing are read; otherwise all pages are. */
  isPartial: boolean;
}

/** The number of items that may follow a census, in addition to as many as it named. */
const CUT_SHORT = 1000;

/** After this many failed pages without a successful one, items are read one by one. */
const MAX_PAGE_FAILURES = 3;

/** Reads the pages of a type. */
export class PageReader {
  private pageSize: number;
  /**
   * Whether pages of this type fail, or lack data that only single requests return. No more pages are requested then.
   */
  private pagesUnusable = false;
  private read = 0;
  private failed = 0;
  private items = 0;
  private bytes = 0;
  /** Number of items that pages contained and the census did not name. */
  unlisted = 0;
  readonly keep: Keep;
  readonly options: CensusPagesOptions;
  private readonly source: CensusSource;

  constructor(
    private readonly context: RunContext,
    readonly tracker: TypeTracker,
    { source, options, keep }: { source: CensusSource; options: CensusPagesOptions; keep: Keep },
  ) {
    this.source = source;
    this.options = options;
    this.keep = keep;
    const typical = context.typicalSize(tracker.type);
    this.pageSize = typical === null ? source.pageSize : this.fitting(typical);
  }

  /**
   * Reads the first page alone, to find out how large items are, then the other pages in parallel, then items that were
   * added in the meantime.
   */
  async stream({ listing, ids, isPartial }: Stream): Promise<void> {
    const end = new EndOfList(), count = ids.length;
    const pages = (): number => Math.ceil(count / this.pageSize);
    if (isPartial) {
      const wanted = (id: string): boolean => this.tracker.isMissing(id);
      const plan = [...planPages(ids, wanted, () => this.pageSize)];
      const paged = plan.reduce(
        (sum, { offset, limit }) => sum + countWanted(ids, wanted, { from: offset, to: offset + limit }),
        0,
      );
      this.tracker.plan(plan.length + countWanted(ids, wanted) - paged);
      await this.windows(listing, planPages(ids, wanted, () => this.pageSize), { end, count });
      return;
    }
    const first = Math.min(FIRST_PAGE, this.pageSize), expected = pages();
    this.tracker.plan(expected + 1);
    const window = { offset: 0, limit: first };
    const read = await this.context.gate.take(this.tracker.type, () => this.window(listing, window, end)) ??
      first;
    if (pages() > expected) this.tracker.plan(pages() - expected);
    const seen = Math.max(read, await this.windows(listing, this.rest(first, count), { end, count }));
    if (!this.pagesUnusable && end.at < Math.max(seen, count)) {
      await this.tail(listing, Math.max(seen, count), end);
    }
  }

  /** Reads windows in parallel, each in its turn. Returns the offset after the last item that was read. */
  private async windows(
    listing: Listing,
    windows: Iterable<Window>,
    { end, count }: { end: EndOfList; count: number },
  ): Promise<number> {
    let seen = 0;
    await this.context.gate.each(this.tracker.type, windows, async ({ offset, limit }) => {
      // A server that limits pages to fewer items needs several requests per window.
      const until = Math.min(offset + limit, count);
      for (let at = offset, got: number | null = 1; at < until && got; at += got ?? 0) {
        if (this.pagesUnusable) return;
        got = await this.window(listing, { offset: at, limit: offset + limit - at }, end);
        seen = Math.max(seen, at + (got ?? 0));
      }
    });
    return seen;
  }

  /** Yields windows from `offset` to `count`, each with the page size that is current when its turn comes. */
  private *rest(offset: number, count: number): Generator<Window> {
    while (offset < count) {
      const limit = this.pageSize;
      yield { offset, limit };
      offset += limit;
    }
  }

  /**
   * Reads the pages behind the last item of the census, beginning with that item, which shows whether rows moved. If as
   * many items again follow, the census was truncated: it is taken again before more is read.
   */
  private async tail(listing: Listing, known: number, end: EndOfList): Promise<void> {
    const items = new PageItems(this);
    try {
      const offset = Math.max(0, known - 1);
      for await (
        const page of readPages(this.context, this.tracker, {
          listing,
          window: { offset, limit: this.pageSize },
          visitor: items.visitor(listing),
          end,
          kept: "bodies",
          first: known,
        })
      ) {
        await items.settle();
        if (page.offset + page.count > 2 * known + CUT_SHORT) return;
        // The last item of the census is not at its place: rows moved up, maybe including some that the census did not
        // name.
        if (page.offset === offset && page.count === 0 && known > 0) this.unlisted++;
      }
    } catch (error) {
      if (!isRecordable(error)) throw error;
      this.tracker.problem(null, listing.operation, error);
    }
  }

  /** Reads one window. Returns its number of items, or null if it failed; its items are then read one by one. */
  private async window(listing: Listing, window: Window, end: EndOfList): Promise<number | null> {
    let got = 0;
    const items = new PageItems(this);
    try {
      for await (
        const page of readWindow(this.context, this.tracker, {
          listing,
          window,
          visitor: items.visitor(listing),
        })
      ) {
        got += page.count;
        end.reached(page);
        await items.settle();
      }
      this.read++;
      return got;
    } catch (error) {
      if (!isRecordable(error)) throw error;
      if (++this.failed >= MAX_PAGE_FAILURES && this.read === 0) this.pagesUnusable = true;
      return null;
    }
  }

  /** Returns the number of items per page if each has `size` bytes. */
  private fitting(size: number): number {
    return Math.min(this.source.pageSize, Math.max(Math.floor(PAGE_BYTES / size), SMALLEST_PAGE));
  }

  /** Adapts to a page that was read: how large its items are, and whether any of them was complete. */
  learn({ items, whole, bytes }: { items: number; whole: number; bytes: number }): void {
    if (items === 0) return;
    this.items += items;
    this.bytes += bytes;
    this.pageSize = this.fitting(this.bytes / this.items);
    if (whole === 0 && this.read === 0) this.pagesUnusable = true;
  }
}

/** Items of pages that are being stored. */
class PageItems {
  private pending: Promise<void>[] = [];
  private seen = { items: 0, whole: 0, bytes: 0 };

  constructor(private readonly reader: PageReader) {}

  visitor(listing: Listing): PageVisitor {
    const { tracker, options, keep } = this.reader;
    return {
      ...(options.watch && { watch: options.watch }),
      visit: (item) => {
        // An item that cannot be stored exactly is read again alone, and a failure then names it.
        if (item instanceof Error) return;
        this.seen.items++;
        this.seen.bytes += item.jsonSize;
        const body = bodyOf(tracker, listing.operation, item);
        const id = body === null ? null : requireId(tracker, listing.operation, body);
        if (body === null || id === null) return;
        this.reader.unlisted += tracker.list([id]);
        if (options.isWhole?.(body) === false) return;
        this.seen.whole++;
        // The item was seen before or is unchanged, so its parts need not be read.
        if (!tracker.wants(id)) return;
        const kept = keep(id, body);
        if (kept !== undefined) this.pending.push(kept);
      },
    };
  }

  /** Waits until the items of the last page are stored. */
  async settle(): Promise<void> {
    const { pending, seen } = this;
    this.pending = [];
    this.seen = { items: 0, whole: 0, bytes: 0 };
    this.reader.learn(seen);
    const results = await Promise.allSettled(pending);
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }
}
