/**
 * Credentials that expire and are renewed.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { SingleFlight } from "../../http/single_flight.ts";

/** A credential and its end. */
export interface Lease<T> {
  value: T;
  /** Milliseconds since the epoch; null: it does not tell, or has none. */
  expiresAt: number | null;
}

/** Where a store has its credentials from. */
export interface CredentialSource<T> {
  /** The credential to use now. */
  current(signal: AbortSignal): Promise<T>;
  /** Another one, because the store says that `stale` ran out; null where there is no other. */
  renew(stale: T, signal: AbortSignal): Promise<T | null>;
}

/** One that is given and stays. */
export function fixed<T>(value: T): CredentialSource<T> {
  return { current: () => Promise.resolve(value), renew: () => Promise.resolve(null) };
}

/** Renewed so long before its end, milliseconds: a part takes its time to arrive. */
const EARLY_MS = 120_000;

/** One that is fetched when it is needed and again shortly before it ends, once for all who ask at the same time. */
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
