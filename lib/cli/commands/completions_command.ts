/**
 * `lookervault completions`: prints a shell's completion script, and completes command lines for it.
 *
 * @module
 */
import { Argument, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Command } from "commander";
import { EXIT } from "../../base/errors.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import type { Candidate, IdQuery } from "../complete.ts";
import type { Shell } from "../completion_scripts.ts";
import type { Ending } from "../ending.ts";

/** The function that reads ids from the vault at a path. */
export interface CompletionsDeps {
  ids: (path: string, query: IdQuery) => Candidate[];
}

/** The shells. The module with their scripts is loaded only when it is needed. */
const NAMES = ["bash", "zsh", "fish"] as const satisfies readonly Shell[];

/** Creates the command `completions`. */
export function completionsCommand(run: Runner, deps?: CompletionsDeps): CommandUnknownOpts {
  const completions = command("completions", {
    summary: "complete commands, types, ids and names in bash, zsh or fish",
    description:
      "Prints a script for your shell. When the shell has loaded it, the Tab key completes commands, " +
      "options, content types, and the ids and names in the vault. With words after --: prints the " +
      "completions of the last word, for the script. Needs no network.",
    examples: [
      [`completions bash > ~/.local/share/bash-completion/completions/lookervault`, "bash, permanently"],
      [`completions zsh > ~/.zfunc/_lookervault`, "zsh, with ~/.zfunc in $fpath"],
      [`completions fish > ~/.config/fish/completions/lookervault.fish`, "fish"],
      ["completions bash -- show dash", "what the shell runs when you press Tab"],
    ],
    exits: [0, 2, 5],
  })
    .addArgument(new Argument("<shell>", "the shell").choices(NAMES))
    .argument("[words...]", "after --: the command line without its first word");
  return completions.action((shell, words) =>
    run(completions, (context) => work(context, { shell, words, program: completions.parent, deps }))
  );
}

async function work(
  context: CommandContext,
  { shell, words, program, deps }: {
    shell: Shell;
    words: readonly string[];
    program: CommandUnknownOpts | null;
    deps: CompletionsDeps | undefined;
  },
): Promise<Ending> {
  context.goOffline();
  const { completionLines, NOTHING, SCRIPTS } = await import("../completion_scripts.ts");
  if (words.length === 0 || program === null) {
    await context.endWriting();
    context.exactResult(
      { command: "completions", status: "ok", shell, script: SCRIPTS[shell] },
      () => [SCRIPTS[shell].trimEnd()],
    );
    return EXIT.ok;
  }
  const [{ complete }, { loadConfig }] = await Promise.all([
    import("../complete.ts"),
    import("../../config/load.ts"),
  ]);
  const idsOf = deps?.ids ?? (await import("../complete_ids.ts")).idCandidates;
  const { candidates, files } = complete(program as unknown as Command, words, (query) => {
    const { db, config } = query.flags;
    return idsOf(loadConfig({ flags: { db, config }, io: context.io }).db, query);
  });
  await context.endWriting();
  const lines = completionLines(candidates, shell);
  if (context.globals.json) {
    context.exactResult({ command: "completions", status: "ok", candidates, files }, () => []);
  } else if (lines.length > 0 || !files) {
    context.exactResult(null, () => lines.length > 0 ? lines : [NOTHING]);
  }
  return EXIT.ok;
}
