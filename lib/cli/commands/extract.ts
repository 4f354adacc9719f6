/**
 * `lookervault extract`: back up everything into the vault.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, type ExitCode, UsageError } from "../../base/errors.ts";
import type { Instance } from "../../config/instance.ts";
import type { Config } from "../../config/load.ts";
import type { Estimate } from "../../extract/estimate.ts";
import type { EventSink, Gauges } from "../../extract/events.ts";
import type { ExtractOptions } from "../../extract/options.ts";
import type { ExtractSummary, RunStatus } from "../../extract/summary.ts";
import { CONTENT_TYPES, type ContentType } from "../../looker/content_type_names.ts";
import { renderEstimate } from "../../term/estimate.ts";
import { startProgress } from "../../term/progress.ts";
import { renderSummary } from "../../term/summary.ts";
import { command, type Runner } from "../command.ts";
import { addConnectionOptions, sessionConfig, sessionInstance } from "../connection.ts";
import { commaList, positiveNumber, repeated, wholeNumber } from "../options.ts";
import type { CommandContext } from "../command_context.ts";
import { selectTypes, type TypeSelection } from "../types.ts";

/** Options of `extract`, as commander reads them. */
export interface ExtractFlags {
  baseUrl?: string;
  timeout?: number;
  exclude?: string[];
  workers?: number;
  batchSize?: number;
  incremental?: true;
  resume?: true;
  fresh?: true;
  folder?: string[];
  recursive?: true;
  trash: boolean;
  userValues: boolean;
  maxRetries: number;
  maxCalls?: number;
  maxMemory?: number;
  rateLimit?: number;
  fullCheck?: true;
  reread?: true;
  keepPublicLinks?: true;
  acceptDeletions?: true;
  dryRun?: true;
  types?: string[];
  type?: string[];
  onlyTypes?: string[];
  excludeTypes?: string[];
}

/** An extraction, ready to run. */
export interface ExtractRequest {
  context: CommandContext;
  config: Config;
  instance: Instance;
  options: ExtractOptions;
  /** `--resume`, `--fresh`, or null when neither is given. */
  resume: boolean | null;
  sink: EventSink;
  /** Is told where the run's numbers can be asked. */
  onGauges: (gauges: () => Gauges) => void;
}

/** What `extract` asks of the layers below. */
export interface ExtractDeps {
  extract: (request: ExtractRequest) => Promise<ExtractSummary>;
  estimate: (request: ExtractRequest) => Promise<Estimate>;
}

/** The real thing, loaded when it is needed. */
const ENGINE: ExtractDeps = {
  extract: async (request) => await (await import("../extract_engine.ts")).extract(request),
  estimate: async (request) => await (await import("../extract_engine.ts")).estimate(request),
};

