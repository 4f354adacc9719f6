/**
 * The global options, which every command accepts before and after its name.
 *
 * @module
 */
import { type Command, Option } from "commander";
import type { LogLevel } from "../base/log.ts";
import { PROGRESS_MODES, type ProgressMode } from "../term/progress_modes.ts";

/** The values of the global options, merged and validated. */
export interface Globals {
  config: string | undefined;
  db: string | undefined;
  /** The name of a profile in the configuration file. */
  profile: string | undefined;
  /** Whether the command runs for each profile, one after the other. */
  allProfiles: boolean;
  json: boolean;
  progress: ProgressMode;
  level: LogLevel;
  color: boolean;
}

/** Adds the global options to the program. commander finds them before and after the command's name. */
export function addGlobalOptions(program: Command): void {
  program
    .option(
      "--config <file>",
      "configuration file (default: ./lookervault.toml, else ~/.config/lookervault/config.toml)",
    )
    .option("--db <file>", "the vault (default: ./lookervault.db)")
    .addOption(new Option("--db-path <file>").hideHelp())
    .option("--profile <name>", "use this profile of the configuration file: its address, vault and key")
    .option("--all-profiles", "run the command for each profile of the configuration file")
    .option("--json", "print the result as one JSON document")
    .addOption(new Option("--output <format>").choices(["table", "json"]).hideHelp())
    .addOption(
      new Option("--progress <kind>", "how to show progress on stderr").choices(PROGRESS_MODES).default(
        "auto",
      ),
    )
    .option("-q, --quiet", "print only results, warnings and errors")
    .option("-v, --verbose", "also print each retry and each pause")
    .option("--debug", "print all details, with stack traces")
    .option("--no-color", "print no colors; the variable NO_COLOR does the same");
}

/** Reads the global options from commander's merged options. */
export function readGlobals(options: Record<string, unknown>): Globals {
  const text = (name: string): string | undefined =>
    typeof options[name] === "string" ? options[name] : undefined;
  return {
    config: text("config"),
    db: text("db") ?? text("dbPath"),
    profile: text("profile"),
    allProfiles: options["allProfiles"] === true,
    json: options["json"] === true || options["output"] === "json",
    progress: PROGRESS_MODES.find((mode) => mode === options["progress"]) ?? "auto",
    level: options["debug"]
      ? "debug"
      : options["verbose"]
      ? "verbose"
      : options["quiet"]
      ? "quiet"
      : "normal",
    color: options["color"] !== false,
  };
}

/** The parts of a command that {@linkcode scanArgs} needs. */
export interface NamedCommand {
  name(): string;
  aliases(): readonly string[];
  readonly commands: readonly NamedCommand[];
}

/** Global options whose value is the next word. */
const VALUED = new Set(["--config", "--db", "--db-path", "--profile", "--output", "--progress"]);

/**
 * Returns the options that an error report needs if the command line could not be parsed. The words are scanned, not
 * parsed. `command` is the full name, such as `restore dlq list`.
 */
export function scanArgs(
  args: readonly string[],
  known: readonly NamedCommand[],
): Globals & { command: string | null } {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const has = (...names: string[]): boolean => own.some((arg) => names.includes(arg));
  const valueOf = (name: string): string | undefined => {
    const at = own.indexOf(name);
    return at >= 0 ? own[at + 1] : own.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
  };
  const options = {
    config: valueOf("--config"),
    db: valueOf("--db"),
    dbPath: valueOf("--db-path"),
    profile: valueOf("--profile"),
    json: has("--json"),
    output: valueOf("--output"),
    progress: valueOf("--progress"),
    debug: has("--debug"),
    verbose: has("-v", "--verbose"),
    quiet: has("-q", "--quiet"),
    color: !has("--no-color"),
  };
  return { ...readGlobals(options), command: commandNamed(own, known) };
}

function commandNamed(args: readonly string[], known: readonly NamedCommand[]): string | null {
  const words = args.filter((arg, at) => !arg.startsWith("-") && !VALUED.has(args[at - 1] ?? ""));
  const names: string[] = [];
  let below = known;
  for (const word of words) {
    const named = below.find((command) => command.name() === word || command.aliases().includes(word));
    if (named === undefined) continue;
    names.push(named.name());
    below = named.commands;
  }
  return names.length === 0 ? null : names.join(" ");
}
