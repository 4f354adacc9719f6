/**
 * `lookervault relocate`: records that the same Looker has a new address.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, InterruptedError, UsageError } from "../../base/errors.ts";
import type { Instance } from "../../config/instance.ts";
import type { Config } from "../../config/load.ts";
import type { RelocateReport } from "../../inspect/relocation.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { openConnection, sessionConfig, sessionInstance } from "../connection.ts";
import { readVault, writeVault } from "../open_vault.ts";
import { wholeNumber } from "../option_values.ts";
import type { Ending } from "../ending.ts";

/** Options of `relocate`. */
export interface RelocateFlags {
  to: string;
  timeout?: number;
  dryRun?: true;
  yes?: true;
  force?: true;
}

/** What to compare: the vault of the configuration, and the Looker at the new address. */
export interface ProofRequest {
  context: CommandContext;
  config: Config;
  instance: Instance;
  /** Whether the vault is written afterwards. */
  thenWrites: boolean;
}

/** The functions that `relocate` uses. */
export interface RelocateDeps {
  prove: (request: ProofRequest) => Promise<RelocateReport>;
  move: (vault: Vault, report: RelocateReport) => Promise<RelocateReport>;
}

const LIBRARY: RelocateDeps = {
  prove,
  move: async (...asked) => (await import("../../inspect/relocate_vault.ts")).recordRelocation(...asked),
};

/** Creates the command `relocate`. */
export function relocateCommand(run: Runner, deps: RelocateDeps = LIBRARY): CommandUnknownOpts {
  const relocate = command("relocate", {
    summary: "record that the same Looker has a new address",
    description:
      "Records a new address of the same Looker: history, id map and incremental runs continue. First " +
      "checks that the Looker at the new address is the instance of the vault. Compares the creation times " +
      "and slugs of dashboards, looks, folders and boards, and the email addresses of users, and refuses " +
      "if they contradict each other. Also says whether the former address still responds, because a copy " +
      "of an instance looks the same.",
    examples: [
      ["relocate --to https://bi.acme.com --dry-run", "is it the same instance, and how is that known?"],
      ["relocate --to https://bi.acme.com", "show, confirm, record"],
      ["relocate --to https://acme.looker.com:443 --yes", "unattended"],
    ],
    exits: [0, 1, 2, 3, 5, 6, 130],
    meanings: {
      2: "wrong usage or configuration, or another instance: the evidence is named",
      130: "interrupted, or not confirmed",
    },
  })
    .addOption(new Option("--to <url>", "the new address (required)").makeOptionMandatory())
    .option("--dry-run", "show the evidence; record nothing")
    .option("--yes", "record without asking; required without a terminal")
    .addOption(new Option("--force").hideHelp())
    .addOption(
      new Option("--timeout <seconds>", "time for one request, 5 to 600 (default: 120)")
        .argParser(wholeNumber(5, 600)),
    );
  return relocate.action((flags) => run(relocate, (context) => work(context, flags as RelocateFlags, deps)));
}

async function work(context: CommandContext, flags: RelocateFlags, deps: RelocateDeps): Promise<Ending> {
  const { parseBaseUrl, shownUrl } = await import("../../config/base_url.ts");
  const named = parseBaseUrl(flags.to);
  if ("problem" in named) throw new UsageError(`Cannot use --to "${shownUrl(flags.to)}": ${named.problem}`);
  const { timeout } = flags;
  const config = await sessionConfig(context, {
    baseUrl: named.url,
    ...(timeout !== undefined && { timeout }),
  });
  const instance = await sessionInstance(context, config), given = flags.yes === true || flags.force === true;
  if (!given && flags.dryRun !== true) requireTerminal(context, config.db, named.url);
  const thenWrites = flags.dryRun !== true;
  const report = await deps.prove({ context, config, instance, thenWrites });
  for (const warning of report.warnings) context.log.warning(warning);
  const { renderRelocation } = await import("../../term/render_relocation.ts");
  const say = (report: RelocateReport, seen = false): Ending => {
    context.result(report, (how) => renderRelocation(report, { ...how, evidence: !seen }));
    return EXIT.ok;
  };
  if (report.status === "unchanged" || flags.dryRun) return say(report);
  if (!given) consent(context, report, renderRelocation);
  return say(await writeVault(context, { config }, (vault) => deps.move(vault, report)), !given);
}

/** Compares the vault and the Looker. The vault is open for reading, and only the two addresses can be reached. */
async function prove(
  { context, config, instance, thenWrites }: ProofRequest,
): Promise<RelocateReport> {
  const { clock, signal } = context;
  const { proveRelocation } = await import("../../inspect/relocate_vault.ts");
  return await readVault(
    context,
    { config, online: true, thenWrites },
    (vault) =>
      proveRelocation(vault, instance.baseUrl, {
        clock,
        signal,
        keepHost: (former) => context.keepHost(instance.baseUrl, former),
        connect: () => openConnection(context, { config, instance }, { maxRetries: 3 }),
      }),
  );
}

function requireTerminal({ io, progress }: CommandContext, db: string, to: string): void {
  const mute = progress === "json";
  if (io.interactive && !mute) return;
  throw new UsageError(
    `Cannot relocate the vault ${db} to ${to}: ${
      mute ? "--progress json cannot ask" : "there is no terminal to ask"
    } for confirmation`,
    { hint: "Check the evidence with --dry-run, then add --yes." },
  );
}

/** Shows the evidence and asks for confirmation. @throws {InterruptedError} for any answer but yes. */
function consent(
  { io, screen, palette }: CommandContext,
  report: RelocateReport,
  render: typeof import("../../term/render_relocation.ts").renderRelocation,
): void {
  for (const line of render(report, { width: io.stderr.columns(), palette })) screen.log(line);
  const answer = io.ask(`Is ${report.to} the same Looker as ${report.from}, under its new address? [y/N] `);
  if (answer !== null && /^\s*y(es)?\s*$/i.test(answer)) return;
  throw new InterruptedError(`Cannot relocate the vault ${report.db}: not confirmed`, {
    hint: "Nothing was changed.",
  });
}
