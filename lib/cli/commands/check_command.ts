/**
 * `lookervault check`: checks whether everything is ready for a backup, and what to do if not.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CheckDeps, CheckOptions } from "../checks.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { addConnectionOptions } from "../connection.ts";
import type { Ending } from "../ending.ts";

/** Creates the command `check`. */
export function checkCommand(
  run: Runner,
  deps?: CheckDeps,
): CommandUnknownOpts {
  const check = command("check", {
    summary: "check configuration, vault, connection and permissions",
    description:
      "Checks what a backup needs, and prints one line for each check: ok, or what to do. Changes nothing. " +
      "Takes at most 10 seconds, or 20 if a destination for snapshots is configured.",
    examples: [["check", "is everything ready?"], ["check --json", "the same as JSON, for a program"]],
    exits: [0, 1, 2, 3, 5, 130],
  });
  addConnectionOptions(check);
  return check.action((options: CheckOptions) => run(check, (context) => work(context, options, deps)));
}

async function work(context: CommandContext, options: CheckOptions, deps?: CheckDeps): Promise<Ending> {
  const { CHECKS, runChecks, tell } = await import("../checks.ts");
  const { checks, failures } = await runChecks(context, options, deps ?? CHECKS);
  return tell(context, { command: "check", checks, failures });
}
