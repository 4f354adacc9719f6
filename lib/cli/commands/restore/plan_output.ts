/**
 * Implements `--plan-out FILE`: writes the plan as JSON, which can be applied, or as Markdown for reading.
 *
 * @module
 */
import { UsageError } from "../../../base/errors.ts";
import { sanitize } from "../../../base/log.ts";
import { type PlanDocument, planText } from "../../../restore/plan/plan_document.ts";
import type { RestoreSummary } from "../../../restore/restore_summary.ts";
import { NO_COLOURS } from "../../../term/palette.ts";
import { type PlanShow, renderPlan, viewOfDryRun } from "../../../term/restore_plan.ts";
import { OutputFile } from "../../output_file.ts";
import { MOST_BYTES } from "./plan_file.ts";

/** A plan file that is being written. Disposing it before it is finished removes it. */
export class PlanOutput implements Disposable {
  private constructor(private readonly file: OutputFile, private readonly isJson: boolean) {}

  /** Creates the file. @throws {UsageError} if the name does not end with .json or .md, or if the file exists. */
  static begin(path: string, { keep }: { keep: readonly string[] }): PlanOutput {
    const ending = /\.(json|md)$/i.exec(path)?.[1]?.toLowerCase();
    if (ending === undefined) {
      throw new UsageError(
        `Cannot write the plan to ${path}: its name must end with .json or .md`,
        {
          hint:
            "A .json file can be applied with `lookervault restore apply FILE`; a .md file is for reading.",
        },
      );
    }
    const file = OutputFile.begin(path, { keep, overwrite: false, option: "--plan-out" });
    return new PlanOutput(file, ending === "json");
  }

  /** Writes the plan, and gives the file its name. */
  finish(plan: PlanDocument, { summary, show }: { summary: RestoreSummary; show: PlanShow }): void {
    const text = this.isJson ? planText(plan) : markdown(plan, { summary, show });
    if (text.length > MOST_BYTES) {
      throw new UsageError(`Cannot write the plan to ${this.file.path}: it is larger than 64 MB`, {
        hint: "Plan fewer items at once: by type, by folder, or with --id.",
      });
    }
    this.file.write(text);
    this.file.finish();
  }

  [Symbol.dispose](): void {
    this.file[Symbol.dispose]();
  }
}

/** Returns the output for a terminal as a code block, in which no Markdown takes effect. */
function markdown(
  plan: PlanDocument,
  { summary, show }: { summary: RestoreSummary; show: PlanShow },
): string {
  const view = viewOfDryRun(summary, { ...show, detailed: true, file: true });
  const lines = renderPlan(view, { width: null, palette: NO_COLOURS });
  const longest = Math.max(
    0,
    ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = "`".repeat(Math.max(3, longest + 1));
  return [
    `# Plan of \`${plan.command}\``,
    "",
    `Created ${plan.created_at}. Nothing was written.`,
    "",
    `${fence}text`,
    ...lines.map(sanitize),
    fence,
    "",
  ].join("\n");
}
