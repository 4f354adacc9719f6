/**
 * `lookervault restore dlq clear`: forget what could not be restored.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, InterruptedError, UsageError } from "../../../base/errors.ts";
import { counted } from "../../../term/format.ts";
import { command, type Runner } from "../../command.ts";
import type { CommandContext } from "../../command_context.ts";
import { sessionConfig } from "../../connection.ts";
import { readVault, writeVault } from "../../open_vault.ts";
import { wholeNumber } from "../../option_values.ts";
import type { Ending } from "../../ending.ts";

interface ClearFlags {
  yes?: true;
  force?: true;
}

/** `restore dlq clear [NUMBER]`. */
export function clearCommand(run: Runner): CommandUnknownOpts {
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
    .argument("[number]", "the failure's number", wholeNumber(1))
    .option("--yes", "do it without asking; required where there is no terminal")
    .addOption(new Option("--force").hideHelp());
  return clear.action((id, flags) =>
    run(clear, (context) => work(context, { id: id ?? null, flags: flags as ClearFlags }))
  );
}

async function work(
  context: CommandContext,
  { id, flags }: { id: number | null; flags: ClearFlags },
): Promise<Ending> {
  context.goOffline();
  const config = await sessionConfig(context);
  const [{ notQueued, queuedDeadLetter, queuedDeadLetters }, { clearDeadLetters }] = await Promise.all([
    import("../../../inspect/restorations.ts"),
    import("../../../vault/dead_letters.ts"),
  ]);
  if (!flags.yes && !flags.force) {
    requireTerminal(context, config.db);
    const what = await readVault(
      context,
      { config, thenWrites: true },
      (vault) =>
        id === null
          ? counted(queuedDeadLetters(vault, { limit: 0 }).total, "failure")
          : `failure ${queuedDeadLetter(vault, id).id}`,
    );
    consent(context, config.db, what);
  }
  const cleared = await writeVault(context, { config }, (vault) => {
    const count = vault.withTransaction(() => clearDeadLetters(vault, id));
    if (count === 0 && id !== null) throw notQueued(vault, id);
    return count;
  });
  context.exactResult(
    { command: "restore dlq clear", status: "ok", cleared },
    () => [cleared === 0 ? "The queue was empty." : `Took ${counted(cleared, "failure")} out of the queue.`],
  );
  return EXIT.ok;
}

function requireTerminal({ io }: CommandContext, db: string): void {
  if (io.interactive) return;
  throw new UsageError(
    `Cannot clear the queue of the vault ${db}: there is no terminal to ask for consent`,
    { hint: "Look with `lookervault restore dlq list` at what would go, then add --yes." },
  );
}

/** @throws {InterruptedError} for any answer but yes. */
function consent({ io, screen }: CommandContext, db: string, what: string): void {
  screen.clear();
  const answer = io.ask(`Take ${what} out of the queue for good? [y/N] `);
  if (answer !== null && /^\s*y(es)?\s*$/i.test(answer)) return;
  throw new InterruptedError(`Cannot clear the queue of the vault ${db}: it was not agreed to`, {
    hint: "Nothing was removed.",
  });
}
