/**
 * `lookervault restore undo [SESSION]`: undoes a restore.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { command, type Runner } from "../../command.ts";
import { EXITS } from "./restore_exits.ts";
import { addPlanOption, addRunOptions, type RunFlags } from "./restore_flags.ts";
import type { RunRestore } from "./restore_task.ts";

/** Creates the command `restore undo [SESSION]`. */
export function undoCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const undo = command("undo", {
    summary: "undo a restore",
    description:
      "Undoes a restore: gives every item that it changed its previous state, which each restore saves in " +
      "the vault before it writes. Saves and removes the items that the restore created, unless somebody " +
      "has changed them since. Without SESSION: the newest restore.",
    examples: [
      ["restore undo --dry-run", "what would undoing the newest restore change?"],
      ["restore undo 3f2a81c09d4e", "undo that restore; its id is in its summary"],
      ["restore undo --skip-if-modified", "but keep what somebody changed since"],
    ],
    ...EXITS,
  })
    .argument("[session]", "the restore's id, or the start of it")
    .option(
      "--enable-schedules",
      "enable schedules and alerts that were enabled: Looker then sends mail again",
    )
    .option("--skip-if-modified", "skip what was changed in Looker since the restore");
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
