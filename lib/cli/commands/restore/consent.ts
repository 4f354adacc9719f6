/**
 * Consent to a restore: asked at a terminal, where the plan is shown first; elsewhere it has to be given beforehand.
 *
 * @module
 */
import { InterruptedError, UsageError } from "../../../base/errors.ts";
import type { RestorePlan } from "../../../restore/item.ts";
import { count } from "../../../term/format.ts";
import { type PlanShow, renderPlan, viewOfPlan, whatHappens } from "../../../term/restore_plan.ts";
import type { Session } from "../../session.ts";
import type { RunFlags } from "./flags.ts";

/** What is asked about. */
export interface ConsentCase {
  command: string;
  /** Base URL. */
  destination: string;
  flags: RunFlags;
}

/** @throws {UsageError} where nobody can be asked and consent was not given with `--yes`. */
export function requireConsent({ io }: Session, { command, destination, flags }: ConsentCase): void {
  if (flags.dryRun || flags.yes || flags.force || io.interactive) return;
  throw new UsageError(
    `Cannot run ${command}: it would change ${destination}, and there is no terminal to ask for consent`,
    {
      hint: command === "restore drill"
        ? "Add --yes."
        : "See with --dry-run what it would do, then add --yes.",
    },
  );
}

/**
 * Shows a plan and asks whether to carry it out; the answer is no unless it is yes. A plan that writes nothing needs no
 * consent.
 */
export function askConsent(
  { io, screen, palette }: Session,
  plan: RestorePlan,
  { db, show }: { db: string; show: PlanShow },
): boolean {
  if (whatHappens(plan.items, plan.removals) === "") return true;
  const view = viewOfPlan(plan, { db, show });
  for (const line of renderPlan(view, { width: io.stderr.columns(), palette })) screen.log(line);
  return isYes(io.ask(`Restore this into ${plan.destination}? [y/N] `));
}

/** Asks whether to run a drill, which has no plan to be shown. */
export function askDrill({ io, screen }: Session, sample: number, destination: string): boolean {
  screen.clear();
  return isYes(
    io.ask(
      `Copy ${
        count(sample)
      } dashboards and looks into a scratch folder of ${destination}, compare, and move the copies to the trash? [y/N] `,
    ),
  );
}

function isYes(answer: string | null): boolean {
  return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
}

/** Nobody agreed: exit 130, nothing was written. */
export function notAgreed({ command, destination }: ConsentCase): InterruptedError {
  return new InterruptedError(`Cannot run ${command} into ${destination}: it was not agreed to`, {
    hint: "Nothing was written.",
  });
}
