/**
 * `lookervault snapshot prune`: removes snapshots that no rule keeps.
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

/** Creates the command `snapshot prune`. */
export function pruneCommand(run: Runner): CommandUnknownOpts {
  const prune = command("prune", {
    summary: "remove snapshots that no rule keeps",
    description:
      "Removes snapshots that no rule keeps. The rules work as in restic, and count in UTC. Always keeps " +
      "the newest snapshot of an instance, and the snapshots that the store has locked. Records what it " +
      "removes, so that `snapshot list` can tell it from other removals. Needs credentials with the " +
      "permission to delete.",
    examples: [
      [
        "snapshot prune --keep-daily 7 --keep-weekly 5 --keep-monthly 12 --dry-run",
        "what would be removed, and why is the rest kept?",
      ],
      [
        "snapshot prune --keep-daily 7 --keep-weekly 5 --keep-monthly 12 --yes",
        "every week, unattended",
      ],
      ["snapshot prune --keep-within 1y", "all of the last year"],
    ],
    exits: [0, 1, 2, 3, 4, 5, 130],
    meanings: {
      3: "the store is unreachable or refused the credentials",
      4: "partial: some snapshots, which are named, could not be removed",
      130: "interrupted, or not confirmed",
    },
  });
  for (const rule of RULES) {
    const what = rule === "last"
      ? "this many of the newest snapshots"
      : `the newest snapshot of each of this many ${PLURALS[rule]}`;
    prune.addOption(new Option(`--keep-${rule} <n>`, `keep ${what}`).argParser(wholeNumber(0)));
  }
  prune
    .addOption(
      new Option(
        "--keep-within <duration>",
        "keep all within this time before the newest, such as 30d or 1y6m",
      )
        .argParser(span),
    )
    .option("--dry-run", "show what would be removed and why the rest is kept; remove nothing")
    .option("--yes", "remove without asking")
    .option("--accept-clock", "trust the clock although the times of the snapshots do not fit it");
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
  throw new InvalidArgumentError("It must be a duration such as 30d, 12h, 6m (months) or 1y.");
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
    throw new UsageError("Cannot prune: confirmation is needed, and there is no terminal", {
      hint: "Check with --dry-run what would be removed, then add --yes.",
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
    const { palette, zone } = context;
    const lines = renderPrune(plan.snapshots, show, { width: io.stderr.columns(), palette, zone });
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
    "Rerun the command, or check with lookervault snapshot list until when the store locks them.",
  );
}

/** Prints the lines and asks for confirmation. @throws {InterruptedError} for any answer but yes. */
function consent(
  { io, screen }: CommandContext,
  { lines, what }: { lines: readonly string[]; what: string },
): void {
  for (const line of lines) screen.log(line);
  const answer = io.ask(`Remove ${what} permanently? [y/N] `);
  if (answer !== null && /^\s*y(es)?\s*$/i.test(answer)) return;
  throw new InterruptedError("Cannot prune: not confirmed", { hint: "Nothing was removed." });
}