/** The command. */
export function extractCommand(run: Runner, deps: ExtractDeps = ENGINE): CommandUnknownOpts {
  const extract = command("extract", {
    summary: "back up content of a Looker instance into the vault",
    description: `Backs up all content of a Looker instance, or the types that are named, into the vault.

Types: ${CONTENT_TYPES.join(", ")}. Singular and plural, - and _ are all fine.`,
    examples: [
      ["extract", "everything"],
      ["extract dashboards looks", "only dashboards and looks"],
      ["extract --exclude users,groups --workers 4", "all but users and groups, gently"],
      ["extract --folder 42 --recursive", "one folder and all below it"],
      ["extract --dry-run", "how many requests would it take?"],
      ["--json extract > result.json", "for a program; progress still goes to stderr"],
    ],
    exits: [0, 1, 2, 3, 4, 5, 6, 130],
  }).argument("[types...]", "content types (default: all)");
  addConnectionOptions(extract);
  const list = (flags: string, what?: string): Option => new Option(flags, what).argParser(commaList);
  extract
    .addOption(list("--exclude <types>", "leave these types out; comma-separated"))
    .option("--workers <n>", "requests in flight, 1 to 50 (default: 8)", wholeNumber(1, 50))
    .option("--batch-size <n>", "items a transaction, 1 to 1000 (default: 100)", wholeNumber(1, 1000))
    .option("--incremental", "read only what changed, by its time stamp; types without one are read whole")
    .addOption(new Option("--resume", "go on with an interrupted run (the default)").conflicts("fresh"))
    .addOption(new Option("--fresh", "start anew even if a run was interrupted").conflicts("resume"))
    .addOption(
      new Option("--folder <id>", "only the dashboards and looks of this folder; may be repeated").argParser(
        repeated,
      ),
    )
    .option("--recursive", "with --folder: the folders below it too")
    .option("--no-trash", "leave deleted dashboards and looks out")
    .option("--keep-public-links", "keep the links that open public looks without a log-in")
    .option("--no-user-values", "leave each user's own attribute values out (saves a request a user)")
    .addOption(
      new Option("--max-retries <n>", "attempts after the first").argParser(wholeNumber(0, 100)).default(5),
    )
    .option("--max-calls <n>", "stop before sending more requests than this", wholeNumber(1))
    .option("--max-memory <mb>", "fewer requests in flight when memory nears this", wholeNumber(64))
    .option("--rate-limit <n>", "requests a second, never more", positiveNumber)
    .option("--full-check", "read everything, though --incremental is given; writes only what differs")
    .option("--reread", "read merge queries and their queries again, though they cannot change")
    .option(
      "--accept-deletions",
      "mark as deleted what is gone, though it is most of a type or another user asks",
    )
    .option("--dry-run", "say what would be requested, write nothing");
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
): Promise<ExitCode> {
  const { baseUrl, timeout, workers, batchSize } = flags;
  const config = sessionConfig(context, { baseUrl, timeout, workers, batchSize });
  const options = extractOptions(types, flags, config);
  const instance = sessionInstance(context, config);
  let gauges = (): Gauges => ({
    calls: 0,
    retries: 0,
    in_flight: 0,
    bytes: 0,
    allowed_in_flight: config.workers,
  });
  const onGauges = (source: () => Gauges): void => void (gauges = source);
  const resume = flags.fresh ? false : flags.resume ? true : null;
  const shared = { context, config, instance, options, resume, onGauges };
  if (flags.dryRun) {
    const estimate = await deps.estimate({ ...shared, sink: () => {} });
    context.result(estimate, (how) => renderEstimate(estimate, how));
    return EXIT.ok;
  }
  const { screen, log, clock, redactor, palette, progress: mode } = context;
  using progress = startProgress({ mode, screen, log, clock, redactor, palette, gauges: () => gauges() });
  const summary = await deps.extract({ ...shared, sink: progress.sink });
  context.result(summary, (how) => renderSummary(summary, how));
  return EXITS[summary.status];
}

const EXITS: Readonly<Record<RunStatus, ExitCode>> = {
  completed: EXIT.ok,
  partial: EXIT.partial,
  interrupted: EXIT.interrupted,
  failed: EXIT.looker,
};

/** What an extraction is asked to do. @throws {UsageError} for a filter that cannot apply. */
export function extractOptions(
  types: readonly string[],
  flags: ExtractFlags,
  config: Config,
): ExtractOptions {
  const include = [...types, ...flags.types ?? [], ...flags.type ?? [], ...flags.onlyTypes ?? []];
  const exclude = [...flags.exclude ?? [], ...flags.excludeTypes ?? []];
  if (flags.recursive && flags.folder === undefined) {
    throw new UsageError("Cannot use --recursive: there is no --folder whose subfolders it could mean", {
      hint: "Add --folder ID, or leave --recursive out: without --folder everything is backed up anyway.",
    });
  }
  return {
    types: flags.folder === undefined ? selectTypes({ include, exclude }) : folderTypes({ include, exclude }),
    workers: config.workers,
    batchSize: config.batchSize,
    maxRetries: flags.maxRetries,
    ...(flags.maxCalls !== undefined && { maxCalls: flags.maxCalls }),
    ...(flags.rateLimit !== undefined && { rateLimit: flags.rateLimit }),
    ...(flags.maxMemory !== undefined && { maxMemoryMb: flags.maxMemory }),
    folders: flags.folder ?? [],
    recursive: flags.recursive === true,
    noTrash: !flags.trash,
    noUserValues: !flags.userValues,
    acceptDeletions: flags.acceptDeletions === true,
    incremental: flags.incremental === true && flags.fullCheck !== true,
    ...(flags.reread === true && { reread: true }),
    ...(flags.keepPublicLinks === true && { keepPublicLinks: true }),
  };
}

/** Types that `--folder` can narrow down: Looker keeps these in folders. */
const IN_FOLDERS: readonly ContentType[] = ["dashboards", "looks", "folders"];

/** The types of a run with `--folder`. @throws {UsageError} for a type that is not kept in folders. */
function folderTypes({ include, exclude }: TypeSelection): ContentType[] {
  if (include.length === 0) return selectTypes({ include: IN_FOLDERS, exclude });
  const types = selectTypes({ include, exclude });
  const others = types.filter((type) => !IN_FOLDERS.includes(type));
  if (others.length === 0) return types;
  throw new UsageError(`Cannot use --folder with ${others.join(", ")}: they are not kept in folders`, {
    hint: `--folder narrows down ${IN_FOLDERS.join(", ")}. Back the others up in a run without it.`,
  });
}
