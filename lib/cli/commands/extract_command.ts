/**
 * `lookervault extract`: backs up an instance into the vault.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, type ExitCode } from "../../base/errors.ts";
import { sanitize } from "../../base/log.ts";
import type { Instance } from "../../config/instance.ts";
import type { Config } from "../../config/load.ts";
import type { Estimate } from "../../extract/estimate.ts";
import type { ExtractOptions } from "../../extract/options.ts";
import type { Interrupted } from "../../extract/resume.ts";
import type { ExtractSummary, RunStatus } from "../../extract/summary.ts";
import { CONTENT_TYPES } from "../../looker/content_type_names.ts";
import { counted } from "../../term/format.ts";
import { shownTime } from "../../term/shown_time.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { logReason } from "../command_failure.ts";
import { addConnectionOptions, sessionConfig, sessionInstance } from "../connection.ts";
import { type LiveProgress, withLiveProgress } from "../live_progress.ts";
import { hostUser, readVault, withLooker, writeVault } from "../open_vault.ts";
import { commaList, positiveNumber, repeated, wholeNumber } from "../option_values.ts";
import type { PushAfter } from "../snapshot_after.ts";
import { shownZone } from "../times.ts";
import { VERSION } from "../version.ts";
import { type ExtractFlags, extractOptions } from "./extract_options.ts";
import { type Ending, shortOf } from "../ending.ts";

/** An extraction that is ready to run. */
export interface ExtractRequest extends LiveProgress {
  context: CommandContext;
  config: Config;
  instance: Instance;
  options: ExtractOptions;
  /** True for `--resume`, false for `--fresh`, null if neither is given. */
  resume: boolean | null;
  /** Files that are written after the run. */
  files?: readonly string[];
}

/** The functions that `extract` uses. */
export interface ExtractDeps {
  extract: (request: ExtractRequest) => Promise<ExtractSummary>;
  estimate: (request: ExtractRequest) => Promise<Estimate>;
}

const LIBRARY: ExtractDeps = { extract: extractVault, estimate: estimateCalls };

/** Creates the command `extract`. */
export function extractCommand(run: Runner, deps: ExtractDeps = LIBRARY): CommandUnknownOpts {
  const extract = command("extract", {
    summary: "back up a Looker instance into the vault",
    description: `Backs up all content of a Looker instance, or only the types that you name, into the vault.

Types: ${CONTENT_TYPES.join(", ")}. You can write them in singular or plural, with - or _.`,
    examples: [
      ["extract", "everything"],
      ["extract dashboards looks", "only dashboards and looks"],
      [
        "extract --exclude users,groups --workers 4",
        "all except users and groups, with fewer requests at once",
      ],
      ["extract --folder Shared/Finance --recursive", "one folder and everything below it"],
      ["extract --dry-run", "how many requests would it take?"],
      ["--json extract > result.json", "for a program; progress goes to stderr"],
    ],
    exits: [0, 1, 2, 3, 4, 5, 6, 130],
    meanings: { 130: "interrupted; rerun the same command to resume" },
  }).alias("backup").argument("[types...]", "content types (default: all)");
  addConnectionOptions(extract);
  const list = (flags: string, what?: string): Option => new Option(flags, what).argParser(commaList);
  extract
    .addOption(list("--exclude <types>", "skip these types; comma-separated"))
    .option("--workers <n>", "requests in flight, 1 to 50 (default: 8)", wholeNumber(1, 50))
    .option("--batch-size <n>", "items per transaction, 1 to 1000 (default: 100)", wholeNumber(1, 1000))
    .option(
      "--incremental",
      "read only what changed, by its timestamp; types without timestamps are read completely",
    )
    .addOption(new Option("--resume", "resume an interrupted run (the default)").conflicts("fresh"))
    .addOption(new Option("--fresh", "start a new run even if one was interrupted").conflicts("resume"))
    .addOption(
      new Option(
        "--folder <folder>",
        "only the dashboards and looks of this folder, by id, name or path; repeatable",
      ).argParser(
        repeated,
      ),
    )
    .option("--recursive", "with --folder: include the folders below it")
    .option("--no-trash", "skip dashboards and looks in the trash")
    .option("--keep-public-links", "keep the links that open public looks without a login")
    .option("--no-user-values", "skip each user's own attribute values (saves one request per user)")
    .option("--no-usage", "skip view counts, by which search results are ranked")
    .addOption(
      new Option("--max-retries <n>", "retries after the first attempt").argParser(wholeNumber(0, 100))
        .default(5),
    )
    .option("--max-calls <n>", "send at most this many requests", wholeNumber(1))
    .option(
      "--max-memory <mb>",
      "keep fewer requests in flight when memory use nears this many MB",
      wholeNumber(64),
    )
    .option("--rate-limit <n>", "at most this many requests per second", positiveNumber)
    .option("--full-check", "with --incremental: read everything, but write only what differs")
    .option("--reread", "read merge queries and their queries again, although they cannot change")
    .option(
      "--accept-deletions",
      "mark missing items as deleted even if most of a type is missing, or the API user has changed",
    )
    .option("--snapshot", "push a snapshot after the run, to the configured destination")
    .option("--dry-run", "show what would be requested; write nothing");
  for (
    const flags of ["--types <types>", "--type <type>", "--only-types <types>", "--exclude-types <types>"]
  ) {
    extract.addOption(list(flags).hideHelp());
  }
  return extract.action((types: string[], flags) =>
    run(extract, (context) => work(context, { types, flags: flags as ExtractFlags, deps }))
  );
}

