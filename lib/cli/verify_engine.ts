/**
 * Brings a verification together: the vault, open for reading, and who checks it.
 *
 * @module
 */
import type { VerifyResult } from "../inspect/verify/report.ts";
import { verifyVault } from "../inspect/verify/run.ts";
import { openVaultForReading } from "../vault/open.ts";
import type { VerifyRequest } from "./commands/verify.ts";

/** More threads than this wait for the disk; each takes some 50 MB of memory. */
const MOST_THREADS = 4;

/** Verifies the vault. */
export async function verify({ context, config, types, sample, sink }: VerifyRequest): Promise<VerifyResult> {
  const { clock, signal } = context;
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
