/**
 * `lookervault restore resume [SESSION]`: resume an interrupted restore.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { command, type Runner } from "../../command.ts";
import { EXITS } from "./restore_exits.ts";
import { addRunOptions, type RunFlags } from "./restore_flags.ts";
import type { RunRestore } from "./restore_task.ts";

/** `restore resume [SESSION]`. */
export function resumeCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const resume = command("resume", {
    summary: "go on with an interrupted restore",
    description:
      "Continues an interrupted restore: shows what is left to do and asks. What is done is not done again, and a write whose outcome is unknown is looked up first. Without SESSION, the newest restore is continued.",
    examples: [
      ["restore resume", "show what is left, ask, continue"],
      ["restore resume 3f2a81c09d4e --workers 2", "that restore, gently"],
    ],
    ...EXITS,
  }).argument("[session]", "the restore's id, or its beginning");
  addRunOptions(resume);
  return resume.action((id, given) => {
    const flags = given as RunFlags;
    return run(resume, async (context) => {
      const [{ tuning }, { runRestoreCommand }] = await Promise.all([
        import("./restore_arguments.ts"),
        import("./run_restore.ts"),
      ]);
      return await runRestoreCommand(context, {
        command: "restore resume",
        flags,
        task: () => ({ kind: "resume", session: id ?? null, tuning: tuning(flags) }),
        restore,
      });
    });
  });
}
