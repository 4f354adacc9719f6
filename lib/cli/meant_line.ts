/**
 * Suggests the intended command line if a command line cannot be parsed.
 *
 * @module
 */
import type { Command } from "commander";
import { nearestOf } from "../base/nearest.ts";
import { shellWord } from "../base/shell_word.ts";
import { CONTENT_TYPES, type ContentType, singular } from "../looker/content_type_names.ts";
import { DASHBOARD } from "../looker/content_types.ts";
import { isRestore, typeNamed } from "./meant_words.ts";
import { NAMES_ITEM, type Place, walk } from "./walk.ts";

/**
 * Returns the complete command line that the user most likely meant, ready to be typed. Null if there is no suggestion.
 */
export function meantLine(program: Command, words: readonly string[]): string | null {
  const place = walk(program, words), meant = correction(place);
  if (meant === null) return null;
  const { places } = place, rest = words.filter((_, at) => !places.includes(at) && at >= (places[0] ?? 0));
  // The command is before the first operand. Only options are kept from there.
  const before = words.slice(0, places[0] ?? words.length).filter((word) => word.startsWith("-"));
  return ["lookervault", ...before.map(shellWord), ...meant, ...rest.map(shellWord)].join(" ");
}

/** The type in a suggestion if none was named. */
const EXAMPLE = DASHBOARD;

/**
 * Returns the command and operands that the user probably meant, each quoted for a shell. Null if there is no
 * suggestion.
 */
function correction(place: Place): string[] | null {
  const { command, operands } = place, [first, second, ...more] = operands;
  const path = pathOf(command);
  if (first === undefined) return null;
  const type = typeNamed(first) ?? nearType(first), id = second === undefined ? null : shellWord(second);
  if (isRestore(place)) {
    if (type !== null) return id === null ? ["restore", "bulk", type] : ["restore", "single", type, id];
    return isId(first) ? ["restore", "single", EXAMPLE, first] : null;
  }
  if (path.length === 0) {
    if (type === null) return null;
    return id === null ? ["list", type] : ["show", type, id];
  }
  const known = command.registeredArguments.map((argument) => argument.name());
  const takesItem = known[0] === "type" && NAMES_ITEM.includes(known[1] ?? "");
  if (takesItem && second === undefined) {
    return type === null ? [...path, EXAMPLE, shellWord(first)] : ["list", type];
  }
  if (operands.length <= known.length) return null;
  const name = operands.slice(Math.max(1, known.length - 1)).join(" "), start = known.length - 1;
  if (path.join(" ") === "restore single" && type !== null && [second ?? "", ...more].every(isId)) {
    return ["restore", "bulk", type, "--id", operands.slice(1).join()];
  }
  if (path.join(" ") === "restore bulk" && type !== null) return ["restore", "single", type, shellWord(name)];
  if (path.join(" ") === "list" && type !== null) {
    return ["list", type, "--name", shellWord(name)];
  }
  const isOfWords = takesItem || ["folder", "who"].includes(known.at(-1) ?? "");
  return isOfWords
    ? [...path, ...operands.slice(0, start).map(shellWord), shellWord(operands.slice(start).join(" "))]
    : null;
}

function pathOf(command: Command): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

function isId(word: string): boolean {
  return /^\d+$/.test(word);
}

/** Returns the type that a misspelled word is closest to, or null if none is close. */
function nearType(word: string): ContentType | null {
  const near = nearestOf(word.replaceAll("-", "_"), [...CONTENT_TYPES, ...CONTENT_TYPES.map(singular)]);
  return near === null ? null : typeNamed(near);
}
