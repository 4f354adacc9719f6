/**
 * When to retry: pure timing.
 *
 * @module
 */

/** The longest pause a `Retry-After` can ask for, milliseconds. */
export const MAX_RETRY_AFTER_MS = 300_000;

/** Waits between attempts, milliseconds: doubling from `minTimeout`, with full jitter. */
export const BACKOFF = { minTimeout: 250, maxTimeout: 15_000, multiplier: 2, jitter: 1 } as const;

/**
 * Milliseconds that a `Retry-After` header asks to wait, from seconds (`2`, `0.5`) or an HTTP date; clamped to
 * {@linkcode MAX_RETRY_AFTER_MS}. Null when there is none or it is invalid.
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, MAX_RETRY_AFTER_MS);
  if (!/[a-z]{3}/i.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now, 0), MAX_RETRY_AFTER_MS);
}

/**
 * Milliseconds that an answer asks to wait: its `Retry-After`, a date read against its own `Date`, or against `now` where
 * it has none. Null when it asks nothing.
 */
export function askedWait(
  { retryAfter, date }: { retryAfter: string | null; date: string | null },
  now: number,
): number | null {
  const serverNow = Date.parse(date ?? "");
  return parseRetryAfter(retryAfter, Number.isNaN(serverNow) ? now : serverNow);
}

/** A server that asks to wait longer than this, milliseconds, does not want to be asked at all. */
const REFUSAL_MS = 86_400_000;

/** Whether an answer asks for a wait that nobody waits: longer than a day. */
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

/** Milliseconds to wait after the `attempt`-th failure (from 1), without jitter. */
export function backoffWait(
  attempt: number,
  { minTimeout, maxTimeout, multiplier }: { minTimeout: number; maxTimeout: number; multiplier: number },
): number {
  return Math.min(maxTimeout, minTimeout * multiplier ** (attempt - 1));
}
