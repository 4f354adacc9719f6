/**
 * Rewrites command lines that have only one possible meaning, such as `restore dashboards 30`.
 *
 * @module
 */
import type { Command } from "commander";
import { CONTENT_TYPES, type ContentType, singular } from "../looker/content_type_names.ts";
import { type Place, walk } from "./walk.ts";

/**
 * Returns the words of the command line that the user means. `restore TYPE ID` becomes `restore single TYPE ID`, and
 * `restore all TYPE...` becomes `restore all --only TYPE,...`. Other command lines do not change.
 */
export function meantWords(program: Command, words: readonly string[]): readonly string[] {
  const place = walk(program, words), { operands, places } = place, [first = 0] = places;
  if (words.includes("--")) return words;
  const types = operands.map(typeNamed);
  if (isRestore(place) && types[0] !== null && operands.length > 1 && places[1] === first + 1) {
    return [...words.slice(0, first), "single", ...words.slice(first)];
  }
  const isAll = place.command.name() === "all" && isRestore({ ...place, command: above(place.command) });
  if (!isAll || operands.length === 0 || types.includes(null)) return words;
  const others = words.filter((_, at) => !places.includes(at));
  return [...others, "--only", types.join()];
}

/** Whether the command is the parent of the restore commands. */
export function isRestore({ command }: Pick<Place, "command">): boolean {
  return command.name() === "restore" && command.commands.length > 0;
}

function above(command: Command): Command {
  return command.parent ?? command;
}

/** Returns the type that a word names, in singular or plural, or null if it names none. */
export function typeNamed(word: string): ContentType | null {
  const wanted = word.toLowerCase().replaceAll("-", "_");
  return CONTENT_TYPES.find((type) => type === wanted || singular(type) === wanted) ?? null;
}
