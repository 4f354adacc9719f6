/**
 * The manual page, built from the tree of commands and the table of settings.
 *
 * @module
 */
import type { Argument, Command, Option } from "commander";
import { exitCodes, helpOf } from "../lib/cli/command.ts";
import { SETTING_NAMES, SETTINGS } from "../lib/config/settings.ts";
import { argument, bold, italic, prose, quoted, verbatim } from "./roff.ts";

/** The version in the footer of the page. */
export interface Edition {
  version: string;
  /** `YYYY-MM-DD`. */
  date: string;
}

/** Returns the page `lookervault(1)` for man(1). */
export function manPage(program: Command, { version, date }: Edition): string {
  const name = program.name();
  const leaves = leavesOf(program);
  const lines = [
    `.TH ${name.toUpperCase()} 1 ${quoted(date)} ${argument(`${name} ${version}`)} ${
      argument("User Commands")
    }`,
    // No hyphenation and no justification, so that paths and options stay as they are typed.
    ".nh",
    ".nr HY 0",
    ".ad l",
    ".SH NAME",
    `${name} \\- back up a Looker instance into one file, and restore it`,
    ".SH SYNOPSIS",
    `.B ${name}`,
    `[${italic("global options")}] ${italic("command")} [${italic("arguments")}] [${italic("options")}]`,
    ".SH DESCRIPTION",
    ...paragraphs(program.description()),
    ".PP",
    prose(
      "All commands are listed below. Results go to standard output, with --json as one JSON document; everything " +
        "else goes to standard error.",
    ),
    ".SH GLOBAL OPTIONS",
    ...optionLines(program),
    ".TP",
    `${bold("-h")}, ${bold("--help")}`,
    prose("print the help of the program, or of a command"),
    ".SH COMMANDS",
    ...leaves.flatMap(commandLines),
    ".SH CONFIGURATION",
    prose(
      "The value of a setting comes from its option, its environment variable, the configuration file, or its " +
        "default, in this order. A file that contains the secret must be readable only by its owner.",
    ),
    ...settingLines(),
    ".SH EXIT STATUS",
    ...exitCodes().flatMap(([code, meaning]) => [".TP", bold(String(code)), prose(meaning)]),
    ".SH FILES",
    ...FILES.flatMap(([path, what]) => [".TP", bold(path), prose(what)]),
    ".SH EXAMPLES",
    ...exampleLines(leaves.filter((leaf) => ["init", "extract", "restore single"].includes(pathOf(leaf)))),
  ];
  return `${lines.join("\n")}\n`;
}

const FILES: readonly (readonly [path: string, what: string])[] = [
  ["./lookervault.toml", "the configuration; if it does not exist:"],
  ["~/.config/lookervault/config.toml", "the configuration for all directories"],
  ["./lookervault.db", "the vault: one SQLite file, readable only by its owner"],
  ["./lookervault.db.lock", "names the run that writes to the vault; the file may remain after the run"],
];

/** Returns the commands without subcommands, in the order of the tree. */
function leavesOf(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

/** Returns the words of a command, such as `restore single`. */
function pathOf(command: Command): string {
  const above = command.parent === null ? "" : pathOf(command.parent);
  return command.parent === null ? "" : `${above} ${command.name()}`.trim();
}

function commandLines(command: Command): string[] {
  const path = pathOf(command);
  const given = command.registeredArguments;
  const help = helpOf(command);
  const options = optionLines(command);
  const special = Object.keys(help?.meanings ?? {}).map(Number);
  return [
    `.SS ${argument(path)}`,
    [
      bold(`lookervault ${path}`),
      ...given.map(argumentText),
      ...options.length > 0 ? [`[${italic("options")}]`] : [],
    ]
      .join(" "),
    ".PP",
    ...paragraphs(command.description()),
    ...given.filter(({ description }) => description !== "").flatMap((each) => [
      ".TP",
      argumentText(each),
      prose(withChoices(each.description, each)),
    ]),
    ...options,
    ...exitCodes(help).filter(([code]) => special.includes(code)).flatMap(([code, meaning]) => [
      ".TP",
      `exit ${bold(String(code))}`,
      prose(meaning),
    ]),
    ...help === undefined ? [] : [".PP", ...exampleLines([command])],
  ];
}

function argumentText(given: Argument): string {
  const name = italic(`${given.name()}${given.variadic ? "..." : ""}`);
  return given.required ? name : `[${name}]`;
}

function optionLines(command: Command): string[] {
  return command.options.filter(({ hidden }) => !hidden).flatMap((option) => [
    ".TP",
    flagText(option.flags),
    prose(withChoices(option.description, option)),
  ]);
}

/** Formats flags such as `-q, --quiet` and `--db <file>`: names in bold, values in italics. */
function flagText(flags: string): string {
  return flags.split(", ").map((flag) => {
    const [, name = flag, value] = /^(\S+) [<[](.+)[>\]]$/.exec(flag) ?? [];
    return value === undefined ? bold(name) : `${bold(name)} ${italic(value)}`;
  }).join(", ");
}

function withChoices(
  description: string,
  { argChoices, defaultValue }: Pick<Option, "argChoices" | "defaultValue">,
): string {
  const choices = argChoices === undefined || argChoices.length === 0
    ? []
    : [`one of: ${argChoices.join(", ")}`];
  const usual = typeof defaultValue === "string" || typeof defaultValue === "number"
    ? [`default: ${defaultValue}`]
    : [];
  const more = [...choices, ...usual].join("; ");
  return more === "" ? description : `${description} (${more})`;
}

function exampleLines(commands: readonly Command[]): string[] {
  const examples = commands.flatMap((command) => helpOf(command)?.examples ?? []);
  const shown = examples.flatMap(([line, what]) => [verbatim(`# ${what}`), verbatim(`lookervault ${line}`)]);
  return [".EX", ...shown, ".EE"];
}

function settingLines(): string[] {
  return SETTING_NAMES.flatMap((name) => {
    const { flag, env, key, default: usual } = SETTINGS[name];
    const places = [...flag === null ? [] : [flag], ...env];
    const end = typeof usual === "string" || typeof usual === "number" ? `; default: ${usual}` : "";
    return [".TP", bold(key), `${places.map(bold).join(", ")}${prose(end)}`];
  });
}

/** Returns paragraphs, which an empty line separates. Other line breaks come from the width of the help. */
function paragraphs(text: string): string[] {
  return text.split(/\n\s*\n/).flatMap((
    part,
    i,
  ) => [...i === 0 ? [] : [".PP"], prose(part.replace(/\s*\n\s*/g, " "))]);
}
