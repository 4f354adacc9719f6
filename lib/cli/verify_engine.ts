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
import { connected } from "./connection.ts";
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
  const { workers } = config;
  return await connected(
    { session, config, instance, sink, onGauges },
    { workers, maxRetries: RETRIES },
    async (connection, signal) =>
      await compareLive({ types, full, workers, maxRetries: RETRIES }, {
        connection,
        vault,
        clock: session.clock,
        sink,
        signal,
        lookervaultVersion: VERSION,
      }),
  );
}
