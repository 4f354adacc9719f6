/**
 * `lookervault coverage`: shows how much of the instance the vault contains.
 *
 * @module
 */
import { counted } from "../../base/counted.ts";
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { isoTime } from "../../base/clock.ts";
import { EXIT } from "../../base/errors.ts";
import type { Coverage } from "../../inspect/coverage.ts";
import type { VerifyResult } from "../../inspect/verify/report.ts";
import type { RecoveryStep } from "../../restore/recovery/steps.ts";
import type { CoverageProof } from "../../term/coverage_words.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { readVault } from "../open_vault.ts";
import { type Ending, shortOf } from "../ending.ts";
import { VERSION } from "../version.ts";

/** The functions that `coverage` uses. */
export interface CoverageDeps {
  /** Surveys a vault. */
  survey: (vault: Vault) => Promise<Coverage>;
  /** Returns the manual steps that are needed to create the instance again from the vault. */
  steps: (vault: Vault) => Promise<RecoveryStep[]>;
  /** Verifies every body in the vault. */
  verify: (vault: Vault, context: CommandContext) => Promise<VerifyResult>;
}

const LIBRARY: CoverageDeps = {
  survey: async (vault) => (await import("../../inspect/coverage.ts")).vaultCoverage(vault),
  async steps(vault) {
    const [{ recoverySteps }, { vaultSource }] = await Promise.all([
      import("../../restore/recovery/steps.ts"),
      import("../../restore/plan/source.ts"),
    ]);
    return recoverySteps(vaultSource(vault, vault.meta("instance") ?? "", null));
  },
  async verify(vault, context) {
    const { verifyWhole } = await import("../verify_whole.ts");
    return await verifyWhole(vault, context);
  },
};

interface CoverageFlags {
  format?: "text" | "json" | "md";
  verify?: true;
  steps?: true;
}

/** Creates the command `coverage`. */
export function coverageCommand(run: Runner, deps: CoverageDeps = LIBRARY): CommandUnknownOpts {
  const coverage = command("coverage", {
    summary: "show how much of the instance the vault contains, and what is missing",
    description:
      "Shows how completely the last run captured each type. Also shows the API user of the backup and " +
      "what that user can see, what failed, the result of the last drill, the snapshots, and what no " +
      "backup can contain. With --format md: first verifies every item, then prints a document for an " +
      "auditor. Needs no network.",
    examples: [
      ["coverage", "is anything missing, and why?"],
      ["coverage --format md > coverage.md", "for an auditor: verified, with the result of the last drill"],
      ["coverage --steps", "the instance is lost: the manual steps, in order"],
      ["coverage --json", "for a program: every error of the last runs"],
    ],
    exits: [0, 1, 2, 4, 5, 130],
    meanings: {
      0: "every type was captured completely",
      4: "some type was captured incompletely, or never",
      5: "the vault is damaged (as far as it was verified)",
    },
  })
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json", "md"] as const))
    .addOption(
      new Option("--steps", "list the manual steps for a lost instance instead, in order")
        .conflicts(["format", "verify"]),
    )
    .option("--verify", "check every stored item first (always with --format md)");
  return coverage.action((flags) =>
    run(coverage, (context) => work(context, { flags: flags as CoverageFlags, deps }))
  );
}

async function work(
  context: CommandContext,
  { flags: { format, verify, steps }, deps }: { flags: CoverageFlags; deps: CoverageDeps },
): Promise<Ending> {
  if (steps === true) return await listSteps(context, deps);
  const { isWhole } = await import("../../inspect/coverage.ts");
  const verifies = verify === true || format === "md";
  const { coverage, checked } = await readVault(context, {}, async (vault) => ({
    checked: verifies ? await deps.verify(vault, context) : null,
    coverage: await deps.survey(vault),
  }));
  const whole = isWhole(coverage), at = isoTime(context.clock.now());
  const verified = checked === null ? null : { at, checked: checked.checked, invalid: checked.invalid };
  await print(context, { coverage, verified, whole, ...format !== undefined && { format } });
  if (checked !== null && checked.problems.length > 0) {
    return shortOf(
      EXIT.damaged,
      `The vault is damaged: ${damageWords(checked)}`,
      "Run lookervault verify: it names everything that is damaged, and how to repair it.",
    );
  }
  if (whole) return EXIT.ok;
  const missed = coverage.types.filter(({ state }) => state !== "complete");
  return shortOf(
    EXIT.partial,
    `${missed.length} of ${counted(coverage.types.length, "type")} were captured incompletely, or never`,
    "The output names them and the reason. Run lookervault extract to capture them.",
  );
}

/** Lists the manual steps that are needed to create the instance again from the vault. Reads only the vault's items. */
async function listSteps(context: CommandContext, deps: CoverageDeps): Promise<Ending> {
  const { db, instance, steps } = await readVault(context, {}, async (vault) => ({
    db: vault.path,
    instance: vault.meta("instance"),
    steps: await deps.steps(vault),
  }));
  const { stepLines } = await import("../../term/recovery_steps.ts");
  context.exactResult(
    { command: "coverage", status: "ok", db, instance, steps },
    (how) => stepLines(steps, how),
  );
  return EXIT.ok;
}

async function print(
  context: CommandContext,
  { coverage, verified, whole, format }: {
    coverage: Coverage;
    verified: CoverageProof["verified"];
    whole: boolean;
    format?: "text" | "json" | "md";
  },
): Promise<void> {
  const [{ renderCoverage }, { markdownCoverage }, { writeDocument }] = await Promise.all([
    import("../../term/render_coverage.ts"),
    import("../../term/coverage_markdown.ts"),
    import("../document_text.ts"),
  ]);
  const document = { command: "coverage", status: whole ? "complete" : "partial", ...coverage, verified };
  if (format === "json") {
    return writeDocument(document, context.io.stdout);
  }
  const stamp = { at: isoTime(context.clock.now()), lookervault: VERSION };
  context.exactResult(
    document,
    (how) =>
      format === "md"
        ? markdownCoverage(coverage, { verified }, stamp)
        : renderCoverage(coverage, how, { verified }),
  );
}

function damageWords({ problems: [first], problems_omitted, problems }: VerifyResult): string {
  const others = problems.length - 1 + problems_omitted;
  const what = first === undefined
    ? "see the result"
    : `${[first.type, first.id ?? ""].join(" ").trim()}: ${first.problem}`;
  return `${what}${others > 0 ? `; and ${others} more` : ""}`;
}
