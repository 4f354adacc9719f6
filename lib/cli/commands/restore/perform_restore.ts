/**
 * Runs a restore: opens its vault, source and connection.
 *
 * @module
 */
import { UsageError } from "../../../base/errors.ts";
import { StatusError } from "../../../http/errors.ts";
import { TYPE_CODES } from "../../../looker/content_type_names.ts";
import { fileSize } from "../../../vault/file_size.ts";
import { runDrill } from "../../../drill/drill.ts";
import { vaultSource } from "../../../restore/plan/source.ts";
import { runRestore } from "../../../restore/restore.ts";
import type { RestoreSummary } from "../../../restore/restore_summary.ts";
import { type DrillRecord, rememberDrill } from "../../../vault/drills.ts";
import type { Vault } from "../../../vault/vault.ts";
import { hostUser, readVault, withLooker, writeVault } from "../../open_vault.ts";
import { VERSION } from "../../version.ts";
import { mergeSummaries } from "./merge_summaries.ts";
import { type Job, jobsOf, sourceOf, type Vaults, wantedSource } from "./restore_jobs.ts";
import type { RestoreRequest, RestoreTask } from "./restore_task.ts";

/** Runs a restore, or only plans it. */
export async function performRestore(request: RestoreRequest): Promise<RestoreSummary> {
  const { context, config, dryRun, task } = request;
  if (task.kind === "replace") {
    const { indexFiles } = await import("../../../vault/index/file.ts");
    // Even a dry run first updates the vault with the changes in Looker.
    const written = [...request.planOut?.files ?? [], ...indexFiles(config.db)];
    return await writeVault(
      context,
      { config, files: written },
      (vault) => replaceIn(vault, { request, ...task }),
    );
  }
  const { fromSnapshot: ref } = request;
  using copy = ref === undefined
    ? null
    : await (await import("./source_copy.ts")).openSourceCopy(request, ref);
  if (copy !== null) request.onSnapshot?.(copy.stamp);
  const files = [...request.planOut?.files ?? [], ...copy?.files ?? []];
  const restoreWith = (vault: Vault): Promise<RestoreSummary> => {
    copy?.checkJournal(vault, { dryRun });
    return restoreFrom({ vault, from: copy?.vault ?? vault, stamp: copy?.stamp ?? null }, request);
  };
  if (!dryRun) return await writeVault(context, { config, files, create: copy !== null }, restoreWith);
  if (copy !== null && fileSize(config.db) === null) {
    await context.endWriting({ files });
    const { temporaryVault } = await import("../../../vault/open.ts");
    using vault = temporaryVault(TYPE_CODES);
    return await restoreWith(vault);
  }
  return await readVault(context, { config, online: true, compares: true, files }, restoreWith);
}

/** Runs a replacement, after finding the items. */
async function replaceIn(
  vault: Vault,
  { request, filter, options }: { request: RestoreRequest } & Extract<RestoreTask, { kind: "replace" }>,
): Promise<RestoreSummary> {
  const instance = sourceOf(vault, request);
  const { replaceScope } = await import("./replace_scope.ts");
  const scoped = await replaceScope(request, { vault, options, filter });
  return await run({ options: scoped, source: wantedSource(vault, instance, scoped) }, { request, vault });
}

async function restoreFrom(vaults: Vaults, asked: RestoreRequest): Promise<RestoreSummary> {
  const { vault, stamp } = vaults,
    request = stamp === null ? asked : { ...asked, sink: naming(asked, stamp) };
  if (request.task.kind === "drill") return await rehearse(request, { vaults, ...request.task });
  const [first, ...rest] = jobsOf(vaults, request);
  if (first === undefined) throw new Error("Cannot restore: there is nothing to do");
  if (request.planOut !== undefined && rest.length > 0) {
    throw new UsageError(`Cannot write one plan: the failures belong to ${rest.length + 1} restores`, {
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

/** Returns a sink that reports the snapshot as the source when a restore starts. */
function naming({ sink }: RestoreRequest, stamp: string): RestoreRequest["sink"] {
  return (event) => sink(event.event === "started" ? { ...event, db: `the snapshot ${stamp}` } : event);
}

/** Runs a drill, and records its result in the vault. */
async function rehearse(
  request: RestoreRequest,
  { vaults: { vault, from, stamp }, sample, options }:
    & { vaults: Vaults }
    & Extract<RestoreTask, { kind: "drill" }>,
): Promise<RestoreSummary> {
  const { context: { clock }, sink } = request;
  const source = vaultSource(from, sourceOf(from, request), null);
  return await withLooker(
    request,
    options,
    async (connection, signal) => {
      const user = await connection.client.call("me", { fields: "id,email" }, { signal }).catch(unknownUser);
      const summary = await runDrill({
        sample,
        workers: options.workers,
        maxRetries: options.maxRetries,
        dryRun: request.dryRun,
      }, {
        connection,
        vault,
        clock,
        sink,
        signal,
      }, {
        source,
        random: Math.random,
      });
      if (!request.dryRun) {
        rememberDrill(vault, drillRecord(summary, { request, sample, snapshot: stamp, user }));
      }
      return summary;
    },
  );
}

/** Returns an unknown user if the API user may not read its own user. The drill runs nevertheless. */
function unknownUser(error: unknown): { id: null; email: null } {
  if (error instanceof StatusError) return { id: null, email: null };
  throw error;
}

function drillRecord(
  { started_at, completed_at, status, destination, totals, verified }: RestoreSummary,
  { request: { context }, sample, snapshot, user }: {
    request: RestoreRequest;
    sample: number;
    snapshot: string | null;
    user: { id?: string | null; email?: string | null };
  },
): DrillRecord {
  return {
    started_at,
    completed_at,
    status,
    destination,
    api_user: user.email ?? user.id ?? null,
    host_user: hostUser(context),
    lookervault_version: VERSION,
    snapshot,
    sample,
    tried: totals.planned,
    same: verified.same,
    different: verified.different,
    incomplete: totals.incomplete,
    failed: totals.failed,
  };
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
