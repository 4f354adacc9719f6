/**
 * Reads the ids of a type with the fewest requests, before its bodies are read.
 *
 * @module
 */
import type { Listing } from "../looker/registry/entry.ts";
import { type CensusRow, rowText } from "./census_row.ts";
import { EndlessListError, StatusError, wantsSmallerPage } from "../http/errors.ts";
import { callOptions, type RunContext } from "./context.ts";
import { Body } from "../codec/body.ts";
import type { CallOptions, Params } from "../looker/client.ts";
import { REPEATS, rowsAt } from "../looker/endless.ts";
import { type IdList, IdSet } from "../base/id_table.ts";
import { endlessGuard } from "./endless.ts";
import { EndOfList, listingParams, mayBeOneRow } from "./listing.ts";
import { isRecordable, type TypeTracker } from "./tracker.ts";

/** Rows per page if the server does not return a large page. */
const CENSUS_PAGE = 1000;
/**
 * The number of items in the vault above which a census asks for pages of this many rows. Up to it, one request without
 * a limit returns all rows, so that no page can shift, and a server cannot cut the page. A row has about 70 bytes in the
 * response: all rows of a million items at once would take as much memory as the rest of the run.
 */
const CENSUS_ROWS = 20_000;

/** Options of {@linkcode census}. */
export interface CensusOptions {
  /** The properties to request, separated by commas. The id is the first. */
  fields: string;
  /**
   * Whether to request what follows the last row. Set for listings whose bodies are not read page by page, because those
   * pages would show it.
   */
  confirm: boolean;
}

/** Yields the rows of a listing with only some properties, in as few requests as the server allows. */
export async function* census(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  { fields, confirm }: CensusOptions,
): AsyncGenerator<CensusRow[]> {
  const { censusRows } = context.options, most = censusRows ?? CENSUS_ROWS;
  const isLarge = censusRows !== undefined || context.countOf(tracker.type) > most;
  const rows = await firstRows(context, tracker, listing, { fields, ...(isLarge && { limit: most }) });
  const isCut = isLarge && rows !== null && rows.length >= most;
  if (rows !== null) yield rows;
  // A large page that is not full may have been cut by the server.
  const isProved = rows?.length === 0 || (!confirm && !isLarge);
  if (rows !== null && !isCut && isProved) return;
  const doubt = yield* readBehind(context, tracker, listing, {
    fields,
    known: rows ?? [],
    size: isCut ? most : CENSUS_PAGE,
    probe: rows !== null && !isCut,
  });
  if (doubt !== null) tracker.incomplete(doubt);
}

/** Collects what a census yields, for listings whose rows are needed again. */
export async function allRows(census: AsyncIterable<CensusRow[]>): Promise<CensusRow[]> {
  const all: CensusRow[] = [];
  for await (const rows of census) for (const row of rows) all.push(row);
  return all;
}

/**
 * The listings of a type that failed. They are independent: if the trash cannot be listed, the live items are still
 * captured.
 */
export class FailedListings {
  private readonly failures: { listing: Listing; error: Error }[] = [];

  /**
   * Notes a failure. `named` contains the items that the listing named before it failed: they are not read. Throws
   * `error` if it must end the run.
   */
  note(tracker: TypeTracker, { listing, named }: { listing: Listing; named: IdList }, error: unknown): void {
    if (!isRecordable(error)) throw error;
    for (let i = 0; i < named.length; i++) tracker.forget(named.at(i) as string);
    this.failures.push({ listing, error });
  }

  /**
   * Records the failures. `all` contains the listings of the type.
   *
   * @throws the first failure if all listings failed.
   */
  settle(tracker: TypeTracker, all: readonly Listing[]): void {
    const [first] = this.failures;
    if (first !== undefined && this.failures.length === all.length) throw first.error;
    for (const { listing, error } of this.failures) {
      tracker.problem(null, listing.operation, error);
      tracker.incomplete(`not captured completely: ${error.message}`);
    }
  }
}

/**
 * Yields the rows of a listing page by page, for a listing that has more rows than its first response.
 *
 * @throws {EndlessListError} if the listing does not end.
 */
export async function* pagedCensus(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  fields: string,
): AsyncGenerator<CensusRow[]> {
  const doubt = yield* readBehind(context, tracker, listing, {
    fields,
    known: [],
    size: CENSUS_PAGE,
    probe: false,
  });
  if (doubt !== null) throw new EndlessListError(listing.operation, doubt);
}

/**
 * Requests the first rows of a listing; all rows without `limit`. Returns null if the server does not return so many at a
 * time.
 */
async function firstRows(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  page: { fields: string; limit?: number },
): Promise<CensusRow[] | null> {
  try {
    const options = { ...callOptions(context, tracker), urgent: true, retryTimeouts: false };
    return await readRows(context, listing, page, options);
  } catch (error) {
    if (wantsSmallerPage(error) || mayBeOneRow(error) || isRefusedSize(error)) return null;
    throw error;
  }
}

/** Whether a server may have refused a request because it has a maximum for the number of rows. */
function isRefusedSize(error: unknown): boolean {
  return error instanceof StatusError && (error.status === 400 || error.status === 422);
}

/** A page of at most this many rows is requested again if it times out. A larger page is requested in quarters. */
const SMALL = 25;

