/**
 * Follows the words of a command line in the tree of commands. It checks nothing, and skips options that a command
 * does not know.
 *
 * @module
 */
import type { Command, Option } from "commander";

/** Arguments that are an item of the type before them. */
export const NAMES_ITEM: readonly string[] = ["id", "item"];

/** Where a command line has come to. */
export interface Place {
  command: Command;
  /** The positional arguments before. */
  operands: string[];
  /** Where each of them is among the words. */
  places: number[];
  /** The option whose value is next. */
  awaits: Option | null;
}

/** Follows whole words from the program to where they lead. */
export function walk(program: Command, words: readonly string[]): Place {
  const place: Place = { command: program, operands: [], places: [], awaits: null };
  for (const [at, word] of words.entries()) {
    if (place.awaits !== null) {
      // bash makes a word of its own of the sign in `--type=x`.
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

/** An option by its name, of a command or of those above it. */
export function optionOf(command: Command, name: string): Option | undefined {
  for (let at: Command | null = command; at !== null; at = at.parent) {
    const found = at.options.find(({ long, short }) => long === name || short === name);
    if (found !== undefined) return found;
  }
  return undefined;
}
