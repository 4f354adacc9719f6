/**
 * `lookervault restore drill`: tests that the backup can be restored.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { command, type Runner } from "../../command.ts";
import { wholeNumber } from "../../option_values.ts";
import { EXITS } from "./restore_exits.ts";
import { addWriteOptions, type RunFlags } from "./restore_flags.ts";
import type { RunRestore } from "./restore_task.ts";

/** Creates the command `restore drill --sample N`. */
export function drillCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const drill = command("drill", {
    summary: "test the backup: restore copies of a sample and compare them",
    description:
      "Restores copies of dashboards and looks, chosen at random, into a separate folder, reads them back, " +
      "compares them with the backup, and moves the copies to the trash. Changes nothing else. Exits with " +
      "5 if a copy differs.",
    examples: [
      ["restore drill --sample 20 --dry-run", "which kinds of items would be copied, and where?"],
      ["restore drill --sample 20", "can the backup be restored?"],
      ["restore drill --sample 20 --yes", "every quarter, unattended"],
    ],
    ...EXITS,
    meanings: { ...EXITS.meanings, 5: "a copy differs from the backup, or the vault is damaged" },
  }).addOption(
    new Option("--sample <n>", "number of dashboards and looks (required)").argParser(wholeNumber(1))
      .makeOptionMandatory(),
  );
  drill.option("--dry-run", "show a sample and the folder for the copies; write nothing");
  addWriteOptions(drill);
  return drill.action((given) => {
    const flags = given as RunFlags & { sample: number };
    return run(drill, async (context) => {
      const [{ runOptions }, { runRestoreCommand }] = await Promise.all([
        import("./restore_arguments.ts"),
        import("./run_restore.ts"),
      ]);
      return await runRestoreCommand(context, {
        command: "restore drill",
        flags,
        task: (config) => ({
          kind: "drill",
          sample: flags.sample,
          options: runOptions(flags, config),
        }),
        restore,
      });
    });
  });
}
