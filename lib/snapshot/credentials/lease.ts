/**
 * Credentials that expire and are renewed.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { SingleFlight } from "../../http/single_flight.ts";

/** A credential and its expiry. */
export interface Lease<T> {
  value: T;
  /** Milliseconds since the epoch; null if the expiry is unknown, or if the credential does not expire. */
  expiresAt: number | null;
}

/** The source of a store's credentials. */
export interface CredentialSource<T> {
  /** Returns the credential to use now. */
  current(signal: AbortSignal): Promise<T>;
  /** Returns a new credential after the store reported that `stale` has expired; null if there is no other. */
  renew(stale: T, signal: AbortSignal): Promise<T | null>;
}

/** Returns a source with one credential that never changes. */
export function fixed<T>(value: T): CredentialSource<T> {
  return { current: () => Promise.resolve(value), renew: () => Promise.resolve(null) };
}

/**
 * The time before its expiry at which a credential is renewed, in milliseconds. It is long enough for the upload of a
 * part.
 */
const EARLY_MS = 120_000;

/**
 * Returns a source that fetches a credential when it is needed, and again shortly before it expires. Concurrent callers
 * share one request.
 */
export function leased<T>(
  clock: Clock,
  fetchLease: (signal: AbortSignal) => Promise<Lease<T>>,
): CredentialSource<T> {
  let held: Lease<T> | null = null;
  const flight = new SingleFlight(async (signal) => held = await fetchLease(signal));
  return {
    async current(signal) {
      const fresh = held !== null && (held.expiresAt === null || clock.now() < held.expiresAt - EARLY_MS);
      return (fresh && held !== null ? held : await flight.run(signal)).value;
    },
    async renew(stale, signal) {
      if (held !== null && held.value !== stale) return held.value;
      const { value } = await flight.run(signal);
      return value === stale ? null : value;
    },
  };
}
