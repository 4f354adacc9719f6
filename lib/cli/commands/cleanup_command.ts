/**
 * `lookervault cleanup`: removes items that were deleted, and versions that were superseded, too long ago.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, InterruptedError, UsageError } from "../../base/errors.ts";
import type { CleanupReport } from "../../inspect/cleanup.ts";
import type { CleanupRequest } from "../../vault/cleanup.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { sessionConfig } from "../connection.ts";
import { readVault, writeVault } from "../open_vault.ts";
import { wholeNumber } from "../option_values.ts";
import type { Ending } from "../ending.ts";

/** Options of `cleanup`. */
export interface CleanupFlags {
  retentionDays?: number;
  damaged?: true;
  from?: string;
  dryRun?: true;
  yes?: true;
  force?: true;
  acceptClock?: true;
}

/** The functions that `cleanup` uses: `plan` returns what would be removed, and `remove` removes it. */
export interface CleanupDeps {
  plan: (vault: Vault, request: CleanupRequest) => Promise<CleanupReport>;
  remove: (vault: Vault, request: CleanupRequest) => Promise<CleanupReport>;
}

const VAULT: CleanupDeps = {
  plan: async (...asked) => (await import("../../inspect/cleanup.ts")).planOf(...asked),
  remove: async (...asked) => (await import("../../inspect/cleanup.ts")).removalOf(...asked),
};

/** The maximum retention, a century. A larger value is probably a mistake. */
const MOST_DAYS = 36_500;

/** Creates the command `cleanup`. */
export function cleanupCommand(run: Runner, deps: CleanupDeps = VAULT): CommandUnknownOpts {
  const cleanup = command("cleanup", {
    summary: "remove deleted items and old versions after a retention time",
    description:
      "Permanently removes deleted items and replaced versions that are older than the retention from the " +
      "vault. Always keeps the newest version of an existing item. No other command removes versions.\n\n" +
      "With --damaged: removes only the former versions that verify reports as damaged. With --damaged and " +
      "--from: replaces them from another copy of the vault, such as a pulled snapshot, if they are intact " +
      "there. Needs no network.",
    examples: [
      ["cleanup --retention-days 365 --dry-run", "what would be removed, and how old is it?"],
      ["cleanup --retention-days 365", "show, confirm, remove"],
      ["cleanup --retention-days 365 --yes", "every month, unattended"],
      ["cleanup --damaged --from older.db --dry-run", "which damaged versions can an older copy replace?"],
    ],
    exits: [0, 1, 2, 5, 6, 130],
    meanings: { 130: "interrupted, or not confirmed" },
  })
    .addOption(
      new Option("--retention-days <n>", "keep what was current within this many days, 1 or more")
        .argParser(wholeNumber(1, MOST_DAYS)).conflicts("damaged"),
    )
    .option("--damaged", "remove damaged former versions")
    .option(
      "--from <file>",
      "with --damaged: replace them from this copy of the vault, if they are intact there",
    )
    .option("--dry-run", "show what would be removed; remove nothing")
    .option("--yes", "remove without asking")
    .addOption(new Option("--force").hideHelp())
    .option(
      "--accept-clock",
      "trust this machine's clock although the vault's runs do not fit it: one is in the future, or there is " +
        "none for longer than the retention",
    );
  return cleanup.action((flags) => run(cleanup, (context) => work(context, flags as CleanupFlags, deps)));
}

async function work(context: CommandContext, flags: CleanupFlags, deps: CleanupDeps): Promise<Ending> {
  context.goOffline();
  const config = await sessionConfig(context), { io, clock } = context;
  if (flags.damaged) {
    const { cleanDamaged } = await import("../clean_damaged.ts");
    return await cleanDamaged(context, config, { ...flags, yes: flags.yes === true || flags.force === true });
  }
  const { retentionDays: days } = flags;
  if (days === undefined || flags.from !== undefined) {
    throw new UsageError("Cannot clean up: neither --retention-days nor --damaged is given", {
      hint: "Add --retention-days N, or --damaged with or without --from FILE.",
    });
  }
  const request = { clock, days, acceptClock: flags.acceptClock === true };
  const { renderCleanup } = await import("../../term/render_cleanup.ts");
  if (flags.dryRun) {
    const plan = await readVault(context, { config }, (vault) => deps.plan(vault, request));
    context.exactResult(plan, (how) => renderCleanup(plan, how));
    return EXIT.ok;
  }
  let seen = false;
  if (!flags.yes && !flags.force) {
    requireTerminal(context, config.db);
    const plan = await readVault(context, { config, thenWrites: true }, (vault) => deps.plan(vault, request));
    seen = consent(context, plan, renderCleanup) && io.stdout.isTerminal;
  }
  const report = await writeVault(context, { config }, (vault) => deps.remove(vault, request));
  context.exactResult(report, (how) => renderCleanup(report, { ...how, table: !seen }));
  return EXIT.ok;
}

function requireTerminal({ io }: CommandContext, db: string): void {
  if (io.interactive) return;
  throw new UsageError(`Cannot clean up the vault ${db}: confirmation is needed, and there is no terminal`, {
    hint: "Check with --dry-run what would be removed, then add --yes.",
  });
}

/**
 * Shows what would be removed and asks for confirmation. Returns false without asking if nothing would be removed, or
 * if the report has warnings, because then the removal refuses.
 *
 * @throws {InterruptedError} for any answer but yes.
 */
function consent(
  { io, screen, palette }: CommandContext,
  report: CleanupReport,
  render: typeof import("../../term/render_cleanup.ts").renderCleanup,
): boolean {
  if (report.expired.length === 0 || report.warnings.length > 0) return false;
  for (const line of render(report, { width: io.stderr.columns(), palette })) screen.log(line);
  const answer = io.ask("Remove this permanently? [y/N] ");
  if (answer !== null && /^\s*y(es)?\s*$/i.test(answer)) return true;
  throw new InterruptedError(`Cannot clean up the vault ${report.db}: not confirmed`, {
    hint: "Nothing was removed.",
  });
}
