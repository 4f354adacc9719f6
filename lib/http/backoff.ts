/**
 * When to retry a request. Pure: time is an argument.
 *
 * @module
 */

/** The longest wait accepted from a `Retry-After` header, milliseconds. */
export const MAX_RETRY_AFTER_MS = 300_000;

/** Waits between attempts, milliseconds: each wait is twice the previous one, with full jitter. */
export const BACKOFF = { minTimeout: 250, maxTimeout: 15_000, multiplier: 2, jitter: 1 } as const;

/**
 * Returns the milliseconds that a `Retry-After` header asks to wait, at most {@linkcode MAX_RETRY_AFTER_MS}. The
 * header is in seconds (`2`, `0.5`) or an HTTP date. Null if there is no header or it is invalid.
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, MAX_RETRY_AFTER_MS);
  if (!/[a-z]{3}/i.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now, 0), MAX_RETRY_AFTER_MS);
}

/**
 * Returns the milliseconds that the `Retry-After` header of a response asks to wait. A date is relative to the
 * response's own `Date` header, or to `now` if it has none. Null if the response does not ask for a wait.
 */
export function askedWait(
  { retryAfter, date }: { retryAfter: string | null; date: string | null },
  now: number,
): number | null {
  const serverNow = Date.parse(date ?? "");
  return parseRetryAfter(retryAfter, Number.isNaN(serverNow) ? now : serverNow);
}

/** A response that asks for a longer wait than this, milliseconds, counts as a refusal. */
const REFUSAL_MS = 86_400_000;

/** Whether a response asks for a wait of more than a day, which no run waits for. */
export function asksTooLong(
  { retryAfter, date }: { retryAfter: string | null; date: string | null },
  now: number,
): boolean {
  const text = retryAfter?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000 > REFUSAL_MS;
  const serverNow = Date.parse(date ?? "");
  return /[a-z]{3}/i.test(text) &&
    Date.parse(text) - (Number.isNaN(serverNow) ? now : serverNow) > REFUSAL_MS;
}

/** Returns the wait after the `attempt`-th failure (from 1), without jitter, milliseconds. */
export function backoffWait(
  attempt: number,
  { minTimeout, maxTimeout, multiplier }: { minTimeout: number; maxTimeout: number; multiplier: number },
): number {
  return Math.min(maxTimeout, minTimeout * multiplier ** (attempt - 1));
}
