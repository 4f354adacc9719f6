/**
 * How a command ends. An exit code other than 0 without a reason does not compile.
 *
 * @module
 */
import { EXIT, type ExitCode } from "../base/errors.ts";

/** The exit code of a command that did not do everything, and why. */
export interface Shortfall {
  exit: Exclude<ExitCode, typeof EXIT.ok>;
  /** What happened, to what: one sentence without a period. It is the last line on stderr. */
  reason: string;
  /** What to do next: one sentence. */
  hint: string | null;
  /** The reason is on stderr already. */
  said: boolean;
}

/** What a command's work returns. */
export type Ending = typeof EXIT.ok | Shortfall;

/** Ends a command with another code than 0. */
export function shortOf(exit: Shortfall["exit"], reason: string, hint: string | null = null): Shortfall {
  return { exit, reason, hint, said: false };
}

/** Ends a command with an error that is on stderr already. */
export function saidFailure(
  { message, hint, exit_code: exit }: { message: string; hint: string | null; exit_code: ExitCode },
): Shortfall {
  return { exit: exit === EXIT.ok ? EXIT.unexpected : exit, reason: message, hint, said: true };
}

/** The exit code of an ending. */
export function exitOf(ending: Ending): ExitCode {
  return typeof ending === "number" ? ending : ending.exit;
}

/** Exit codes, the worst first. */
const WORST: readonly ExitCode[] = [130, 1, 5, 3, 2, 4, 6, 7, 0];

/** The worst of some exit codes. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return WORST.find((code) => codes.includes(code)) ?? EXIT.ok;
}
