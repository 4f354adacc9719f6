/**
 * `lookervault restore apply PLAN-FILE`: applies exactly the plan that `--plan-out` wrote.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { command, type Runner } from "../../command.ts";
import { EXITS } from "./restore_exits.ts";
import { addRunOptions, type RunFlags } from "./restore_flags.ts";
import type { RunRestore } from "./restore_task.ts";

/** Creates the command `restore apply PLAN-FILE`. */
export function applyCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const apply = command("apply", {
    summary: "apply a plan file",
    description:
      "Applies exactly the plan that --plan-out wrote as .json, or nothing. Plans the restore again and compares it " +
      "with the file: if the backup or Looker has changed since, it writes nothing, and exits with 2. Shows the plan " +
      "and asks for confirmation. If the plan makes a user an Admin, add --allow-admin: it is never read from the file.",
    examples: [
      ["restore all --folder 42 --plan-out plan.json", "write a plan"],
      ["restore apply plan.json --dry-run", "is it still valid?"],
      ["restore apply plan.json --yes", "apply it"],
    ],
    ...EXITS,
    meanings: {
      ...EXITS.meanings,
      2: "wrong usage, or the plan is no longer valid: nothing was written",
    },
  }).argument("<plan-file>", "the .json file that --plan-out wrote");
  addRunOptions(apply);
  return apply.action((file, given) => {
    const flags = given as RunFlags;
    return run(apply, async (context) => {
      const [{ readPlanFile }, { runOptions }, { runRestoreCommand }] = await Promise.all([
        import("./plan_file.ts"),
        import("./restore_arguments.ts"),
        import("./run_restore.ts"),
      ]);
      const plan = readPlanFile(file);
      return await runRestoreCommand(context, {
        command: "restore apply",
        flags,
        task: (config) => ({ kind: "apply", plan, options: runOptions(flags, config) }),
        detailed: plan.options.scope.kind === "single",
        restore,
      });
    });
  });
}
