/**
 * Command lines to copy. Pure.
 *
 * @module
 */
import type { Key } from "../data/head.ts";
import type { Standing } from "./archive.ts";

/** A word of a command line, quoted for a POSIX shell where it must be. */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  // Characters that a terminal would act upon, or that nobody sees, are written as escapes.
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

/** A command line of lookervault; `args` say where the vault is. */
export function commandLine(words: readonly string[], args: readonly string[]): string {
  return ["lookervault", ...words, ...args].map(quoted).join(" ");
}

/** Commands that put an item back. */
export interface Restore {
  /** What it is about: says what happens. */
  how: "recreate" | "undelete" | "update";
  dryRun: string[];
  restore: string[];
  /** What hung on it, when it has to be created again: dry run. */
  dependents: string[] | null;
}

/** What is to be restored, and as it was when. */
export interface RestoreWish {
  key: Key;
  /** The moment, ISO 8601; null for the newest backup. */
  at: string | null;
  /** Where it is after the newest run. */
  standing: Standing;
  /** How many schedules, alerts and board places name it. */
  dependents: number;
}

/** The commands that put an item back. */
export function restoreCommands({ key, at, standing, dependents }: RestoreWish): Restore {
  const slash = key.indexOf("/"), type = key.slice(0, slash), id = key.slice(slash + 1);
  const when = at === null ? [] : ["--at", at];
  // An id that begins with a dash is no option.
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
