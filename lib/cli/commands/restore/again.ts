/**
 * `lookervault restore undo` and `restore resume`: take back what a restore did, or go on with it.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { command, type Runner } from "../../command.ts";
import { EXITS } from "./apply.ts";
import type { RunRestore, Tuning } from "./engine.ts";
import { addPlanOption, addRunOptions, type RunFlags } from "./flags.ts";
import { EVERYTHING, runOptions } from "./options.ts";
import { runRestoreCommand } from "./run.ts";

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
    return run(undo, (context) =>
      runRestoreCommand(context, {
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
      }));
  });
}

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
    return run(resume, (context) =>
      runRestoreCommand(context, {
        command: "restore resume",
        flags,
        task: () => ({ kind: "resume", session: id ?? null, tuning: tuning(flags) }),
        restore,
      }));
  });
}

/** What was said of how to run; the rest stays as it was asked before. */
export function tuning(
  { workers, maxRetries, rateLimit, checkpointInterval, allowIncomplete, allowAdmin }: RunFlags,
): Tuning {
  return {
    ...(workers !== undefined && { workers }),
    ...(maxRetries !== undefined && { maxRetries }),
    ...(rateLimit !== undefined && { rateLimit }),
    ...(checkpointInterval !== undefined && { checkpointInterval }),
    ...(allowIncomplete !== undefined && { allowIncomplete }),
    ...(allowAdmin !== undefined && { allowAdmin }),
  };
}
