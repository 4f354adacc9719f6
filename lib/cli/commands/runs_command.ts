/**
 * `lookervault runs`: lists the backups and restores, the newest first.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { RunList } from "../../inspect/runs.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import type { Ending } from "../ending.ts";
import { readVault } from "../open_vault.ts";
import { wholeNumber } from "../option_values.ts";

/** Returns the newest runs of a vault. */
export type ReadRuns = (vault: Vault, options: { limit: number }) => Promise<RunList>;

const runsOf: ReadRuns = async (...asked) => (await import("../../inspect/runs.ts")).listRuns(...asked);

/** Creates the command `runs`. */
export function runsCommand(run: Runner, read: ReadRuns = runsOf): CommandUnknownOpts {
  const runs = command("runs", {
    summary: "list the backups and restores, the newest first",
    description:
      "Lists runs: when each started, what it did, as which API user, how it ended, what it found added, " +
      "changed and deleted, and its cost in requests and time. You can use a run's id wherever a time is expected: " +
      "--at, --from, --to. Needs no network.",
    examples: [
      ["runs", "the newest twenty"],
      ["runs --limit 1 --json", "the newest, as JSON, for a program"],
    ],
    exits: [0, 1, 2, 5],
  }).option("--limit <n>", "at most this many", wholeNumber(1), 20);
  return runs.action((flags) => run(runs, (context) => work(context, flags.limit as number, read)));
}

async function work(context: CommandContext, limit: number, read: ReadRuns): Promise<Ending> {
  const list = await readVault(context, {}, (vault) => read(vault, { limit }));
  const { renderRuns } = await import("../../term/render_runs.ts");
  context.exactResult({ command: "runs", status: "ok", ...list }, (how) => renderRuns(list, how));
  return EXIT.ok;
}
