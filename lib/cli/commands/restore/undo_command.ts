/**
 * `lookervault restore undo [SESSION]`: take back what a restore did.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { command, type Runner } from "../../command.ts";
import { EXITS } from "./restore_exits.ts";
import { addPlanOption, addRunOptions, type RunFlags } from "./restore_flags.ts";
import type { RunRestore } from "./restore_task.ts";

/** `restore undo [SESSION]`. */
export function undoCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const undo = command("undo", {
    summary: "put back what was there before a restore",
    description:
      "Puts every item that a restore changed back as it was before. Each restore keeps that state in the vault before it writes anything. What it made goes again where it is as it was made, and is kept before. Without SESSION the newest restore is meant.",
    examples: [
      ["restore undo --dry-run", "what would the newest restore's undoing change?"],
      ["restore undo 3f2a81c09d4e", "take that restore back; the id stands in its summary"],
    ],
    ...EXITS,
  })
    .argument("[session]", "the restore's id, or its beginning")
    .option("--enable-schedules", "enable schedules and alerts that were enabled: Looker sends mail again")
    .option("--skip-if-modified", "leave alone what was changed in Looker meanwhile");
  addRunOptions(undo);
  addPlanOption(undo);
  return undo.action((id, given) => {
    const flags = given as RunFlags & { enableSchedules?: true; skipIfModified?: true };
    return run(undo, async (context) => {
      const [{ EVERYTHING, runOptions }, { runRestoreCommand }] = await Promise.all([
        import("./restore_arguments.ts"),
        import("./run_restore.ts"),
      ]);
      return await runRestoreCommand(context, {
        command: "restore undo",
        flags,
        task: (config) => ({
          kind: "undo",
          session: id ?? null,
          options: {
            ...EVERYTHING,
            ...runOptions(flags, config),
            enableSchedules: flags.enableSchedules === true,
            skipIfModified: flags.skipIfModified === true,
          },
        }),
        restore,
      });
    });
  });
}
