/**
 * Verifies a complete vault and shows the progress.
 *
 * @module
 */
import type { VerifyResult } from "../inspect/verify/report.ts";
import { verifyVault } from "../inspect/verify/run.ts";
import { startVerifyProgress } from "../term/verify_progress.ts";
import type { Vault } from "../vault/vault.ts";
import type { CommandContext } from "./command_context.ts";

/** The maximum number of threads. More would wait for the disk, and each takes about 50 MB of memory. */
const MOST_THREADS = 4;

/** Verifies every item and every former version. */
export async function verifyWhole(vault: Vault, context: CommandContext): Promise<VerifyResult> {
  const { screen, log, clock, redactor, palette, progress: mode, signal } = context;
  using progress = startVerifyProgress({ mode, screen, log, clock, redactor, palette });
  const threads = Math.min(navigator.hardwareConcurrency, MOST_THREADS);
  const { sink } = progress;
  return await verifyVault(vault, {
    types: null,
    sample: 100,
    threads,
    random: Math.random,
    clock,
    signal,
    sink,
  });
}
