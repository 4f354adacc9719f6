/**
 * The options with which another command reaches the vault and the instance of a restore.
 *
 * @module
 */
import { shellWord } from "../../../base/shell_word.ts";
import type { RestoreSummary } from "../../../restore/restore_summary.ts";
import type { SamePlace } from "../../../term/render_restore.ts";
import type { CommandContext } from "../../command_context.ts";
import { argsOf } from "../../vault_args.ts";
import type { RunFlags } from "./restore_flags.ts";

/**
 * Returns the options as text, each with a leading space; empty if another command needs none. `--to` is also needed
 * after a restore that took it from a plan file.
 */
export function samePlace(
  context: Pick<CommandContext, "globals">,
  { baseUrl, to }: Pick<RunFlags, "baseUrl" | "to">,
  { source, destination }: Partial<Pick<RestoreSummary, "source" | "destination">>,
): SamePlace {
  const vault = argsOf(context), into = to ?? (source === destination ? undefined : destination);
  const instance = Object.entries({ "--base-url": baseUrl, "--to": into })
    .flatMap(([option, value]) => value === undefined ? [] : [option, value]);
  return { vault: text(vault), instance: text([...vault, ...instance]) };
}

function text(words: readonly string[]): string {
  return words.map((word) => ` ${shellWord(word)}`).join("");
}
