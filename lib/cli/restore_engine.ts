/**
 * Brings a restore together: vault, source, connection, run.
 *
 * @module
 */
import { sameAddress } from "../base/address.ts";
import { UsageError } from "../base/errors.ts";
import type { RestoreOptions } from "../restore/restore_request.ts";
import type { PinnedPlan } from "../restore/plan/plan_document.ts";
import { type Resumed, resumedRestore } from "../restore/journal/restore_session.ts";
import { runDrill } from "../drill/drill.ts";
import { runRestore } from "../restore/restore.ts";
import { effectiveTime } from "../restore/plan/select.ts";
import { beforeSource, type RestoreSource, vaultSource } from "../restore/plan/source.ts";
import type { RestoreSummary } from "../restore/restore_summary.ts";
import { changedBy } from "../restore/journal/undo.ts";
import type { StoredRestoration } from "../vault/restorations.ts";
import type { Vault } from "../vault/vault.ts";
import { NOT_YOURS, requireDestination } from "./commands/restore/destination.ts";
import type { RestoreRequest, RestoreTask, Tuning } from "./commands/restore/engine.ts";
import { hostUser, readVault, withLooker, writeVault } from "./open_vault.ts";
import { deadLettersByRestore } from "./restore_dead_letters.ts";
import { mergeSummaries } from "./restore_merge.ts";
import { storedOptions, toResume, toUndo } from "./restore_stored.ts";
import { VERSION } from "./version.ts";

/** One run of the engine. */
interface Job {
  options: RestoreOptions;
  source: RestoreSource;
  resumed?: Resumed;
  /** The plan of a file. */
  expected?: PinnedPlan;
}

/** Restores, or plans to. */
export async function restore(request: RestoreRequest): Promise<RestoreSummary> {
  const { context, config, dryRun } = request;
  const files = request.planOut?.files;
  return dryRun
    ? await readVault(
      context,
      { config, online: true, compares: true, ...(files && { files }) },
      (vault) => restoreFrom(vault, request),
    )
    : await writeVault(context, { config }, (vault) => restoreFrom(vault, request));
}

async function restoreFrom(vault: Vault, request: RestoreRequest): Promise<RestoreSummary> {
  if (request.task.kind === "drill") return await rehearse(request, { vault, ...request.task });
  const [first, ...rest] = jobsOf(vault, request);
  if (first === undefined) throw new Error("Cannot restore: there is nothing to do");
  if (request.planOut !== undefined && rest.length > 0) {
    throw new UsageError(`Cannot write one plan: what failed belongs to ${rest.length + 1} restores`, {
      hint: "Name one failure: lookervault restore dlq retry NUMBER --plan-out FILE.json.",
    });
  }
  let summary = await run(first, { request, vault });
  for (const job of rest) {
    if (summary.status === "interrupted") break;
    summary = mergeSummaries(summary, await run(job, { request, vault }));
  }
  return summary;
}

/** What the task comes to. Where it may write to is sure afterwards. */
function jobsOf(vault: Vault, request: RestoreRequest): Job[] {
  const { task, instance: { baseUrl: configured } } = request;
  const source = sourceOf(vault, request);
  switch (task.kind) {
    case "restore": {
      // Folders that are gone are meant as they last were.
      const at = effectiveTime(vaultSource(vault, source, null), task.options);
      return [{ options: { ...task.options, at }, source: vaultSource(vault, source, at) }];
    }
    case "undo": {
      const session = toUndo(vault, task.session);
      requireSame(session, configured);
      const scope = { kind: "items", items: changedBy(vault, session.id) } as const;
      const options = { ...task.options, scope, undo: session.id };
      return [{ options, source: beforeSource(vault, session.destination, session.id) }];
    }
    case "resume": {
      const session = toResume(vault, task.session);
      requireSame(session, configured);
      return [{ ...jobOf(vault, session, task.tuning), resumed: resumedRestore(vault, session) }];
    }
    case "retry":
      return deadLettersByRestore(vault, { letter: task.letter, configured }).map(({ session, items }) => {
        const job = jobOf(vault, session, task.tuning);
        return { ...job, options: { ...job.options, scope: { kind: "items", items } } };
      });
    case "apply":
      return [jobOfPlan(vault, { source, task, request })];
    case "drill":
      return [];
  }
}

