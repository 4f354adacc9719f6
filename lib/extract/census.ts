/**
 * The cheapest complete listing of a type's ids, read before its bodies.
 *
 * @module
 */
import { TimeoutError } from "../http/errors.ts";
import type { Listing } from "../looker/content_types.ts";
import { callOptions, type RunContext } from "./context.ts";
import { EndOfList, listingParams } from "./listing.ts";
import type { TypeTracker } from "./tracker.ts";

/** A row of a census: whatever `fields` named. */
export type CensusRow = Readonly<Record<string, unknown>>;

/** Rows a page when a listing cannot be had in one answer. */
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
  for await (
    const more of pagesFrom(context, tracker, listing, {
      fields,
      offset: known.length,
      limit: rows === null ? CENSUS_PAGE : 1,
    })
  ) {
    known.push(...more);
  }
  return known;
}

async function unpaged(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  fields: string,
): Promise<CensusRow[] | null> {
  try {
    const options = { ...callOptions(context, tracker), retryTimeouts: false };
    return await context.client.call(
      listing.operation,
      listingParams(listing, { fields }),
      options,
    ) as CensusRow[];
  } catch (error) {
    if (error instanceof TimeoutError) return null;
    throw error;
  }
}

/** Pages behind `offset`. A `limit` of 1 only asks whether there are any, and grows once there are. */
async function* pagesFrom(
  context: RunContext,
  tracker: TypeTracker,
  listing: Listing,
  { fields, offset, limit }: { fields: string; offset: number; limit: number },
): AsyncGenerator<CensusRow[]> {
  const end = new EndOfList();
  for (let at = offset, size = limit;;) {
    const params = listingParams(listing, { fields, limit: size, offset: at });
    const rows = await context.client.call(
      listing.operation,
      params,
      callOptions(context, tracker),
    ) as CensusRow[];
    if (rows.length > 0) yield rows;
    const probing = size === 1 && rows.length === 1;
    if (!probing && end.reached({ offset: at, limit: size, count: rows.length, total: null })) return;
    at += rows.length;
    size = CENSUS_PAGE;
  }
}

/** A row's text under `key`, or null. */
export function rowText(row: CensusRow, key: string): string | null {
  const value = row[key];
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}
