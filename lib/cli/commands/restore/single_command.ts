/**
 * `lookervault restore single TYPE ID`: restores one item.
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

/** Creates the command `restore single <type> <id>`. */
export function singleCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const single = command("single", {
    summary: "restore one item",
    description:
      "Restores one item to its state in the backup: updates it in place if it exists, undeletes it if it is in " +
      "the trash, and creates it again if it is gone. If it equals the backup, nothing is written.",
    examples: [
      ["restore single dashboards 42 --dry-run", "what would change, property by property?"],
      ["restore single dashboards 42", "show the plan, confirm, restore"],
      ['restore single dashboards "Sales overview" --at "last friday"', "as it was at the end of that day"],
      [`restore single dashboards 42 --at yesterday --part 'tile "Revenue"'`, "only that tile"],
      ["restore single look 7 --with-dependencies --yes", "with its folder, if the folder no longer exists"],
    ],
    ...EXITS,
  })
    .usage("[options] <type> <id>")
    .argument("[type]", "content type, such as dashboards")
    .argument("[id]", "the item's id in the backup, or its exact name");
  addOlderTypeOptions(single);
  addRestoreOptions(single);
  addPartOption(single, { hidden: false });
  addRunOptions(single);
  addPlanOption(single);
  addFilterOptions(single, { hidden: true });
  addTypeOptions(single, { hidden: true });
  return single.action((type, id, given) => {
    const flags = given as RestoreFlags;
    return run(single, async (context) => {
      const times = restoreTimes(context, flags);
      const [{ restoreOptions, singleScope }, { runRestoreCommand }] = await Promise.all([
        import("./restore_arguments.ts"),
        import("./run_restore.ts"),
      ]);
      const words = [type, id].filter((word) => word !== undefined);
      return await runRestoreCommand(context, {
        command: "restore single",
        flags,
        task: (config) => ({
          kind: "restore",
          options: restoreOptions(singleScope(words, flags), flags, config),
          times,
        }),
        detailed: true,
        restore,
      });
    });
  });
}