/** @throws {UsageError} when the plan is of another backup, or for another instance. */
function jobOfPlan(
  vault: Vault,
  { source, task: { plan, options: how }, request: { instance: { baseUrl } } }: {
    source: string;
    task: Extract<RestoreTask, { kind: "apply" }>;
    request: RestoreRequest;
  },
): Job {
  const { undo, at } = plan.options;
  const from = undo === null ? source : plan.destination;
  if (!sameAddress(plan.source, from) || !sameAddress(plan.destination, baseUrl)) {
    throw new UsageError(
      `Cannot apply the plan: it brings ${plan.source} into ${plan.destination}, and here it would be ${from} into ${baseUrl}`,
      { hint: "Point --db at the vault, and --base-url at the instance, that the plan was made with." },
    );
  }
  const options = { ...plan.options, ...how };
  if (undo !== null) {
    requireSame(toUndo(vault, undo), baseUrl);
    return { options, source: beforeSource(vault, from, undo), expected: plan };
  }
  return { options, source: vaultSource(vault, source, at), expected: plan };
}

/** A drill: it leaves no trace in the vault. */
async function rehearse(
  request: RestoreRequest,
  { vault, sample, options }: { vault: Vault } & Extract<RestoreTask, { kind: "drill" }>,
): Promise<RestoreSummary> {
  const { context: { clock }, sink } = request;
  const source = vaultSource(vault, sourceOf(vault, request), null);
  return await withLooker(
    request,
    options,
    async (connection, signal) =>
      await runDrill({ sample, workers: options.workers, maxRetries: options.maxRetries }, {
        connection,
        vault,
        clock,
        sink,
        signal,
      }, {
        source,
        random: Math.random,
      }),
  );
}

/** The vault's instance, once it is sure that the configured one may be written to. */
function sourceOf(vault: Vault, { config: { db }, instance, to, task }: RestoreRequest): string {
  // Where a plan goes was said when it was made.
  const named = to ?? (task.kind === "apply" ? task.plan.destination : undefined);
  return requireDestination({ db, source: vault.meta("instance"), configured: instance.baseUrl, to: named });
}

/** As a restore of before was asked. */
function jobOf(vault: Vault, session: StoredRestoration, tuning: Tuning): Job {
  const options = { ...storedOptions(session), ...tuning };
  const source = options.undo === null
    ? vaultSource(vault, session.source, options.at)
    : beforeSource(vault, session.source, options.undo);
  return { options, source };
}

/** @throws {UsageError} when a restore of before wrote to another instance. */
function requireSame({ id, destination }: StoredRestoration, configured: string): void {
  if (sameAddress(destination, configured)) return;
  throw new UsageError(
    `Cannot go on: the restore ${id} wrote to ${destination}, and ${configured} is configured`,
    {
      hint: NOT_YOURS,
    },
  );
}

async function run(
  { options, source, resumed, expected }: Job,
  { request, vault }: { request: RestoreRequest; vault: Vault },
): Promise<RestoreSummary> {
  const { context, command, dryRun, sink, consent, planOut } = request, { clock } = context;
  return await withLooker(request, options, async (connection, signal) =>
    await runRestore(options, {
      connection,
      vault,
      clock,
      sink,
      signal,
      lookervaultVersion: VERSION,
      hostUser: hostUser(context),
      consent,
    }, {
      command,
      source,
      dryRun,
      ...resumed && { resumed },
      ...expected && { expected },
      ...planOut && { onPlan: planOut.onPlan },
    }));
}
