/**
 * The result of a command. The type requires a reason for every exit code other than 0.
 *
 * @module
 */
import { EXIT, type ExitCode } from "../base/errors.ts";

/** The exit code of a command that did not do everything, and the reason. */
export interface Shortfall {
  exit: Exclude<ExitCode, typeof EXIT.ok>;
  /** What happened, and to what: one sentence without a period. The reason is the last line on stderr. */
  reason: string;
  /** What to do next: one sentence. */
  hint: string | null;
  /** Whether the reason is already on stderr. */
  said: boolean;
}

/** What a command's work returns. */
export type Ending = typeof EXIT.ok | Shortfall;

/** Returns an ending with an exit code other than 0. */
export function shortOf(exit: Shortfall["exit"], reason: string, hint: string | null = null): Shortfall {
  return { exit, reason, hint, said: false };
}

/** Returns the ending for an error that is already on stderr. */
export function saidFailure(
  { message, hint, exit_code: exit }: { message: string; hint: string | null; exit_code: ExitCode },
): Shortfall {
  return { exit: exit === EXIT.ok ? EXIT.unexpected : exit, reason: message, hint, said: true };
}

/** Returns the exit code of an ending. */
export function exitOf(ending: Ending): ExitCode {
  return typeof ending === "number" ? ending : ending.exit;
}

/** Exit codes, the worst first. */
const WORST: readonly ExitCode[] = [130, 1, 5, 3, 2, 4, 6, 7, 0];

/** Returns the worst of some exit codes. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return WORST.find((code) => codes.includes(code)) ?? EXIT.ok;
}
