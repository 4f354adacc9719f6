/**
 * Brings a verification together: the vault, open for reading, who checks it, and Looker to compare it with.
 *
 * @module
 */
import type { VerifyResult } from "../inspect/verify/report.ts";
import { verifyVault } from "../inspect/verify/run.ts";
import { compareLive, type LiveResult } from "../restore/compare_live.ts";
import { openVaultForReading } from "../vault/open.ts";
import type { CompareRequest, VerifyRequest } from "./commands/verify.ts";
import { gaugesOf, openConnection } from "./connection.ts";
import { VERSION } from "./version.ts";

/** More threads than this wait for the disk. */
const MOST_THREADS = 8;

/** Verifies the vault. */
export async function verify({ session, config, types, sample, sink }: VerifyRequest): Promise<VerifyResult> {
  const { clock, signal } = session;
  using vault = openVaultForReading(config.db);
  return await verifyVault(vault, {
    types,
    sample,
    random: Math.random,
    threads: Math.min(navigator.hardwareConcurrency, MOST_THREADS),
    clock,
    signal,
    sink,
  });
}

/** Attempts after the first, a request. */
const RETRIES = 5;

/** Compares the vault with Looker. */
export async function compare(request: CompareRequest): Promise<LiveResult> {
  const { session, config, instance, types, full, sink, onGauges } = request;
  using vault = openVaultForReading(config.db);
  const gone = new AbortController();
  const stop = (): void => gone.abort(session.signal.reason);
  if (session.signal.aborted) stop();
  session.signal.addEventListener("abort", stop, { once: true });
  try {
    await using connection = await openConnection(session, { config, instance }, {
      workers: config.workers,
      maxRetries: RETRIES,
      onRetry: ({ operation, attempt, status, reason }) =>
        sink({ event: "retry", operation, attempt, status, reason }),
      onPause: (ms) => sink({ event: "paused", wait_ms: ms }),
      onUnreachable: (error) => gone.abort(error),
    });
    onGauges(() => gaugesOf(connection));
    return await compareLive({ types, full, workers: config.workers, maxRetries: RETRIES }, {
      connection,
      vault,
      clock: session.clock,
      sink,
      signal: gone.signal,
      lookervaultVersion: VERSION,
    });
  } finally {
    session.signal.removeEventListener("abort", stop);
  }
}