async function work(
  context: CommandContext,
  { types, flags, deps }: { types: string[]; flags: ExtractFlags; deps: ExtractDeps },
): Promise<Ending> {
  const { baseUrl, timeout, workers, batchSize } = flags;
  const config = await sessionConfig(context, { baseUrl, timeout, workers, batchSize });
  const options = extractOptions(types, flags, config);
  const instance = await sessionInstance(context, config);
  const resume = flags.fresh ? false : flags.resume ? true : null;
  const shared = { context, config, instance, options, resume };
  if (flags.dryRun) {
    const estimate = await deps.estimate({ ...shared, sink: () => {}, onGauges: () => {} });
    const { renderEstimate } = await import("../../term/render_estimate.ts");
    context.result(estimate, (how) => renderEstimate(estimate, how));
    return EXIT.ok;
  }
  const snapshot = flags.snapshot ? await pushAfter(context, config) : null;
  const summary = await withLiveProgress(
    context,
    config.workers,
    (progress) => deps.extract({ ...shared, ...progress, ...snapshot && { files: snapshot.files } }),
  );
  const { renderSummary } = await import("../../term/render_summary.ts");
  const pushed = await snapshot?.push(summary.status) ?? null;
  context.result(
    { ...summary, ...snapshot && { snapshot: pushed?.document ?? null } },
    (how) => [...renderSummary(summary, how), ...pushed?.lines(how) ?? []],
  );
  const { extractShortfall } = await import("../../term/extract_shortfall.ts");
  const exit = EXITS[summary.status];
  if (exit === EXIT.ok) return pushed?.short ?? exit;
  const { reason, hint } = extractShortfall(summary);
  const short = shortOf(exit, sanitize(reason), hint);
  if (exit !== EXIT.partial || pushed === null || pushed.short === null) return short;
  // Both reasons are printed. The exit code is that of the failed push, because a missing snapshot is worse.
  logReason(short.reason, short.hint, context);
  return pushed.short;
}

/** Prepares the push before the run, so that a run does not start if its snapshot cannot be pushed. */
async function pushAfter(context: CommandContext, config: Config): Promise<PushAfter> {
  const { preparePush } = await import("../snapshot_after.ts");
  return await preparePush(context, config);
}

const EXITS: Readonly<Record<RunStatus, ExitCode>> = {
  completed: EXIT.ok,
  partial: EXIT.partial,
  interrupted: EXIT.interrupted,
  failed: EXIT.looker,
};

async function extractVault(request: ExtractRequest): Promise<ExtractSummary> {
  const { context, config, options, sink } = request, { clock } = context;
  const [{ runExtract }, { hasIndex, indexFiles }] = await Promise.all([
    import("../../extract/run.ts"),
    import("../../vault/index/file.ts"),
  ]);
  const indexed = hasIndex(config.db),
    files = [...request.files ?? [], ...indexed ? indexFiles(config.db) : []];
  return await writeVault(context, { config, create: true, files }, async (vault) => {
    const summary = await withLooker(request, options, (connection, signal) =>
      runExtract(options, {
        connection,
        vault,
        clock,
        sink,
        signal,
        lookervaultVersion: VERSION,
        hostUser: hostUser(context),
        resumes: (interrupted) => confirmsResume(request, interrupted),
      }));
    if (indexed) await (await import("../search_vault.ts")).bringUpIndex(context, vault);
    return summary;
  });
}

/** Estimates the requests of an extraction. If the vault exists, checks only that it is of the same instance. */
async function estimateCalls(request: ExtractRequest): Promise<Estimate> {
  const { context, config, instance, options, sink } = request;
  const { clock } = context;
  const { fileSize } = await import("../../vault/file_size.ts");
  if ((fileSize(config.db) ?? 0) > 0) {
    const { requireSameInstance } = await import("../../extract/open_session.ts");
    await readVault(
      context,
      { config, online: true },
      (vault) => requireSameInstance(vault, instance.baseUrl),
    );
  } else await context.endWriting();
  const { estimateExtract } = await import("../../extract/estimate_run.ts");
  return await withLooker(
    request,
    options,
    async (connection, signal) => await estimateExtract(options, { connection, clock, sink, signal }),
  );
}

/** Decides whether to resume an interrupted run: by the flags, else by the user's answer at a terminal, else yes. */
function confirmsResume(
  { context, resume }: ExtractRequest,
  { session: { startedAt, stored }, done, partial }: Interrupted,
): boolean {
  if (resume !== null) return resume;
  if (!context.io.interactive) return true;
  context.screen.clear();
  const answer = context.io.ask(
    `A run that started at ${shownTime(startedAt, shownZone(context))} was interrupted: ${done.size} of ${
      counted(done.size + partial.size, "type")
    } ` +
      `are done, ${counted(stored, "item")} stored.\nResume it? [Y/n] `,
  );
  return answer === null || !/^\s*n/i.test(answer);
}
