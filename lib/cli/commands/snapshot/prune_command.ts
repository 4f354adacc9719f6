/**
 * `lookervault snapshot prune`: remove copies that no rule keeps.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, InterruptedError, UsageError } from "../../../base/errors.ts";
import { parseSpan, type Span } from "../../../snapshot/span.ts";
import type { Policy } from "../../../snapshot/retention.ts";
import { command, type Runner } from "../../command.ts";
import type { CommandContext } from "../../command_context.ts";
import { type Ending, shortOf } from "../../ending.ts";
import { wholeNumber } from "../../option_values.ts";
import { addInstanceOption, addPlaceOptions, placeConfig, type PlaceFlags } from "./snapshot_flags.ts";

/** Options of `snapshot prune`. */
interface PruneFlags extends PlaceFlags {
  keepLast?: number;
  keepHourly?: number;
  keepDaily?: number;
  keepWeekly?: number;
  keepMonthly?: number;
  keepYearly?: number;
  keepWithin?: Span;
  dryRun?: true;
  yes?: true;
  acceptClock?: true;
}

const RULES = ["last", "hourly", "daily", "weekly", "monthly", "yearly"] as const;

/** The command. */
export function pruneCommand(run: Runner): CommandUnknownOpts {
  const prune = command("prune", {
    summary: "remove copies that no rule keeps",
    description:
      `Removes copies that none of the rules keeps; the rules are restic's, and count in UTC. The newest copy of an
instance always stays, and so does what the store has locked. What goes is written down first, so that
snapshot list tells it from what somebody else removed. Needs credentials that may delete.`,
    examples: [
      [
        "snapshot prune --keep-daily 7 --keep-weekly 5 --keep-monthly 12 --dry-run",
        "what would go, and why does the rest stay?",
      ],
      [
        "snapshot prune --keep-daily 7 --keep-weekly 5 --keep-monthly 12 --yes",
        "every week, without anybody at a terminal",
      ],
      ["snapshot prune --keep-within 1y", "all of the last year"],
    ],
    exits: [0, 1, 2, 3, 4, 5, 130],
    meanings: {
      3: "the store is unreachable or refused the credentials",
      4: "partial: copies named above could not be removed",
    },
  });
  for (const rule of RULES) {
    const what = rule === "last"
      ? "the newest copies"
      : `the newest copy of each of so many ${PLURALS[rule]} that have one`;
    prune.addOption(new Option(`--keep-${rule} <n>`, `keep ${what}`).argParser(wholeNumber(0)));
  }
  prune
    .addOption(
      new Option("--keep-within <duration>", "keep all within so long before the newest, such as 30d or 1y6m")
        .argParser(span),
    )
    .option("--dry-run", "say what would be removed, and why the rest stays; remove nothing")
    .option("--yes", "remove it without asking")
    .option("--accept-clock", "believe the clock though the copies' times do not fit it");
  addPlaceOptions(prune);
  addInstanceOption(prune);
  return prune.action((given) => run(prune, (context) => work(context, given as PruneFlags)));
}

const PLURALS = {
  hourly: "hours",
  daily: "days",
  weekly: "weeks",
  monthly: "months",
  yearly: "years",
} as const;

function span(text: string): Span {
  const read = parseSpan(text);
  if (read !== null) return read;
  throw new InvalidArgumentError("It must be a length of time such as 30d, 12h, 6m (months) or 1y.");
}

async function work(context: CommandContext, flags: PruneFlags): Promise<Ending> {
  const config = await placeConfig(context, flags), { io } = context;
  const policy: Policy = {};
  for (
    const [rule, flag] of [
      ["last", flags.keepLast],
      ["hourly", flags.keepHourly],
      ["daily", flags.keepDaily],
      ["weekly", flags.keepWeekly],
      ["monthly", flags.keepMonthly],
      ["yearly", flags.keepYearly],
    ] as const
  ) if (flag !== undefined) policy[rule] = flag;
  if (flags.keepWithin !== undefined) policy.within = flags.keepWithin;
  if (!flags.dryRun && !flags.yes && !io.interactive) {
    throw new UsageError("Cannot prune: there is no terminal to ask for consent", {
      hint: "See with --dry-run what would go, then add --yes.",
    });
  }
  const [{ renderPrune }, { counted }] = await Promise.all([
    import("../../../term/snapshot.ts"),
    import("../../../term/format.ts"),
  ]);
  const { pruneCopies } = await import("../../snapshot_engine.ts");
  const { isDirectory, ...engine } = await pruneCopies(context, config, {
    policy,
    acceptClock: flags.acceptClock === true,
  });
  await context.endWriting({ files: isDirectory && !flags.dryRun ? [config.snapshotDest] : [] });
  const plan = await engine.plan();
  const show = { planned: true, warnings: [], failures: 0 };
  if (flags.dryRun) {
    context.result(
      { command: "snapshot prune", status: "planned", snapshots: plan.snapshots },
      (how) => renderPrune(plan.snapshots, show, how),
    );
    return EXIT.ok;
  }
  const going = plan.snapshots.filter(({ action }) => action === "remove").length;
  if (!flags.yes && going > 0) {
    const lines = renderPrune(plan.snapshots, show, { width: io.stderr.columns(), palette: context.palette });
    consent(context, { lines, what: counted(going, "snapshot") });
  }
  const { snapshots, failures } = await engine.remove(plan);
  context.result(
    {
      command: "snapshot prune",
      status: failures.length > 0 ? "partial" : "completed",
      snapshots,
      errors: failures,
    },
    (how) => renderPrune(snapshots, { planned: false, warnings: [], failures: failures.length }, how),
  );
  for (const { ref, message } of failures) context.log.error(`error: ${ref}: ${message}`);
  return failures.length === 0 ? EXIT.ok : shortOf(
    EXIT.partial,
    `${counted(failures.length, "snapshot")} could not be removed`,
    "Run the same command again, or see with lookervault snapshot list until when the store locks them.",
  );
}

/** @throws {InterruptedError} for any answer but yes. */
function consent(
  { io, screen }: CommandContext,
  { lines, what }: { lines: readonly string[]; what: string },
): void {
  for (const line of lines) screen.log(line);
  const answer = io.ask(`Remove ${what} for good? [y/N] `);
  if (answer !== null && /^\s*y(es)?\s*$/i.test(answer)) return;
  throw new InterruptedError("Cannot prune: it was not agreed to", { hint: "Nothing was removed." });
}
