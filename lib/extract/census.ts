/**
 * Reads the ids of a type with the fewest requests, before its bodies are read.
 *
 * @module
 */
import type { Listing } from "../looker/registry/entry.ts";
import { type CensusRow, rowText } from "./census_row.ts";
import { EndlessListError, wantsSmallerPage } from "../http/errors.ts";
import { callOptions, type RunContext } from "./context.ts";
import { Body } from "../codec/body.ts";
import type { CallOptions, Params } from "../looker/client.ts";
import { REPEATS, rowsAt } from "../looker/endless.ts";
import { endlessGuard } from "./endless.ts";
import { EndOfList, listingParams, mayBeOneRow } from "./listing.ts";
import { isRecordable, type TypeTracker } from "./tracker.ts";

/** Rows per page if a listing is not available in one response. */
const CENSUS_PAGE = 1000;

/**
 * Returns the rows of a listing with only `fields`. It uses one unpaged request if the server accepts it, because then
 * no page can shift. With `confirm`, it also requests what follows the last row: for listings whose bodies are not read
 * page by page.
 */
export async function census(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  { fields, confirm }: { fields: string; confirm: boolean },
): Promise<CensusRow[]> {
  const rows = await unpaged(context, tracker, listing, fields);
  if (rows !== null && (!confirm || rows.length === 0)) return rows;
  const known = rows ?? [];
  const doubt = await readBehind(context, tracker, listing, { fields, known, probe: rows !== null });
  if (doubt !== null) tracker.incomplete(doubt);
  return known;
}

/**
 * The listings of a type that failed. They are independent: if the trash cannot be listed, the live items are still
 * captured.
 */
export class FailedListings {
  private readonly failures: { listing: Listing; error: Error }[] = [];

  /** Notes a failure. Throws `error` if it must end the run. */
  note(listing: Listing, error: unknown): void {
    if (!isRecordable(error)) throw error;
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
 * Returns the rows of a listing page by page, for a listing that has more rows than its unpaged response.
 *
 * @throws {EndlessListError} if the listing does not end.
 */
export async function pagedCensus(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  fields: string,
): Promise<CensusRow[]> {
  const known: CensusRow[] = [];
  const doubt = await readBehind(context, tracker, listing, { fields, known, probe: false });
  if (doubt !== null) throw new EndlessListError(listing.operation, doubt);
  return known;
}

async function unpaged(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  fields: string,
): Promise<CensusRow[] | null> {
  try {
    const options = { ...callOptions(context, tracker), urgent: true, retryTimeouts: false };
    return await readRows(context, listing, { fields }, options);
  } catch (error) {
    if (wantsSmallerPage(error) || mayBeOneRow(error)) return null;
    throw error;
  }
}

/** A page of at most this many rows is requested again if it times out. A larger page is requested in quarters. */
const SMALL = 25;

/** How many rows to go back at first if rows have moved up. The distance doubles until a known row is found. */
const LOOK_BACK = 10;
/** How often rows may move up before the type is reported as incomplete. */
const SHIFTS = 100;

/**
 * Adds the rows that follow `known`. Each page begins with the last row of the page before. If another row is there,
 * rows were deleted in the meantime and later rows moved up: the function then goes back to find the rows that it
 * missed. With `probe`, it first requests one row, to find out whether anything follows. Returns the reason why rows
 * may be missing, or null if all were read.
 */
async function readBehind(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  { fields, known, probe }: { fields: string; known: CensusRow[]; probe: boolean },
): Promise<string | null> {
  const { operation } = listing;
  const guard = endlessGuard(context, { operation, kept: "rows", first: known.length });
  const key = fields.split(",")[0] ?? "id";
  const ids = new Set(known.map((row) => rowText(row, key)));
  const end = new EndOfList();
  let at = known.length, size = probe ? 1 : CENSUS_PAGE, most = CENSUS_PAGE, back = LOOK_BACK, shifts = 0;
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
      if (!wantsSmallerPage(error) || size <= SMALL) throw error;
      size = most = Math.ceil(size / 4);
      continue;
    }
    const [first] = rows;
    const moved = overlap > 0 && (first === undefined || !ids.has(rowText(first, key)));
    for (const row of rows) {
      const id = rowText(row, key);
      guard.saw(id);
      if (!ids.has(id)) known.push(row);
      ids.add(id);
    }
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
