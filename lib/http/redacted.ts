/**
 * Removes secrets that a server echoes in an error. Errors are redacted when they are created, before any code keeps
 * a copy.
 *
 * @module
 */
import type { Transport } from "./transport.ts";

/** Removes secrets from every error of `inner` and from its causes. */
export function redacted(inner: Transport, redact: (text: string) => string): Transport {
  return async (request) => {
    try {
      return await inner(request);
    } catch (error) {
      redactError(error, redact);
      throw error;
    }
  };
}

/** The number of nested causes to follow. */
const DEPTH = 10;

/** Removes secrets from the messages and stacks of an error and of its causes. */
export function redactError(error: unknown, redact: (text: string) => string): void {
  for (let at = error, depth = 0; at instanceof Error && depth < DEPTH; at = at.cause, depth++) {
    const message = redact(at.message), stack = at.stack === undefined ? undefined : redact(at.stack);
    if (message !== at.message) at.message = message;
    if (stack !== undefined && stack !== at.stack) at.stack = stack;
  }
}
