/**
 * `lookervault restore bulk TYPE`: restores the items of a type.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { CONTENT_TYPES } from "../../../looker/content_type_names.ts";
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

/** Creates the command `restore bulk <type>`. */
export function bulkCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const bulk = command("bulk", {
    summary: "restore the items of a type, or some of them",
    description:
      "Restores the items of a type to their state in the backup. Filters select some of them; a filter that " +
      "does not apply to the type is an error.",
    examples: [
      ["restore bulk dashboards --folder Shared/Finance", "the dashboards in and below a folder"],
      ["restore bulk looks --owner ada@acme.com --dry-run", "which looks of a person would be restored?"],
      ["restore bulk dashboards --id 3,5,8 --at 2026-01-31 --yes", "three of them, as of that day"],
      ["restore bulk dashboards --owner-map 7=9", "transfer what user 7 owned to user 9"],
    ],
    ...EXITS,
  }).usage("[options] <type>").argument("[type]", `one of: ${CONTENT_TYPES.join(", ")}`);
  addOlderTypeOptions(bulk);
  addFilterOptions(bulk, { hidden: false });
  addRestoreOptions(bulk);
  addPartOption(bulk, { hidden: true });
  addRunOptions(bulk);
  addPlanOption(bulk);
  addTypeOptions(bulk, { hidden: true });
  return bulk.action((type, given) => {
    const flags = given as RestoreFlags;
    return run(bulk, async (context) => {
      const times = restoreTimes(context, flags);
      const [{ bulkScope, restoreOptions }, { runRestoreCommand }] = await Promise.all([
        import("./restore_arguments.ts"),
        import("./run_restore.ts"),
      ]);
      const words = type === undefined ? [] : [type];
      return await runRestoreCommand(context, {
        command: "restore bulk",
        flags,
        task: (config) => ({
          kind: "restore",
          options: restoreOptions(bulkScope(words, flags), flags, config),
          times,
        }),
        restore,
      });
    });
  });
}
