/**
 * Reads single items that no list returns.
 *
 * @module
 */
import type { Listing, Single } from "../../looker/registry/entry.ts";
import { rowText } from "../census_row.ts";
import { Body } from "../../codec/body.ts";
import { StatusError } from "../../http/errors.ts";
import type { LookerClient, Operation, Params } from "../../looker/client.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { pagedCensus } from "../census.ts";
import { callOptions, type RunContext } from "../context.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";

/** Stores a body. Its bytes are valid only until the function returns, so asynchronous work needs a copy. */
export type Keep = (id: string, body: Body) => Promise<void> | undefined;

/** The items that {@linkcode readSingles} reads. */
export interface SinglesRequest {
  ids: readonly string[];
  single: Single;
  keep: Keep;
  watch?: readonly string[];
  /** The listings that named the ids, and the fields to request from them. */
  listings: readonly Listing[];
  fields: string;
}

/**
 * Reads each id with a single request and stores its body. Failures are recorded. If Looker answers 404 for an id, the
 * listings are read again.
 */
export async function readSingles(
  context: RunContext,
  tracker: TypeTracker,
  request: SinglesRequest,
): Promise<void> {
  const { ids, single, keep, watch } = request;
  const absent = new Map<string, StatusError>();
  await context.gate.each(tracker.type, ids, async (id) => {
    try {
      const options = { ...callOptions(context, tracker), ...(watch && { watch }) };
      const item = await getOne(context.client, single, id, options);
      await keep(id, Body.of(item));
    } catch (error) {
      if (!isRecordable(error)) throw error;
      if (error instanceof StatusError && error.status === 404) absent.set(id, error);
      else tracker.failed(id, single.operation, error);
    }
  });
  if (absent.size > 0) await judgeAbsent(context, tracker, request, absent);
}

/**
 * Decides what a 404 means: Looker answers it for deleted items and for items that the user may not see. An item that
 * is not listed any more is deleted. An item that is still listed exists but could not be read, which is a failure.
 */
async function judgeAbsent(
  context: RunContext,
  tracker: TypeTracker,
  { listings, fields, single }: SinglesRequest,
  absent: ReadonlyMap<string, StatusError>,
): Promise<void> {
  const key = REGISTRY[tracker.type].id[0] ?? "id";
  const listed = new Set<string>();
  let known = true;
  try {
    for (const listing of listings) {
      for await (const rows of pagedCensus(context, tracker, listing, fields)) {
        for (const row of rows) {
          const id = rowText(row, key);
          if (id !== null && absent.has(id)) listed.add(id);
        }
      }
    }
  } catch (error) {
    if (!isRecordable(error)) throw error;
    known = false;
  }
  for (const [id, error] of absent) {
    if (known && !listed.has(id)) tracker.vanished(id);
    else tracker.failed(id, single.operation, error);
  }
}

function getOne(
  client: LookerClient,
  { operation, parameter }: Single,
  id: string,
  options: ReturnType<typeof callOptions>,
): ReturnType<LookerClient["get"]> {
  return client.get(operation as Operation, { [parameter]: id } as Params<Operation>, options);
}
