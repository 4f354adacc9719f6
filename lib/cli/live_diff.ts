/**
 * What has changed in Looker since a moment of the vault.
 *
 * @module
 */
import { isoTime } from "../base/clock.ts";
import { diffLive, type DiffRequest } from "../inspect/diff.ts";
import type { LiveDiff } from "../term/diff_live.ts";
import { beside, type LiveRequest } from "./live_reader.ts";

/** Reads Looker, and compares. */
export async function liveDiff(request: LiveRequest, diff: DiffRequest): Promise<LiveDiff> {
  return await beside(request, (vault, { baseline, types, errors, calls, warnings }) => ({
    ...diffLive(vault, baseline, {
      types: types.map(({ type }) => type),
      now: isoTime(request.context.clock.now()),
      request: diff,
    }),
    live: types,
    errors,
    calls,
    warnings,
  }));
}
