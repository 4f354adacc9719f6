/**
 * Follows the words of a command line through the tree of commands. Words are not validated, and options that a command
 * does not have are skipped.
 *
 * @module
 */
import type { Command, Option } from "commander";

/** Names of the arguments that are an item of the preceding type. */
export const NAMES_ITEM: readonly string[] = ["id", "item"];

/** The position in a command line. */
export interface Place {
  command: Command;
  /** The positional arguments before the position. */
  operands: string[];
  /** The index of each positional argument among the words. */
  places: number[];
  /** The option whose value is expected next. */
  awaits: Option | null;
}

/** Follows complete words from the program to the position after the last of them. */
export function walk(program: Command, words: readonly string[]): Place {
  const place: Place = { command: program, operands: [], places: [], awaits: null };
  for (const [at, word] of words.entries()) {
    if (place.awaits !== null) {
      // bash passes the sign in `--type=x` as a separate word.
      if (word !== "=") place.awaits = null;
    } else if (word.startsWith("-")) {
      const option = optionOf(place.command, word);
      if (option !== undefined && (option.required || option.optional)) place.awaits = option;
    } else {
      const below = place.operands.length > 0
        ? undefined
        : place.command.commands.find((each) => each.name() === word || each.aliases().includes(word));
      if (below !== undefined) place.command = below;
      else {
        place.operands.push(word);
        place.places.push(at);
      }
    }
  }
  return place;
}

/** Returns the option with a name, of a command or of one of its parents. */
export function optionOf(command: Command, name: string): Option | undefined {
  for (let at: Command | null = command; at !== null; at = at.parent) {
    const found = at.options.find(({ long, short }) => long === name || short === name);
    if (found !== undefined) return found;
  }
  return undefined;
}
