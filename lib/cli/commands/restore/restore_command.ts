/**
 * `lookervault restore`: writes items of the backup to Looker.
 *
 * @module
 */
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { folded, helpWidth } from "../../help_text.ts";
import type { Runner } from "../../command.ts";
import { allCommand } from "./all_command.ts";
import { applyCommand } from "./apply_command.ts";
import { bulkCommand } from "./bulk_command.ts";
import { dlqCommand } from "./dlq_command.ts";
import { drillCommand } from "./drill_command.ts";
import { mappingsCommand } from "./mappings_command.ts";
import type { RunRestore } from "./restore_task.ts";
import { resumeCommand } from "./resume_command.ts";
import { singleCommand } from "./single_command.ts";
import { statusCommand } from "./status_command.ts";
import { undoCommand } from "./undo_command.ts";

const HELP = `
Examples:
  # what would change, property by property?
  lookervault restore single dashboards 42 --dry-run
  # a folder with everything in and below it, as it was at the end of that day
  lookervault restore all --folder Shared/Finance --at "last friday"
  # undo the newest restore
  lookervault restore undo

lookervault restore <command> --help shows a command's options, examples and exit codes.`;

const library: RunRestore = async (request) =>
  await (await import("./perform_restore.ts")).performRestore(request);

/** Creates the command `restore` with its subcommands. */
export function restoreCommand(run: Runner, restore: RunRestore = library): CommandUnknownOpts {
  const description =
    "Restores items from the backup into Looker, in place: ids, links, alerts and schedules stay. Shows a plan before " +
    "it writes anything, reads each item back and compares it, and keeps the previous state for restore undo. Never " +
    "deletes a dashboard, look, user or folder permanently.";
  return new Command("restore").summary("restore items from the backup into Looker").description(description)
    .addHelpText("after", (shown) => folded(HELP, helpWidth(shown.command)))
    .addCommand(singleCommand(run, restore))
    .addCommand(bulkCommand(run, restore))
    .addCommand(allCommand(run, restore))
    .addCommand(applyCommand(run, restore))
    .addCommand(undoCommand(run, restore))
    .addCommand(resumeCommand(run, restore))
    .addCommand(statusCommand(run))
    .addCommand(dlqCommand(run, restore))
    .addCommand(mappingsCommand(run))
    .addCommand(drillCommand(run, restore));
}
