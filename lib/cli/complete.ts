/**
 * Completes the next word of a command line. The candidates are from the tree of commands, so no second list of
 * commands has to be maintained.
 *
 * @module
 */
import { FOLDER, PERSON } from "../looker/content_types.ts";
import type { Argument, Command, Option } from "commander";
import { commaList } from "./option_values.ts";
import { NAMES_ITEM, optionOf, type Place, walk } from "./walk.ts";
import { CONTENT_TYPES } from "../looker/content_type_names.ts";

/** A possible next word and its description. */
export interface Candidate {
  value: string;
  /** A description of one line. Empty if the value needs none. */
  about: string;
}

/** The possible next words. */
export interface Completion {
  /** Empty if free text or a file name is expected. */
  candidates: Candidate[];
  /** Whether a file name is expected. */
  files: boolean;
}

/** Kinds of ids other than content: restores, and dead letters. */
export const RESTORES = "restores", FAILURES = "failures";

/** Which ids to find. */
export interface IdQuery {
  /** The content type as typed, {@linkcode RESTORES} or {@linkcode FAILURES}. */
  type: string;
  /** The start of the ids. */
  prefix: string;
  /** `--db` and `--config` of the command line. */
  flags: { db?: string; config?: string };
}

/** Returns ids in the vault, with names. */
export type ReadIds = (query: IdQuery) => readonly Candidate[];

/** Returns ids for the command line that is being completed. */
type Ids = (type: string, prefix: string) => readonly Candidate[];

/**
 * Returns the candidates that can replace the last of `words`, which may be empty. The words before it are complete.
 */
export function complete(program: Command, words: readonly string[], ids: ReadIds): Completion {
  const before = words.slice(0, -1), last = words.at(-1) ?? "";
  const place = walk(program, before);
  const flags = { ...flag(before, "db"), ...flag(before, "config") };
  const found = candidates(place, last, (type, prefix) => ids({ type, prefix, flags }));
  return {
    candidates: found.filter(({ value }) => value.startsWith(last)),
    files: (place.awaits ?? joinedOption(place.command, last))?.flags.includes("<file>") ?? false,
  };
}

/** Matches an option and its value in one word. */
const JOINED = /^(--[a-z-]+=)(.*)$/s;

/** Returns the option of a word such as `--type=x`. */
function joinedOption(command: Command, word: string): Option | undefined {
  const [, head = ""] = JOINED.exec(word) ?? [];
  return optionOf(command, head.slice(0, -1));
}

function candidates(
  { command, operands, awaits }: Place,
  last: string,
  ids: Ids,
): Candidate[] {
  const values = (option: Option, text: string): Candidate[] =>
    optionValues(option, { operands, last: text, ids });
  if (awaits !== null) return values(awaits, last);
  if (JOINED.test(last)) {
    const [, head = "", rest = ""] = JOINED.exec(last) ?? [];
    const option = joinedOption(command, last);
    return option === undefined ? [] : prefixed(head, values(option, rest));
  }
  if (last.startsWith("-")) return optionNames(command);
  if (command.commands.length > 0 && operands.length === 0) {
    return command.commands.map((each) => ({ value: each.name(), about: each.summary() }));
  }
  const { registeredArguments: known } = command;
  const rest = known.at(-1);
  const argument = known[operands.length] ?? (rest?.variadic ? rest : undefined);
  return argument === undefined ? [] : argumentValues(argument, { operands, last, ids });
}

function argumentValues(
  argument: Argument,
  { operands, last, ids }: { operands: readonly string[]; last: string; ids: Ids },
): Candidate[] {
  if (argument.argChoices !== undefined) return plain(argument.argChoices);
  const name = argument.name();
  if (name === "type" || name === "types") {
    return plain(CONTENT_TYPES.filter((type) => !operands.includes(type)));
  }
  const kind = KINDS[name];
  if (kind !== undefined) return [...ids(kind, last)];
  return NAMES_ITEM.includes(name) ? [...ids(operands[0] ?? "", last)] : [];
}

/** Arguments and options that are ids of one kind, regardless of the arguments before them. */
const KINDS: Readonly<Record<string, string>> = {
  folder: FOLDER,
  "in-folder": FOLDER,
  "into-folder": FOLDER,
  owner: PERSON,
  who: PERSON,
  "default-owner": PERSON,
  session: RESTORES,
  number: FAILURES,
};

/** Options that take one or more content types, separated by commas. */
const TYPE_LISTS = ["type", "types", "exclude", "exclude-types", "only", "only-types"];

function optionValues(
  option: Option,
  { operands, last, ids }: { operands: readonly string[]; last: string; ids: Ids },
): Candidate[] {
  if (option.argChoices !== undefined) return plain(option.argChoices);
  const name = option.long?.slice(2) ?? "";
  const kind = name === "id" ? operands[0] : KINDS[name];
  const head = option.parseArg === commaList ? last.slice(0, last.lastIndexOf(",") + 1) : "";
  if (kind !== undefined) {
    // In a list, a comma ends a name.
    const known = [...ids(kind, last.slice(head.length))];
    return prefixed(
      head,
      option.parseArg === commaList ? known.filter(({ value }) => !value.includes(",")) : known,
    );
  }
  if (!TYPE_LISTS.includes(name)) return [];
  return prefixed(head, plain(CONTENT_TYPES.filter((type) => !head.split(",").includes(type))));
}

function optionNames(command: Command): Candidate[] {
  const names = new Map([["--help", "print this help"]]);
  for (let at: Command | null = command; at !== null; at = at.parent) {
    for (const { hidden, long, description } of at.options) {
      if (!hidden && long && !names.has(long)) names.set(long, description);
    }
  }
  return [...names].map(([value, about]) => ({ value, about }));
}

function flag(words: readonly string[], name: "db" | "config"): { db?: string; config?: string } {
  const at = words.indexOf(`--${name}`);
  const value = at >= 0
    ? words[at + 1]
    : words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  return value === undefined ? {} : { [name]: value };
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, about: "" }));
}

function prefixed(head: string, found: readonly Candidate[]): Candidate[] {
  return found.map(({ value, about }) => ({ value: head + value, about }));
}
