/**
 * `lookervault restore resume [SESSION]`: resumes an interrupted restore.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { command, type Runner } from "../../command.ts";
import { EXITS } from "./restore_exits.ts";
import { addRunOptions, type RunFlags } from "./restore_flags.ts";
import type { RunRestore } from "./restore_task.ts";

/** Creates the command `restore resume [SESSION]`. */
export function resumeCommand(run: Runner, restore: RunRestore): CommandUnknownOpts {
  const resume = command("resume", {
    summary: "resume an interrupted restore",
    description:
      "Resumes an interrupted restore: shows what remains, and asks for confirmation. Does not write " +
      "completed items again, and looks up a write with an unknown outcome first. Without SESSION: the " +
      "newest restore.",
    examples: [
      ["restore resume", "show what remains, ask, continue"],
      ["restore resume 3f2a81c09d4e --workers 2", "that restore, with fewer writes at once"],
      ["restore resume --dry-run", "what remains?"],
    ],
    ...EXITS,
  }).argument("[session]", "the restore's id, or the start of it");
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
