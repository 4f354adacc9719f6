/**
 * `lookervault stats`: what the vault holds and what it took.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT, type ExitCode } from "../../base/errors.ts";
import type { Stats } from "../../inspect/stats.ts";
import { renderStats } from "../../term/stats.ts";
import { command, type Runner } from "../command.ts";
import { onlyReading } from "../reading.ts";
import type { CommandContext } from "../command_context.ts";

/** Reads what the vault at a path holds. */
export type ReadStats = (path: string) => Promise<Stats>;

const readVault: ReadStats = async (path) => (await import("../vault_reader.ts")).stats(path);

/** The command. */
export function statsCommand(run: Runner, read: ReadStats = readVault): CommandUnknownOpts {
  const stats = command("stats", {
    summary: "show what the vault holds and what it took",
    description:
      "Shows sizes and versions by type, growth and calls by month, and the runs. With --json: all months " +
      "and runs. Needs no network, reads no body.",
    examples: [
      ["stats", "how much is there, and how fast does it grow?"],
      ["stats --json", "for a program: every month and every run"],
    ],
    exits: [0, 1, 2, 5],
  });
  return stats.action(() => run(stats, (context) => work(context, read)));
}

async function work(context: CommandContext, read: ReadStats): Promise<ExitCode> {
  const db = await onlyReading(context);
  const stats = await read(db);
  context.exactResult({ command: "stats", status: "ok", ...stats }, (how) => renderStats(stats, how));
  return EXIT.ok;
}
