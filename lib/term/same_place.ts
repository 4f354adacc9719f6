/**
 * The options with which another command reaches the same vault, instance and snapshot.
 *
 * @module
 */
import { wordsText } from "../base/command_text.ts";

/** The options as texts, each option with a leading space; empty if a command needs none. */
export interface SamePlace {
  /** For commands that only read the vault. */
  vault: string;
  /** For commands that write to the instance, and read only the vault: `restore undo`. */
  instance: string;
  /** For commands that write to the instance, and read what the restore read: `restore resume`, `restore dlq retry`. */
  source: string;
}

/** Another command needs no options. */
export const DEFAULT_PLACE: SamePlace = { vault: "", instance: "", source: "" };

/** Returns the options for a vault, given as words, and for an instance and a snapshot, given as texts. */
export function placeOf(
  vault: readonly string[],
  { instance, snapshot }: { instance: string; snapshot: string },
): SamePlace {
  const known = wordsText(vault);
  return { vault: known, instance: known + instance, source: known + instance + snapshot };
}
