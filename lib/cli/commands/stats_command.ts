/**
 * `lookervault stats`: shows the size, growth and cost of the vault.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { Stats } from "../../inspect/stats.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { readVault } from "../open_vault.ts";
import type { Ending } from "../ending.ts";

/** Computes the statistics of a vault. */
export type ReadStats = (vault: Vault) => Promise<Stats>;

const statsOf: ReadStats = async (vault) => (await import("../../inspect/stats.ts")).vaultStats(vault);

/** Creates the command `stats`. */
export function statsCommand(run: Runner, read: ReadStats = statsOf): CommandUnknownOpts {
  const stats = command("stats", {
    summary: "show the size, growth and cost of the vault",
    description:
      "Shows sizes and versions by type, growth and requests by month, and the runs. With --json: all months and " +
      "runs. Needs no network.",
    examples: [
      ["stats", "how much is there, and how fast does it grow?"],
      ["stats --json", "for a program: every month and every run"],
    ],
    exits: [0, 1, 2, 5],
  });
  return stats.action(() => run(stats, (context) => work(context, read)));
}

async function work(context: CommandContext, read: ReadStats): Promise<Ending> {
  const stats = await readVault(context, {}, read);
  const { renderStats } = await import("../../term/render_stats.ts");
  context.exactResult({ command: "stats", status: "ok", ...stats }, (how) => renderStats(stats, how));
  return EXIT.ok;
}
