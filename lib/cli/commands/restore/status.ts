/**
 * `lookervault restore status`: what restores did, and how they stand.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT, type ExitCode } from "../../../base/errors.ts";
import { sessionDetails, sessionLines } from "../../../term/restore_records.ts";
import { command, type Runner } from "../../command.ts";
import { onlyReading } from "../../reading.ts";
import type { CommandContext } from "../../command_context.ts";
import type { RecordDeps } from "./records.ts";

/** `restore status [SESSION]`. */
export function statusCommand(run: Runner, deps: RecordDeps): CommandUnknownOpts {
  const status = command("status", {
    summary: "show how restores stand",
    description: "Lists the restores that the vault knows of, or tells all of one. Needs no network.",
    examples: [
      ["restore status", "which restores were there, and how did they end?"],
      ["restore status 3f2a81c09d4e", "all of one; the beginning of its id is enough"],
    ],
    exits: [0, 1, 2, 5],
  }).argument("[session]", "the restore's id, or its beginning");
  return status.action((id) => run(status, (context) => work(context, id ?? null, deps)));
}

async function work(context: CommandContext, id: string | null, deps: RecordDeps): Promise<ExitCode> {
  const db = await onlyReading(context);
  const sessions = await deps.sessions(db, id);
  const [one] = sessions;
  context.exactResult(
    { command: "restore status", status: "ok", count: sessions.length, sessions },
    (how) => id !== null && one !== undefined ? sessionDetails(one, how) : sessionLines(sessions, how),
  );
  return EXIT.ok;
}
