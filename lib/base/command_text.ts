/**
 * The commands in messages, completed so that they run as printed. Pure.
 *
 * @module
 */
import { shellWord } from "./shell_word.ts";

/** The names of the commands that use a vault or the configuration. A test compares them with the command tree. */
export const COMMAND_NAMES: readonly string[] = [
  "browse",
  "check",
  "cleanup",
  "coverage",
  "diff",
  "doctor",
  "duplicates",
  "export",
  "extract",
  "find",
  "graph",
  "history",
  "impact",
  "info",
  "init",
  "list",
  "person",
  "relocate",
  "replace",
  "report",
  "restore",
  "runs",
  "show",
  "snapshot",
  "stats",
  "tree",
  "unused",
  "verify",
];

const COMMAND = new RegExp(String.raw`\blookervault (?=(?:${COMMAND_NAMES.join("|")})(?![\w-]))`, "g");

/** What ends a command in a text. */
const END = /[`;\n]|[.,:] |[.]$|\blookervault /;

/**
 * Returns a text whose commands reach the same vault: adds `args`, pairs of a global option and its value such as
 * `["--db", "acme.db"]`, to each `lookervault COMMAND`. A command keeps an option that it already has.
 */
export function withArgs(text: string, args: readonly string[] = []): string {
  if (args.length === 0) return text;
  return text.replace(COMMAND, (start, at: number) => {
    const rest = text.slice(at + start.length), command = ` ${rest.split(END, 1)[0] ?? ""}`;
    const missing = args.flatMap((option, n) => {
      const value = args[n + 1];
      if (n % 2 !== 0 || value === undefined || command.includes(` ${option} `)) return [];
      return [option, shellWord(value)];
    });
    return missing.length === 0 ? start : `${start}${missing.join(" ")} `;
  });
}

/** Returns words as the end of a command line: each quoted for a shell, with a leading space. */
export function wordsText(words: readonly string[]): string {
  return words.map((word) => ` ${shellWord(word)}`).join("");
}
