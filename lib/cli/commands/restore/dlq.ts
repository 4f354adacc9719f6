/**
 * `lookervault restore dlq`: what could not be restored: look at it, try it again, or forget it.
 *
 * @module
 */
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, type ExitCode, InterruptedError, UsageError } from "../../../base/errors.ts";
import type { DeadLetterFilter } from "../../../inspect/restorations.ts";
import { counted } from "../../../term/format.ts";
import { deadLetterDetails, deadLetterLines } from "../../../term/restore_records.ts";
import { command, type Runner } from "../../command.ts";
import { sessionConfig } from "../../connection.ts";
import { indentJson } from "../../indent_json.ts";
import { wholeNumber } from "../../options.ts";
import { onlyReading } from "../../reading.ts";
import type { CommandContext } from "../../command_context.ts";
import { tuning } from "./again.ts";
import { EXITS } from "./apply.ts";
import type { RunRestore } from "./engine.ts";
import { addPlanOption, addRunOptions, type RunFlags } from "./flags.ts";
import type { RecordDeps } from "./records.ts";
import { runRestoreCommand } from "./run.ts";

const NUMBER = wholeNumber(1);

/** `restore dlq list|show|retry|clear`. */
export function dlqCommand(run: Runner, deps: RecordDeps, restore: RunRestore): CommandUnknownOpts {
  const summary = "what could not be restored: list, show, retry, clear";
  return new Command("dlq").summary(summary)
    .description("The queue of what could not be restored, with all that is needed to try it again.")
    .addCommand(listCommand(run, deps))
    .addCommand(showCommand(run, deps))
    .addCommand(retryCommand(run, restore))
    .addCommand(clearCommand(run, deps));
}

function listCommand(run: Runner, deps: RecordDeps): CommandUnknownOpts {
  const list = command("list", {
    summary: "list what could not be restored",
    description: "Lists the failures in the queue, oldest first. Needs no network.",
    examples: [
      ["restore dlq list", "what failed, and why?"],
      ["restore dlq list --type dashboards --limit 20", "the first 20 dashboards"],
    ],
    exits: [0, 1, 2, 5],
  })
    .option("--session <id>", "only failures of this restore")
    .option("--type <type>", "only this content type")
    .option("--limit <n>", "at most this many, after all filters", wholeNumber(0))
    .option("--offset <n>", "skip this many first", wholeNumber(0));
  return list.action((flags) =>
    run(list, async (context) => {
      const db = await onlyReading(context);
      const page = await deps.deadLetters(db, flags as DeadLetterFilter);
      const { rows, total } = page;
      context.exactResult(
        { command: "restore dlq list", status: "ok", count: rows.length, total, letters: rows },
        (how) => deadLetterLines(page, how),
      );
      return EXIT.ok;
    })
  );
}

function showCommand(run: Runner, deps: RecordDeps): CommandUnknownOpts {
  const show = command("show", {
    summary: "show one failure: what was sent, what Looker said",
    description: "Tells all of one failure in the queue. Needs no network.",
    examples: [["restore dlq show 3", "number 3 of `restore dlq list`"]],
    exits: [0, 1, 2, 5],
  }).argument("<number>", "the failure's number", NUMBER);
  return show.action((id) =>
    run(show, async (context) => {
      const db = await onlyReading(context);
      const deadLetter = await deps.deadLetter(db, id);
      context.exactResult(
        { command: "restore dlq show", status: "ok", letter: deadLetter },
        (how) => deadLetterDetails(deadLetter, { ...how, json: indentJson }),
      );
      return EXIT.ok;
    })
  );
}

function retryCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const retry = command("retry", {
    summary: "try again what could not be restored",
    description:
      "Tries again what failed, as it was asked and agreed to; what succeeds leaves the queue. Only failures of the configured instance are tried.",
    examples: [
      ["restore dlq retry", "all of it"],
      ["restore dlq retry 3 --dry-run", "what would trying number 3 again write?"],
    ],
    ...EXITS,
  }).argument("[number]", "the failure's number", NUMBER);
  addRunOptions(retry);
  addPlanOption(retry);
  return retry.action((id, given) => {
    const flags = given as RunFlags;
    return run(retry, (context) =>
      runRestoreCommand(context, {
        command: "restore dlq retry",
        flags,
        task: () => ({ kind: "retry", letter: id ?? null, tuning: tuning(flags) }),
        restore,
      }));
  });
}

function clearCommand(run: Runner, deps: RecordDeps): CommandUnknownOpts {
  const clear = command("clear", {
    summary: "forget what could not be restored",
    description: "Empties the queue, or takes one failure out. Looker is not touched. Needs no network.",
    examples: [
      ["restore dlq clear --yes", "all of it"],
      ["restore dlq clear 3", "number 3, after a question"],
    ],
    exits: [0, 1, 2, 5, 6, 130],
    meanings: { 130: "not agreed to" },
  })
    .argument("[number]", "the failure's number", NUMBER)
    .option("--yes", "do it without asking; required where there is no terminal")
    .addOption(new Option("--force").hideHelp());
  return clear.action((id, flags) =>
    run(clear, (context) => clearQueue(context, { id: id ?? null, flags: flags as RunFlags, deps }))
  );
}

async function clearQueue(
  context: CommandContext,
  { id, flags, deps }: { id: number | null; flags: RunFlags; deps: RecordDeps },
): Promise<ExitCode> {
  context.goOffline();
  const { db } = sessionConfig(context);
  if (!flags.yes && !flags.force) await consent(context, { db, id, deps });
  const { io, clock } = context;
  const hostUser = io.env("USER") ?? io.env("USERNAME");
  const cleared = await deps.clear(db, id, { clock, hostUser, opened: () => context.endWriting() });
  context.exactResult(
    { command: "restore dlq clear", status: "ok", cleared },
    () => [cleared === 0 ? "The queue was empty." : `Took ${counted(cleared, "failure")} out of the queue.`],
  );
  return EXIT.ok;
}

async function consent(
  { io, screen }: CommandContext,
  { db, id, deps }: { db: string; id: number | null; deps: RecordDeps },
): Promise<void> {
  if (!io.interactive) {
    throw new UsageError(
      `Cannot clear the queue of the vault ${db}: there is no terminal to ask for consent`,
      {
        hint: "Look with `lookervault restore dlq list` at what would go, then add --yes.",
      },
    );
  }
  const what = id === null
    ? counted((await deps.deadLetters(db, { limit: 0 })).total, "failure")
    : `failure ${(await deps.deadLetter(db, id)).id}`;
  screen.clear();
  const answer = io.ask(`Take ${what} out of the queue for good? [y/N] `);
  if (answer !== null && /^\s*y(es)?\s*$/i.test(answer)) return;
  throw new InterruptedError(`Cannot clear the queue of the vault ${db}: it was not agreed to`, {
    hint: "Nothing was removed.",
  });
}
