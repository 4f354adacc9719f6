/**
 * Records types that could not be captured, or only in part.
 *
 * @module
 */
import { type CallBudgetError, HttpError } from "../http/errors.ts";
import type { TypeTracker } from "./tracker.ts";

/** Records that a type's own listing failed. */
export function notCaptured(tracker: TypeTracker, error: Error): void {
  const { status, operation } = error instanceof HttpError ? error : { status: null, operation: "read" };
  const forbidden = status === 403 || status === 404;
  tracker.problem(null, operation, error);
  tracker.incomplete(
    forbidden
      ? `not captured: Looker refused the request (${status}); the API user may lack a permission`
      : `not captured completely: ${error.message}`,
  );
  tracker.abandon(error.message, operation);
}

/** Records that `--max-calls` is used up. */
export function stoppedByBudget(tracker: TypeTracker, error: CallBudgetError): void {
  tracker.incomplete("stopped by --max-calls");
  if (tracker.missing().length > 0) tracker.abandon(error.message, error.operation);
  else tracker.problem(null, error.operation, error);
}
