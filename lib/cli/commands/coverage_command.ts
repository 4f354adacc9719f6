/**
 * `lookervault coverage`: how much of the instance the vault holds.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { Coverage } from "../../inspect/coverage.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { readVault } from "../open_vault.ts";
import { type Ending, shortOf } from "../ending.ts";

/** Surveys a vault. */
export type ReadCoverage = (vault: Vault) => Promise<Coverage>;

const coverageOf: ReadCoverage = async (vault) =>
  (await import("../../inspect/coverage.ts")).vaultCoverage(vault);

/** The command. */
export function coverageCommand(run: Runner, read: ReadCoverage = coverageOf): CommandUnknownOpts {
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

async function work(context: CommandContext, read: ReadCoverage): Promise<Ending> {
  const [{ isWhole }, { renderCoverage }] = await Promise.all([
    import("../../inspect/coverage.ts"),
    import("../../term/render_coverage.ts"),
  ]);
  const coverage = await readVault(context, {}, read);
  const whole = isWhole(coverage);
  context.exactResult(
    { command: "coverage", status: whole ? "complete" : "partial", ...coverage },
    (how) => renderCoverage(coverage, how),
  );
  if (whole) return EXIT.ok;
  const missed = coverage.types.filter(({ state }) => state !== "complete").map(({ type }) => type);
  return shortOf(
    EXIT.partial,
    `Not captured whole, or never: ${missed.join(", ")}`,
    "Run lookervault coverage to see why, and lookervault extract to capture them.",
  );
}
