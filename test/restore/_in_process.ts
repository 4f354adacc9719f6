import { systemClock } from "../../lib/base/clock.ts";
import { connect } from "../../lib/looker/connect.ts";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import type { RestoreOptions } from "../../lib/restore/restore_request.ts";
import { findRestoration, resumedRestore } from "../../lib/restore/journal/restore_session.ts";
import type { RestoreRequest } from "../../lib/restore/plan_restore.ts";
import { runRestore } from "../../lib/restore/restore.ts";
import type { RestoreDeps } from "../../lib/restore/restore_request.ts";
import { effectiveTime } from "../../lib/restore/plan/select.ts";
import { vaultSource } from "../../lib/restore/plan/source.ts";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import type { Sim } from "../sim/mod.ts";

/** Waits of one or two milliseconds. */
const SHORT = { minTimeout: 1, maxTimeout: 2, multiplier: 1, jitter: 0 };

/** Options of a restore of everything. */
export const EVERYTHING: RestoreOptions = {
  scope: { kind: "all" },
  at: null,
  withDependencies: false,
  folders: [],
  owners: [],
  ids: [],
  updatedAfter: null,
  updatedBefore: null,
  only: [],
  exclude: [],
  skipIfModified: false,
  ownerMap: {},
  defaultOwner: null,
  allowIncomplete: false,
  // What a restore refuses without it has tests of its own.
  allowAdmin: true,
  enableSchedules: false,
  fixLinks: false,
  workers: 8,
  maxRetries: 3,
  checkpointInterval: 100,
  undo: null,
};

/** What a test may change of a restore. */
export interface RestoreCase {
  options?: Partial<RestoreOptions>;
  dryRun?: boolean;
  resume?: boolean;
  deps?: Partial<RestoreDeps>;
  request?: Partial<RestoreRequest>;
}

/** Restores from a vault to a simulator without a process. */
export async function restore(path: string, sim: Sim, given: RestoreCase = {}): Promise<RestoreSummary> {
  const clock = systemClock;
  using vault = openVaultForWriting(path, { clock, types: TYPE_CODES });
  await using connection = connect({
    baseUrl: sim.url,
    clientId: sim.options.clientId,
    clientSecret: sim.options.clientSecret,
    timeoutSeconds: 60,
    workers: given.options?.workers ?? EVERYTHING.workers,
    maxRetries: given.options?.maxRetries ?? EVERYTHING.maxRetries,
  }, { clock, backoff: SHORT });
  const instance = vault.meta("instance") ?? "";
  const options = { ...EVERYTHING, ...given.options };
  const session = given.resume ? findRestoration(vault, null) : null;
  const at = session === null
    ? effectiveTime(vaultSource(vault, instance, null), options)
    : (session.options as RestoreOptions).at;
  return await runRestore(options, {
    connection,
    vault,
    clock,
    sink: () => {},
    signal: new AbortController().signal,
    lookervaultVersion: "test",
    hostUser: null,
    consent: () => true,
    ...given.deps,
  }, {
    command: "restore",
    source: vaultSource(vault, instance, at),
    dryRun: given.dryRun ?? false,
    backoff: SHORT,
    ...(session !== null && { resumed: resumedRestore(vault, session) }),
    ...given.request,
  });
}
