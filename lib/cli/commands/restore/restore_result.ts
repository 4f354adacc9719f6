/**
 * Prints the result of a restore, why it is not complete, and returns its exit code.
 *
 * @module
 */
import { shellWord } from "../../../base/shell_word.ts";
import { counted } from "../../../base/counted.ts";
import { EXIT, type ExitCode } from "../../../base/errors.ts";
import { sanitize } from "../../../base/log.ts";
import type { RestoreStatus, RestoreSummary } from "../../../restore/restore_summary.ts";
import { drillPlanLines } from "../../../term/drill_plan.ts";
import { renderRestore } from "../../../term/render_restore.ts";
import { DEFAULT_PLACE, type SamePlace } from "../../../term/same_place.ts";
import { type PlanShow, renderPlan, viewOfDryRun } from "../../../term/restore_plan.ts";
import type { CommandContext } from "../../command_context.ts";
import { restoreDocument } from "./restore_document.ts";
import { type Ending, shortOf } from "../../ending.ts";

/** Prints the result. Returns why it is not complete, if it is not. */
export function sayRestore(
  context: CommandContext,
  summary: RestoreSummary,
  { place = DEFAULT_PLACE, ...show }: PlanShow & { place?: SamePlace },
): Ending {
  context.result(
    restoreDocument(summary),
    (how) =>
      summary.sampled !== undefined
        ? drillPlanLines(summary, how)
        : summary.status === "planned"
        ? [...renderPlan(viewOfDryRun(summary, show), how), ...planFileLines(summary, place)]
        : renderRestore(summary, how, { ...show, place }),
  );
  const exit = exitOf(summary);
  return exit === EXIT.ok
    ? exit
    : shortOf(exit, shortfall(summary) ?? ended(summary), nextOf(summary, place));
}

/** Returns how the restore ended, for a restore without an error. */
function ended({ command, status, verified }: RestoreSummary): string {
  if (status === "interrupted") return `${command} was interrupted`;
  return verified.different > 0
    ? `${command} was written, but ${verified.different} of ${
      verified.same + verified.different
    } items read back differ from the backup`
    : `${command} ended ${status}: the items counted as failed, incomplete or skipped are missing`;
}

/** Returns what to do next. */
function nextOf(
  { command, status, session_id: session }: RestoreSummary,
  { vault, source }: SamePlace,
): string | null {
  if (status === "interrupted") {
    return `Resume it with \`lookervault restore resume${session === null ? "" : ` ${session}`}${source}\`.`;
  }
  if (command === "restore drill") {
    return "The output names what differs. Compare with `lookervault diff TYPE ID --to live`.";
  }
  return `See \`lookervault restore dlq list${vault}\` for what failed. Fix the cause, then run ` +
    `\`lookervault restore dlq retry${source}\`.`;
}

/** The maximum number of errors in the line that says why a restore is not complete. */
const NAMED = 3;

/** Returns one line that says why a restore is not complete. Null if there is no error. */
function shortfall({ command, totals, errors }: RestoreSummary): string | null {
  if (errors.length === 0) return null;
  const counts = (["incomplete", "failed", "skipped"] as const)
    .flatMap((name) => totals[name] > 0 ? [`${totals[name]} ${name}`] : []);
  const named = errors.slice(0, NAMED).map(({ type, id, message }) =>
    `${[type, id].filter((part) => part !== null).join(" ")}: ${message}`
  );
  const left = errors.length - named.length;
  const more = left > 0 ? `; and ${left} more` : "";
  return sanitize(
    `${command} is not complete (${counts.join(", ") || counted(errors.length, "error")}): ${
      named.join("; ")
    }${more}`,
  );
}

function planFileLines({ plan_file: file }: RestoreSummary, { source }: SamePlace): string[] {
  if (file === undefined) return [];
  const next = file.toLowerCase().endsWith(".json")
    ? `. Apply exactly this plan with \`lookervault restore apply ${shellWord(file)}${source}\``
    : "";
  return ["", sanitize(`The plan is in ${file}${next}.`)];
}

const EXITS: Readonly<Record<RestoreStatus, ExitCode>> = {
  planned: EXIT.ok,
  completed: EXIT.ok,
  partial: EXIT.partial,
  interrupted: EXIT.interrupted,
  failed: EXIT.looker,
};

/** Returns the exit code. If a drill finds a difference, the backup is not reliable, which counts as damage. */
function exitOf({ command, status, verified }: RestoreSummary): ExitCode {
  const differs = command === "restore drill" && verified.different > 0;
  return differs && status !== "interrupted" ? EXIT.damaged : EXITS[status];
}