/** How many rows to go back at first if rows have moved up. The distance doubles until a known row is found. */
const LOOK_BACK = 10;
/** How often rows may move up before the type is reported as incomplete. */
const SHIFTS = 100;

/**
 * Yields the rows that follow `known`, in pages of `size` rows. Each page begins with the last row of the page before. If
 * another row is there, rows were deleted in the meantime and later rows moved up: the function then goes back to find
 * the rows that it missed. With `probe`, it first requests one row, to find out whether anything follows. Returns the
 * reason why rows may be missing, or null if all were read.
 */
async function* readBehind(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  { fields, known, size: most, probe }: {
    fields: string;
    known: readonly CensusRow[];
    size: number;
    probe: boolean;
  },
): AsyncGenerator<CensusRow[], string | null> {
  const { operation } = listing;
  // A response that the server cut says how much the server returns at a time.
  const guard = endlessGuard(context, { operation, kept: "rows", first: probe ? known.length : 0 });
  const key = fields.split(",")[0] ?? "id", seen = new SeenRows(key, known);
  const end = new EndOfList();
  let at = known.length, size = probe ? 1 : most, back = LOOK_BACK, shifts = 0;
  let isLarge = !probe && known.length > 0;
  for (;;) {
    const offset = Math.max(0, at - 1), overlap = at - offset, limit = size + overlap;
    let rows: CensusRow[];
    try {
      rows = await readRows(context, listing, { fields, limit, offset }, {
        ...callOptions(context, tracker),
        urgent: true,
        retryTimeouts: size <= SMALL,
      });
    } catch (error) {
      const isTooLarge = isLarge && mayBeOneRow(error);
      if (!isTooLarge && (!wantsSmallerPage(error) || size <= SMALL)) throw error;
      // The server failed at a large page, as in the first request: it may return pages of the usual size.
      size = most = isTooLarge ? Math.min(CENSUS_PAGE, Math.ceil(size / 4)) : Math.ceil(size / 4);
      isLarge = false;
      continue;
    }
    const [first] = rows;
    const moved = overlap > 0 && (first === undefined || !seen.has(first));
    // Rows that are read again after others moved do not repeat the listing, so the guard has ids of its own.
    for (const row of rows) guard.saw(rowText(row, key));
    yield rows.filter((row) => seen.add(row));
    size = most;
    if (moved) {
      if (++shifts > SHIFTS) return "its items kept changing while they were listed";
      at = Math.max(0, offset - back);
      back *= 2;
      continue;
    }
    if (rows.length === overlap || end.reached({ offset, limit, count: rows.length, total: null })) {
      return null;
    }
    if (guard.repeats(limit)) return REPEATS;
    await guard.checkEnd(
      rowsAt(context.client, operation, listingParams(listing, { fields }), {
        ...callOptions(context, tracker),
        urgent: true,
      }),
    );
    at = offset + rows.length;
    back = LOOK_BACK;
  }
}

/** The rows that a listing has returned, by id. All rows without an id count as one. */
class SeenRows {
  private readonly ids = new IdSet();
  private hasNameless = false;

  constructor(private readonly key: string, known: readonly CensusRow[]) {
    for (const row of known) this.add(row);
  }

  has(row: CensusRow): boolean {
    const id = rowText(row, this.key);
    return id === null ? this.hasNameless : this.ids.has(id);
  }

  /** Returns whether the row is new. */
  add(row: CensusRow): boolean {
    const isNew = !this.has(row), id = rowText(row, this.key);
    if (id === null) this.hasNameless = true;
    else this.ids.add(id);
    return isNew;
  }
}

/**
 * Requests rows. Each row has only the properties in `fields`, and is read from the bytes of the response, because the
 * parsed response would need several times the memory of the rows. A row that is not an object has no properties.
 */
async function readRows(
  context: RunContext,
  listing: Listing,
  { fields, ...window }: { fields: string; limit?: number; offset?: number },
  options: CallOptions,
): Promise<CensusRow[]> {
  const keys = fields.replace(/\([^)]*\)/g, "").split(","), rows: CensusRow[] = [];
  const params = listingParams(listing, { fields, ...window });
  let isExact = true;
  await context.client.visit(listing.operation, params, {
    ...options,
    visit(item) {
      if (item instanceof Error) isExact = false;
      if (item instanceof Error || item.index === null) return void rows.push({});
      const body = Body.of(item);
      rows.push(Object.fromEntries(keys.map((key) => [key, body.get(key)])));
    },
  });
  return isExact ? rows : await parsedRows(context, { listing, params, keys }, options);
}

/**
 * Requests rows again and parses the response. A row whose values cannot be stored exactly, such as half a surrogate
 * pair in an email, still has its id then, so that its item is reported by id and does not count as deleted.
 */
async function parsedRows(
  { client }: RunContext,
  { listing, params, keys }: {
    listing: Listing;
    params: Params<Listing["operation"]>;
    keys: readonly string[];
  },
  options: CallOptions,
): Promise<CensusRow[]> {
  const rows: readonly unknown[] = await client.call(listing.operation, params, options);
  return rows.map((row) => isRow(row) ? Object.fromEntries(keys.map((key) => [key, row[key]])) : {});
}

function isRow(row: unknown): row is CensusRow {
  return typeof row === "object" && row !== null;
}
