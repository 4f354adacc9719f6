/**
 * `lookervault restore dlq`: lists, shows, retries or clears failed writes.
 *
 * @module
 */
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../../base/errors.ts";
import type { DeadLetterFilter } from "../../../inspect/restorations.ts";
import { command, type Runner } from "../../command.ts";
import { indentJson } from "../../indent_json.ts";
import { readVault } from "../../open_vault.ts";
import { wholeNumber } from "../../option_values.ts";
import { clearCommand } from "./dlq_clear.ts";
import { EXITS } from "./restore_exits.ts";
import { addPlanOption, addRunOptions, type RunFlags } from "./restore_flags.ts";
import type { RunRestore } from "./restore_task.ts";

const NUMBER = wholeNumber(1);

type Letters =
  & typeof import("../../../inspect/restorations.ts")
  & typeof import("../../../term/restore_records.ts");

/** Loads the functions that read and show the queue. */
async function letters(): Promise<Letters> {
  return {
    ...await import("../../../inspect/restorations.ts"),
    ...await import("../../../term/restore_records.ts"),
  };
}

/** Creates the command `restore dlq` with its subcommands. */
export function dlqCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const summary = "list, show, retry or clear failed writes";
  return new Command("dlq").summary(summary)
    .description("The dead-letter queue: writes that failed, with everything needed to retry them.")
    .addCommand(listCommand(run))
    .addCommand(showCommand(run))
    .addCommand(retryCommand(run, restore))
    .addCommand(clearCommand(run));
}

function listCommand(run: Runner): CommandUnknownOpts {
  const list = command("list", {
    summary: "list the failures in the queue",
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
      const { queuedDeadLetters, deadLetterLines, retryPlace } = await letters();
      const filter = flags as DeadLetterFilter;
      const [page, retry] = await readVault(context, {}, (vault) => {
        const found = queuedDeadLetters(vault, filter);
        return [found, retryPlace(vault, found.rows)] as const;
      });
      const { rows, total } = page;
      context.exactResult(
        { command: "restore dlq list", status: "ok", count: rows.length, total, letters: rows },
        (how) => deadLetterLines(page, { ...how, retry }),
      );
      return EXIT.ok;
    })
  );
}

function showCommand(run: Runner): CommandUnknownOpts {
  const show = command("show", {
    summary: "show one failure: the request, and Looker's response",
    description: "Shows everything about one failure in the queue. Needs no network.",
    examples: [
      ["restore dlq show 3", "number 3 of `restore dlq list`"],
      ["restore dlq show 3 --json", "the same as JSON, with the request"],
    ],
    exits: [0, 1, 2, 5],
  }).argument("<number>", "the failure's number", NUMBER);
  return show.action((id) =>
    run(show, async (context) => {
      const { queuedDeadLetter, deadLetterDetails } = await letters();
      const deadLetter = await readVault(context, {}, (vault) => queuedDeadLetter(vault, id));
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
    summary: "retry failed writes",
    description:
      "Retries failed writes with the options of their restore, after a plan and confirmation. Writes that succeed " +
      "leave the queue. Only failures of the configured instance are retried.",
    examples: [
      ["restore dlq retry", "all failures"],
      ["restore dlq retry 3 --dry-run", "what would a retry of number 3 write?"],
    ],
    ...EXITS,
  }).argument("[number]", "the failure's number", NUMBER);
  addRunOptions(retry);
  addPlanOption(retry);
  return retry.action((id, given) => {
    const flags = given as RunFlags;
    return run(retry, async (context) => {
      const [{ tuning }, { runRestoreCommand }] = await Promise.all([
        import("./restore_arguments.ts"),
        import("./run_restore.ts"),
      ]);
      return await runRestoreCommand(context, {
        command: "restore dlq retry",
        flags,
        task: () => ({ kind: "retry", letter: id ?? null, tuning: tuning(flags) }),
        restore,
      });
    });
  });
}
