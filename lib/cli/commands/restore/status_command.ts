/**
 * `lookervault restore status`: shows restores and their state.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../../base/errors.ts";
import { command, type Runner } from "../../command.ts";
import type { CommandContext } from "../../command_context.ts";
import { readVault } from "../../open_vault.ts";
import type { Ending } from "../../ending.ts";

/** Creates the command `restore status [SESSION]`. */
export function statusCommand(run: Runner): CommandUnknownOpts {
  const status = command("status", {
    summary: "show restores and their state",
    description: "Lists the restores recorded in the vault, or shows one in detail. Needs no network.",
    examples: [
      ["restore status", "which restores were run, and how did they end?"],
      ["restore status 3f2a81c09d4e", "one in detail; the start of its id is enough"],
      ["restore status --json", "all of them as JSON, for a program"],
    ],
    exits: [0, 1, 2, 5],
  }).argument("[session]", "the restore's id, or the start of it");
  return status.action((id) => run(status, (context) => work(context, id ?? null)));
}

async function work(context: CommandContext, id: string | null): Promise<Ending> {
  const [{ restoreSessions }, { sessionDetails, sessionLines }] = await Promise.all([
    import("../../../inspect/restorations.ts"),
    import("../../../term/restore_records.ts"),
  ]);
  const sessions = await readVault(context, {}, (vault) => restoreSessions(vault, id));
  const [one] = sessions;
  context.exactResult(
    { command: "restore status", status: "ok", count: sessions.length, sessions },
    (how) => id !== null && one !== undefined ? sessionDetails(one, how) : sessionLines(sessions, how),
  );
  return EXIT.ok;
}
