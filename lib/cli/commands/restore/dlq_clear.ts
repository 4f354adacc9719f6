/**
 * `lookervault restore dlq clear`: removes failures from the queue.
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

/** Creates the command `restore dlq clear [NUMBER]`. */
export function clearCommand(run: Runner): CommandUnknownOpts {
  const clear = command("clear", {
    summary: "remove failures from the queue",
    description:
      "Empties the dead-letter queue, or removes one failure from it. Looker is not changed. Needs no network.",
    examples: [
      ["restore dlq clear --yes", "all failures"],
      ["restore dlq clear 3", "only number 3, after confirmation"],
    ],
    exits: [0, 1, 2, 5, 6, 130],
    meanings: { 130: "not confirmed" },
  })
    .argument("[number]", "the failure's number", wholeNumber(1))
    .option("--yes", "do not ask for confirmation; required without a terminal")
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
    () => [cleared === 0 ? "The queue was empty." : `Removed ${counted(cleared, "failure")} from the queue.`],
  );
  return EXIT.ok;
}

function requireTerminal({ io }: CommandContext, db: string): void {
  if (io.interactive) return;
  throw new UsageError(
    `Cannot clear the queue of the vault ${db}: confirmation is needed, and there is no terminal`,
    { hint: "Check with `lookervault restore dlq list` what would be removed, then add --yes." },
  );
}

/** Asks for confirmation. @throws {InterruptedError} for any answer but yes. */
function consent({ io, screen }: CommandContext, db: string, what: string): void {
  screen.clear();
  const answer = io.ask(`Remove ${what} from the queue permanently? [y/N] `);
  if (answer !== null && /^\s*y(es)?\s*$/i.test(answer)) return;
  throw new InterruptedError(`Cannot clear the queue of the vault ${db}: not confirmed`, {
    hint: "Nothing was removed.",
  });
}
