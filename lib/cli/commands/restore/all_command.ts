/**
 * `lookervault restore all`: restores everything, or everything that matches filters.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { command, type Runner } from "../../command.ts";
import { EXITS } from "./restore_exits.ts";
import {
  addFilterOptions,
  addOlderTypeOptions,
  addPartOption,
  addPlanOption,
  addRestoreOptions,
  addRunOptions,
  addTypeOptions,
  type RestoreFlags,
} from "./restore_flags.ts";
import type { RunRestore } from "./restore_task.ts";
import { restoreTimes } from "./restore_times.ts";

/** Creates the command `restore all`. */
export function allCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const all = command("all", {
    summary: "restore everything, or everything that matches filters",
    description:
      "Restores everything to its state in the backup, in the order of dependencies. Does not change what was " +
      "created in Looker after the backup.",
    examples: [
      ["restore all --dry-run", "what differs from the backup?"],
      ["restore all --folder Shared/Finance", "a folder with everything in and below it"],
      ["restore all --folder Finance --with-dependents", "with its schedules, alerts and places on boards"],
      ["restore all --only folders,looks,dashboards --skip-if-modified", "but skip what was changed since"],
      ["restore all --to https://new.looker.com --yes", "into another instance"],
    ],
    ...EXITS,
  });
  addFilterOptions(all, { hidden: false });
  addTypeOptions(all, { hidden: false });
  addOlderTypeOptions(all);
  addRestoreOptions(all);
  addPartOption(all, { hidden: true });
  addRunOptions(all);
  addPlanOption(all);
  return all.action((given) => {
    const flags = given as RestoreFlags;
    return run(all, async (context) => {
      const times = restoreTimes(context, flags);
      const [{ restoreOptions }, { runRestoreCommand }] = await Promise.all([
        import("./restore_arguments.ts"),
        import("./run_restore.ts"),
      ]);
      return await runRestoreCommand(context, {
        command: "restore all",
        flags,
        task: (config) => ({
          kind: "restore",
          options: restoreOptions({ kind: "all" }, flags, config),
          times,
        }),
        restore,
      });
    });
  });
}
