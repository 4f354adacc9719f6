/**
 * Builds command lines to copy. Pure.
 *
 * @module
 */
import type { Key } from "../data/head.ts";
import type { Standing } from "./archive.ts";

/** Returns an argument of a command line, quoted for a POSIX shell if necessary. */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  // Invisible characters, and characters that a terminal interprets, are written as escape sequences.
  // deno-lint-ignore no-control-regex
  if (!/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(word)) {
    return `'${word.replaceAll("'", "'\\''")}'`;
  }
  let text = "$'";
  for (const character of word) {
    const code = character.codePointAt(0) ?? 0;
    if (character === "'" || character === "\\") text += `\\${character}`;
    else if (code >= 0x20 && code < 0x7f) text += character;
    else {for (const byte of new TextEncoder().encode(character)) {
        text += `\\x${byte.toString(16).padStart(2, "0")}`;
      }}
  }
  return `${text}'`;
}

/** Returns a command line of lookervault. `args` are the options that find the vault. */
export function commandLine(words: readonly string[], args: readonly string[]): string {
  return ["lookervault", ...words, ...args].map(quoted).join(" ");
}

/** Commands that restore an item. */
export interface Restore {
  /** What a restore does with the item. */
  how: "recreate" | "undelete" | "update";
  dryRun: string[];
  restore: string[];
  /** The dry run that includes the dependents of an item that must be created again. */
  dependents: string[] | null;
}

/** The item to restore, and the time of its state. */
export interface RestoreWish {
  key: Key;
  /** The moment, ISO 8601; null for the newest backup. */
  at: string | null;
  /** The state of the item after the newest run. */
  standing: Standing;
  /** Number of schedules, alerts and board places that refer to the item. */
  dependents: number;
}

/** Returns the commands that restore an item. */
export function restoreCommands({ key, at, standing, dependents }: RestoreWish): Restore {
  const slash = key.indexOf("/"), type = key.slice(0, slash), id = key.slice(slash + 1);
  const when = at === null ? [] : ["--at", at];
  // An id that begins with a dash must not be parsed as an option.
  const single = id.startsWith("-")
    ? (more: string[]): string[] => ["restore", "single", ...when, ...more, "--", type, id]
    : (more: string[]): string[] => ["restore", "single", type, id, ...when, ...more];
  const whole = (more: string[]): string[] => ["restore", "all", "--folder", id, ...when, ...more];
  const line = type === "folders" && standing !== "live" ? whole : single;
  const how = standing === "gone" ? "recreate" : standing === "trash" ? "undelete" : "update";
  return {
    how,
    dryRun: line(["--dry-run"]),
    restore: line([]),
    dependents: how === "recreate" && dependents > 0 && line === single
      ? single(["--with-dependents", "--dry-run"])
      : null,
  };
}
