/**
 * Parses options whose values are times. Each command parses them in two steps. {@linkcode typedTime} runs before the
 * vault is opened, so that invalid times are rejected immediately. {@linkcode stateTime} or {@linkcode plainTime} needs
 * the vault, which contains the runs.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { readTimeText, type TimeText } from "../base/time_text.ts";
import { shownTime } from "../term/shown_time.ts";
import { firstRun, runsBeginning, type RunTime } from "../vault/run_times.ts";
import type { Vault } from "../vault/vault.ts";
import type { CommandContext } from "./command_context.ts";

/** A time as it was typed, and its meaning as far as it is known without the vault. */
export interface TypedTime {
  /** The name of the option, such as `--at`. */
  option: string;
  text: string;
  time: TimeText;
}

/** An option and its value. */
export interface TimeOption<Text extends string | undefined> {
  option: string;
  text: Text;
  /** `end` for `--at` and `--to`, `begin` for `--from`, `--since` and `--updated-after`. */
  edge: "begin" | "end";
}

/**
 * Parses a time. Returns undefined if there is none. @throws {UsageError} if the text is not a time, or is in the
 * future.
 */
export function typedTime<Text extends string | undefined>(
  { clock, zone }: Pick<CommandContext, "clock" | "zone">,
  { option, text, edge }: TimeOption<Text>,
): Text extends string ? TypedTime : undefined;
export function typedTime(
  { clock, zone }: Pick<CommandContext, "clock" | "zone">,
  { option, text, edge }: TimeOption<string | undefined>,
): TypedTime | undefined {
  if (text === undefined) return undefined;
  return { option, text, time: readTimeText(text, { option, edge, now: clock.now(), zone }) };
}

/** Returns the time of a filter by Looker's timestamps, in ISO 8601 UTC. For a run, returns its end. */
export function plainTime(vault: Vault, typed: TypedTime): string {
  return typed.time.kind === "time" ? typed.time.at : runNamed(vault, typed).endedAt;
}

/**
 * Returns the time of a state of the vault, in ISO 8601 UTC. For a run, returns its end. For a time before the end of
 * the vault's first run, returns that end and prints a warning on stderr.
 */
export function stateTime(
  { log, zone, io }: Pick<CommandContext, "log" | "zone" | "io">,
  vault: Vault,
  typed: TypedTime,
): string {
  const at = plainTime(vault, typed), first = firstRun(vault);
  if (first === null || at >= first.endedAt) return at;
  const shown = (iso: string): string => shownTime(iso, shownZone({ zone, io }), "second");
  log.warning(
    `${typed.option} ${typed.text} (${shown(at)}) is before the end of the vault's first run: that run ` +
      `is used, ${first.id} of ${shown(first.endedAt)}`,
  );
  return first.endedAt;
}

/** Returns the zone for times in messages: the machine's zone if stderr is a terminal. Undefined means UTC. */
export function shownZone({ zone, io }: Pick<CommandContext, "zone" | "io">): string | undefined {
  return io.stderr.isTerminal ? zone : undefined;
}

/** Returns the run with an id. @throws {UsageError} if no run or several runs have an id that begins with the text. */
function runNamed(vault: Vault, { option, text, time }: TypedTime): RunTime {
  const [run, ...others] = time.kind === "run" ? runsBeginning(vault, time.id) : [];
  if (run === undefined) {
    throw new UsageError(
      `Cannot use ${option} ${text}: the vault ${vault.path} has no run with that id`,
      {
        hint: "See `lookervault runs` for all runs. Write a date as 2026-01-31.",
      },
    );
  }
  if (others.length === 0) return run;
  throw new UsageError(
    `Cannot use ${option} ${text}: the ids of ${others.length + 1} runs start with that: ${
      [run, ...others].slice(0, 10).map(({ id }) => id).join(", ")
    }`,
    { hint: "Give more characters of the id." },
  );
}

/** The part of help texts that describes the values of options that are times. */
export const TIME_HELP = 'a date, a date and time, yesterday, "last friday", 7d, or a run\'s id';
