/**
 * Asks for confirmation of a restore. A terminal shows the plan first, then the question. Without a terminal, `--yes`
 * is required.
 *
 * @module
 */
import { itemWords } from "../../../looker/item_ref.ts";
import { InterruptedError, UsageError } from "../../../base/errors.ts";
import { sanitize } from "../../../base/log.ts";
import { isWritten, type RestorePlan } from "../../../restore/plan/model.ts";
import { count, counted } from "../../../term/format.ts";
import { type PlanShow, renderPlan, viewOfPlan, whatHappens } from "../../../term/restore_plan.ts";
import type { CommandContext } from "../../command_context.ts";
import type { RunFlags } from "./restore_flags.ts";

/** What to confirm. */
export interface ConsentCase {
  command: string;
  /** The base URL of the target instance. */
  destination: string;
  /** The path of the vault. */
  db: string;
  flags: RunFlags;
  show: PlanShow;
}

/** The confirmation of one restore. */
export class Consent {
  private readonly given: boolean;
  private answer: boolean | null = null;

  /** Creates the confirmation. @throws {UsageError} if there is no terminal to ask, and `--yes` is not given. */
  constructor(private readonly context: CommandContext, private readonly about: ConsentCase) {
    const { command, destination, flags } = about;
    this.given = isGiven(flags);
    if (Consent.isPossible(context, about)) return;
    const mute = context.progress === "json";
    const what = `Cannot run ${command}: it would change ${destination}`;
    throw new UsageError(
      mute
        ? `${what}, and --progress json cannot ask for confirmation`
        : `${what}, and there is no terminal to ask for confirmation`,
      {
        hint: "Check the plan with --dry-run, then add --yes.",
      },
    );
  }

  /** Whether a restore can be confirmed, or needs no confirmation. */
  static isPossible({ io, progress }: CommandContext, { flags }: Pick<ConsentCase, "flags">): boolean {
    return isGiven(flags) || flags.dryRun === true || flags.planOut !== undefined ||
      (io.interactive && progress !== "json");
  }

  /** Whether the user was asked. */
  get wasAsked(): boolean {
    return this.answer !== null;
  }

  /**
   * Whether a plan is confirmed. Shows the plan and asks, outside of the progress display. Any answer but yes means no.
   * A plan that writes nothing needs no confirmation.
   */
  to(plan: RestorePlan, aside: (question: () => boolean) => boolean): boolean {
    if (this.given || whatHappens(plan.items, plan.removals) === "") return true;
    const { about: { db, show }, context: { io, screen, palette, zone } } = this;
    return this.answer = aside(() => {
      const lines = renderPlan(viewOfPlan(plan, { db, show }), { width: io.stderr.columns(), palette, zone });
      for (const line of lines) screen.log(line);
      const n = changesIn(plan);
      if (!isWeighty(plan)) return isYes(io.ask(`${question(plan)} [y/N] `));
      const why = n > MOST_BY_LETTER ? "" : ": the plan changes rights";
      return isNumber(
        io.ask(`${question(plan)} Type the number of changes, ${count(n)}, to continue${why}: `),
        n,
      );
    });
  }

  /** Asks whether to run a drill, which has no plan to show. @throws {InterruptedError} */
  toDrill(sample: number): void {
    if (this.given) return;
    const { context: { io, screen }, about: { destination } } = this;
    screen.clear();
    this.answer = isYes(
      io.ask(
        `Copy ${
          count(sample)
        } dashboards and looks into a separate folder of ${destination}, compare them, and move the copies to the trash? [y/N] `,
      ),
    );
    this.requireGiven();
  }

  /** Checks the answer. @throws {InterruptedError} if the user answered no: exit code 130, nothing was written. */
  requireGiven(): void {
    if (this.answer !== false) return;
    const { command, destination } = this.about;
    throw new InterruptedError(`Cannot run ${command} into ${destination}: not confirmed`, {
      hint: "Nothing was written.",
    });
  }
}

function isGiven({ yes, force }: RunFlags): boolean {
  return yes === true || force === true;
}

/** The maximum number of changes that can be confirmed with one letter. */
const MOST_BY_LETTER = 20;

/** Returns the number of items that a plan changes. */
function changesIn({ items, removals }: RestorePlan): number {
  return items.filter(isWritten).length + removals.filter(({ removal }) => removal !== "stay").length;
}

/** Whether a plan is confirmed by typing the number of changes. A letter can be typed without reading. */
function isWeighty(plan: RestorePlan): boolean {
  return changesIn(plan) > MOST_BY_LETTER || plan.rights.length > 0;
}

function isNumber(answer: string | null, n: number): boolean {
  return answer !== null && answer.trim().replaceAll(/[,.\s']/g, "") === String(n);
}

/** Returns the question, which names the items that are removed. */
function question({ destination, removals }: RestorePlan): string {
  const going = removals.filter(({ removal }) => removal !== "stay");
  if (going.length === 0) return `Restore this into ${destination}?`;
  const names = going.slice(0, NAMED).map((item) => itemWords(item, item.name));
  const more = going.length > NAMED ? ` and ${counted(going.length - NAMED, "other")}` : "";
  return sanitize(`Restore this into ${destination}, and remove ${names.join(", ")}${more}?`);
}

/** The maximum number of items that a question names. */
const NAMED = 10;

function isYes(answer: string | null): boolean {
  return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
}
