/**
 * The cheapest complete listing of a type's ids, read before its bodies.
 *
 * @module
 */
import type { Listing } from "../looker/registry/entry.ts";
import { type CensusRow, rowText } from "./census_row.ts";
import { EndlessListError, wantsSmallerPage } from "../http/errors.ts";
import { callOptions, type RunContext } from "./context.ts";
import { REPEATS } from "../looker/endless.ts";
import { endlessGuard } from "./endless.ts";
import { EndOfList, listingParams, mayBeOneRow } from "./listing.ts";
import { isRecordable, type TypeTracker } from "./tracker.ts";

/** Rows a page when a listing is not available in one answer. */
const CENSUS_PAGE = 1000;

/**
 * Rows of a listing with only `fields`, in one answer where the server gives it: no page can shift then. `confirm` asks
 * once more behind the last row, for listings whose bodies are not read page by page.
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
 * The listings of a type that failed. Each stands alone: that the trash cannot be listed is no reason to lose what lives.
 */
export class FailedListings {
  private readonly failures: { listing: Listing; error: Error }[] = [];

  /** Notes a failure; what ends the run is thrown on. */
  note(listing: Listing, error: unknown): void {
    if (!isRecordable(error)) throw error;
    this.failures.push({ listing, error });
  }

  /**
   * Records the failures of `all` listings.
   *
   * @throws what the first threw, when all failed.
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
 * Rows of a listing page by page, for one that turned out to hold more than its one answer.
 *
 * @throws {EndlessListError} when it does not come to an end.
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
    const rows = await context.client.call(listing.operation, listingParams(listing, { fields }), options);
    return rowsOf(rows, fields);
  } catch (error) {
    if (wantsSmallerPage(error) || mayBeOneRow(error)) return null;
    throw error;
  }
}

/** A page of so few rows that times out is sent again as it is; a larger one is asked for in quarters. */
const SMALL = 25;

/** How far to look back at first when rows have moved up; doubled until a known row is there. */
const LOOK_BACK = 10;
/** How often rows may move up until a listing counts as restless. */
const SHIFTS = 100;

/**
 * Adds the rows behind `known`. Each page begins with the last row of the one before: where another row is there,
 * rows were deleted meanwhile and those behind them moved up, and what slipped through is looked for further ahead.
 * `probe` asks first whether there is anything behind at all. Gives why these may not be all rows; null when they are.
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
      rows = rowsOf(
        await context.client.call(
          listing.operation,
          listingParams(listing, { fields, limit, offset }),
          { ...callOptions(context, tracker), urgent: true, retryTimeouts: size <= SMALL },
        ),
        fields,
      );
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
    at = offset + rows.length;
    back = LOOK_BACK;
  }
}

/** The rows of an answer, with nothing but what was asked for; one that is no object has nothing in it. */
function rowsOf(answer: readonly unknown[], fields: string): CensusRow[] {
  const keys = fields.replace(/\([^)]*\)/g, "").split(",");
  return answer.map((row) => isRow(row) ? Object.fromEntries(keys.map((key) => [key, row[key]])) : {});
}

function isRow(row: unknown): row is CensusRow {
  return typeof row === "object" && row !== null;
}
