/**
 * `lookervault coverage`: how much of the instance the vault holds.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT, type ExitCode } from "../../base/errors.ts";
import { type Coverage, isWhole } from "../../inspect/coverage.ts";
import { renderCoverage } from "../../term/coverage.ts";
import { command, type Runner } from "../command.ts";
import { onlyReading } from "../reading.ts";
import type { CommandContext } from "../command_context.ts";

/** Surveys the vault at a path. */
export type ReadCoverage = (path: string) => Promise<Coverage>;

const readVault: ReadCoverage = async (path) => (await import("../inspect_reader.ts")).coverage(path);

/** The command. */
export function coverageCommand(run: Runner, read: ReadCoverage = readVault): CommandUnknownOpts {
  const coverage = command("coverage", {
    summary: "show how much of the instance the vault holds, and what is missing",
    description:
      "Shows for each type how far the last run that tried captured it, who made the backup and what that user may see, " +
      "what failed, and what no backup holds. Needs no network.",
    examples: [
      ["coverage", "is anything missing, and why?"],
      ["coverage --json", "for a program: every error of the last runs"],
    ],
    exits: [0, 1, 2, 4, 5],
    meanings: { 0: "every type was captured whole", 4: "some type was not captured whole, or never" },
  });
  return coverage.action(() => run(coverage, (context) => work(context, read)));
}

async function work(context: CommandContext, read: ReadCoverage): Promise<ExitCode> {
  const db = await onlyReading(context);
  const coverage = await read(db);
  const whole = isWhole(coverage);
  context.exactResult(
    { command: "coverage", status: whole ? "complete" : "partial", ...coverage },
    (how) => renderCoverage(coverage, how),
  );
  if (whole) return EXIT.ok;
  const missed = coverage.types.filter(({ state }) => state !== "complete").map(({ type }) => type);
  context.log.warning(`Not captured whole, or never: ${missed.join(", ")}`);
  return EXIT.partial;
}
