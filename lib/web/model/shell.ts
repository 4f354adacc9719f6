/**
 * Builds command lines to copy. Pure.
 *
 * @module
 */
import { shellWord } from "../../base/shell_word.ts";
import type { Key } from "../data/head.ts";
import type { Standing } from "./archive.ts";

/** Returns a command line of lookervault. `args` are the options that find the vault. */
export function commandLine(words: readonly string[], args: readonly string[]): string {
  return ["lookervault", ...words, ...args].map(shellWord).join(" ");
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
