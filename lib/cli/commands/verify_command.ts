/**
 * `lookervault verify`: checks that the vault is intact.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, UsageError } from "../../base/errors.ts";
import type { VerifyResult, VerifySink } from "../../inspect/verify/report.ts";
import type { LiveResult } from "../../live/compare_live.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import type { Vault } from "../../vault/vault.ts";
import { count } from "../../term/format.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { addConnectionOptions, sessionConfig, sessionInstance } from "../connection.ts";
import type { LiveRequest } from "../live_vault.ts";
import { selectTypes } from "../named_types.ts";
import { readVault } from "../open_vault.ts";
import { commaList, share, wholeNumber } from "../option_values.ts";
import { requireOwnVault } from "../own_vault.ts";
import { type Ending, shortOf } from "../ending.ts";

/** The options of `verify` as commander parses them. */
export interface VerifyFlags {
  sample?: number;
  compareLive?: true;
  full?: true;
  baseUrl?: string;
  timeout?: number;
  workers?: number;
  types?: string[];
  type?: string[];
}

/** A verification that is ready to run. */
export interface VerifyRequest {
  context: CommandContext;
  /** Null for all types. */
  types: readonly ContentType[] | null;
  /** The percentage to verify. */
  sample: number;
  sink: VerifySink;
}

/** The functions that `verify` uses. */
export interface VerifyDeps {
  verify: (vault: Vault, request: VerifyRequest) => Promise<VerifyResult>;
  compare: (request: LiveRequest) => Promise<LiveResult>;
}

const LIBRARY: VerifyDeps = { verify: verifyHere, compare: compareHere };

/** The maximum number of threads. More would wait for the disk, and each takes about 50 MB of memory. */
const MOST_THREADS = 4;

/** Creates the command `verify`. */
export function verifyCommand(run: Runner, deps: VerifyDeps = LIBRARY): CommandUnknownOpts {
  const verify = command("verify", {
    summary: "check that the vault is intact",
    description:
      "Checks the file, every item with its columns, every former version, and that nothing that a run stored is missing. " +
      "Names each damaged item and what to do about it. Changes nothing. Needs no network, except with --compare-live, " +
      "which also shows what differs from Looker now; such a difference is neither damage nor a failure.",
    examples: [
      ["verify", "is every stored byte intact?"],
      ["verify dashboards looks", "only the items of these types"],
      ["verify --sample 10", "a tenth of the items, chosen at random, every night"],
      ["verify --compare-live", "and what has changed in Looker since?"],
      ["verify --compare-live --full", "compare everything, whatever its timestamp"],
    ],
    exits: [0, 1, 2, 3, 4, 5, 130],
    meanings: {
      4: "the vault is intact, but Looker did not show everything to compare",
      5: "the vault is damaged; each damaged item is named",
    },
  })
    .argument("[types...]", "content types (default: all)")
    .addOption(
      new Option("--sample <percent>", "check this percentage of the items and versions, chosen at random")
        .argParser(share),
    )
    .option(
      "--compare-live",
      "show what differs from Looker now; takes as many requests as an incremental run",
    )
    .option("--full", "with --compare-live: read everything, whatever its timestamp")
    .option(
      "--workers <n>",
      "with --compare-live: requests in flight, 1 to 50 (default: 8)",
      wholeNumber(1, 50),
    );
  addConnectionOptions(verify);
  for (const flags of ["--types <types>", "--type <type>"]) {
    verify.addOption(new Option(flags).argParser(commaList).hideHelp());
  }
  return verify.action((types: string[], flags) =>
    run(verify, (context) => work(context, { types, flags: flags as VerifyFlags, deps }))
  );
}

async function work(
  context: CommandContext,
  { types, flags, deps }: { types: string[]; flags: VerifyFlags; deps: VerifyDeps },
): Promise<Ending> {
  const include = [...types, ...flags.types ?? [], ...flags.type ?? []];
  const chosen = include.length === 0 ? null : selectTypes({ include, exclude: [] });
  const compares = flags.compareLive === true;
  if (flags.full && !compares) {
    throw new UsageError("Cannot use --full: --compare-live is not given", {
      hint: "Add --compare-live, or remove --full: the whole vault is always checked.",
    });
  }
  if (!compares) context.goOffline();
  const { baseUrl, timeout, workers } = flags;
  const config = await sessionConfig(context, { baseUrl, timeout, workers });
  const instance = compares ? await sessionInstance(context, config) : null;
  const request = { context, types: chosen };
  const sample = flags.sample ?? 100;
  const result = await readVault(
    context,
    { config, online: compares },
    (vault) => {
      requireOwnVault(vault, config.baseUrl, "verify");
      return checked(vault, { ...request, sample }, deps);
    },
  );
  const live = instance === null
    ? null
    : await deps.compare({ ...request, config, instance, full: flags.full === true });
  const [{ renderVerify }, { renderLive }] = await Promise.all([
    import("../../term/render_verify.ts"),
    import("../../term/verify_live.ts"),
  ]);
  const failed = result.problems.length > 0;
  const warnings = [...result.warnings, ...live?.warnings ?? []];
  context.exactResult(
    { command: "verify", status: failed ? "failed" : "ok", ...result, ...(live ?? { live: null }), warnings },
    (how) => [...renderVerify(result, how), ...(live === null ? [] : ["", ...renderLive(live, how)])],
  );
  if (failed) {
    const [first] = result.problems, others = result.problems.length - 1 + result.problems_omitted;
    const what = first === undefined
      ? "see the result"
      : `${[first.type, ...first.id === null ? [] : [first.id]].join(" ")}: ${first.problem}`;
    return shortOf(
      EXIT.damaged,
      `The vault ${config.db} is damaged: ${what}${others > 0 ? `; and ${count(others)} more` : ""}`,
      first === undefined || first.hint === "" ? "Run lookervault verify to see what to do." : first.hint,
    );
  }
  const missed = live?.live_types.filter(({ complete }) => !complete) ?? [];
  if (missed.length === 0) return EXIT.ok;
  return shortOf(
    EXIT.partial,
    `Compared only partly with Looker: ${missed.map(({ type }) => type).join(", ")}`,
    "The output names what Looker did not show. Rerun the command.",
  );
}

/** Verifies the vault and shows the progress. */
async function checked(
  vault: Vault,
  request: Omit<VerifyRequest, "sink">,
  deps: VerifyDeps,
): Promise<VerifyResult> {
  const { screen, log, clock, redactor, palette, progress: mode } = request.context;
  const { startVerifyProgress } = await import("../../term/verify_progress.ts");
  using progress = startVerifyProgress({ mode, screen, log, clock, redactor, palette });
  return await deps.verify(vault, { ...request, sink: progress.sink });
}

async function verifyHere(
  vault: Vault,
  { context: { clock, signal }, ...asked }: VerifyRequest,
): Promise<VerifyResult> {
  const { verifyVault } = await import("../../inspect/verify/run.ts");
  const threads = Math.min(navigator.hardwareConcurrency, MOST_THREADS);
  return await verifyVault(vault, { ...asked, threads, random: Math.random, clock, signal });
}

async function compareHere(request: LiveRequest): Promise<LiveResult> {
  const { withLiveVault } = await import("../live_vault.ts");
  const { compareLive } = await import("../../live/compare_live.ts");
  return await withLiveVault(request, compareLive);
}
