import { systemClock } from "../../lib/base/clock.ts";
import type { VerifyResult } from "../../lib/inspect/verify/report.ts";
import { type VerifyOptions, verifyVault } from "../../lib/inspect/verify/run.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";

/** Verifies the vault at a path, as the command does. */
export async function verified(path: string, options: Partial<VerifyOptions> = {}): Promise<VerifyResult> {
  using vault = openVaultForReading(path);
  return await verifyVault(vault, {
    types: null,
    sample: 100,
    random: Math.random,
    threads: 2,
    clock: systemClock,
    signal: new AbortController().signal,
    sink: () => {},
    ...options,
  });
}

/** What was found, a line each. */
export function said({ problems }: VerifyResult): string[] {
  return problems.map(({ type, id, problem }) => `${type} ${id}: ${problem}`);
}
