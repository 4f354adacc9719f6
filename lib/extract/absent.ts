/**
 * Handles requests for things that not every Looker serves: features of another release or edition, and settings that
 * only some users may read.
 *
 * @module
 */
import { StatusError } from "../http/errors.ts";
import type { TypeTracker } from "./tracker.ts";

/** Statuses with which Looker answers if it does not have a feature, or does not show it to the API user. */
const ABSENT = [403, 404, 501];

/** Whether an error means that this Looker does not have something, or does not show it to the API user. */
export function isAbsent(error: unknown): error is StatusError {
  return error instanceof StatusError && ABSENT.includes(error.status);
}

/**
 * Notes that an operation is not available. This is not a failure. `more` contains further statuses that mean the same.
 * The items that the vault holds are not marked as deleted, because nothing was listed.
 *
 * @throws `error` if it has another meaning.
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
