/**
 * What not every Looker serves: features of another release or edition, and settings that only some users may read.
 *
 * @module
 */
import { StatusError } from "../http/errors.ts";
import type { TypeTracker } from "./tracker.ts";

/** Statuses by which Looker says that it has no such thing, or shows it to nobody who asks like this. */
const ABSENT = [403, 404, 501];

/** Whether an error says that a Looker has no such thing, or does not show it to who asks. */
export function isAbsent(error: unknown): error is StatusError {
  return error instanceof StatusError && ABSENT.includes(error.status);
}

/**
 * Notes that an operation is not available, which is no failure; `more` are further statuses that say so. What the vault holds of it stays: nothing was listed.
 *
 * @throws whatever says something else.
 */
export function noteAbsent(
  tracker: TypeTracker,
  operation: string,
  error: unknown,
  more: readonly number[] = [],
): void {
  if (!(error instanceof StatusError) || ![...ABSENT, ...more].includes(error.status)) throw error;
  tracker.listsAll = false;
  tracker.tell(`this Looker does not serve ${operation} to the API user (${error.status})`);
}
