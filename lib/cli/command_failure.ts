/**
 * Converts errors to the message, hint, code and exit code that users see.
 *
 * @module
 */
import { EXIT, type ExitCode, LookervaultError, messageOf } from "../base/errors.ts";
import { findNotCapable, permissionError } from "../base/permissions.ts";
import { withArgs } from "../base/command_text.ts";
import type { CommandContext } from "./command_context.ts";
import { argsOf } from "./vault_args.ts";

/** The property `error` in the JSON of a failed command. */
export interface Failure {
  code: string;
  message: string;
  hint: string | null;
  exit_code: ExitCode;
}

/**
 * Returns the failure that an error means for the user. A missing permission is reported even if it is a nested cause.
 */
export function failureOf(error: unknown): Failure {
  const denied = findNotCapable(error);
  const known = denied === null ? error : permissionError(denied);
  if (known instanceof LookervaultError) {
    const { code, message, hint, exitCode } = known;
    return {
      code: denied === null ? code : "permission",
      message,
      hint: hint ?? hintBelow(known),
      exit_code: exitCode,
    };
  }
  return {
    code: "unexpected",
    message: `Cannot continue: ${messageOf(error)}`,
    hint: "This is a bug in lookervault. Rerun with --debug and report the output.",
    exit_code: EXIT.unexpected,
  };
}

/** Returns the hint of the nearest cause that has one. */
function hintBelow(error: Error): string | null {
  const { cause } = error;
  if (cause instanceof LookervaultError) return cause.hint ?? hintBelow(cause);
  return null;
}

/** Returns the stacks of an error and of its causes, for `--debug`. */
function stackOf(error: unknown): string {
  const parts: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth++) {
    parts.push((depth === 0 ? "" : "caused by: ") + (at.stack ?? `${at.name}: ${at.message}`));
  }
  return parts.join("\n");
}

/** What the text of an error depends on. */
type Where = Pick<CommandContext, "log" | "progress" | "globals">;

/** Returns a hint whose commands reach the same vault. */
export function hintHere(hint: string | null, context: Pick<CommandContext, "globals">): string | null {
  return hint === null ? null : withArgs(hint, argsOf(context));
}

/** Prints an error on stderr with its hint, and with `--debug` also its stack. */
export function logFailure(error: unknown, context: Where): Failure {
  const { log } = context, found = failureOf(error);
  const failure = { ...found, hint: hintHere(found.hint, context) };
  logReason(failure.message, failure.hint, context);
  log.debug(stackOf(error));
  return failure;
}

/** Prints on stderr why a command does not end with 0, and what to do. */
export function logReason(message: string, hinted: string | null, context: Where): void {
  const { log, progress } = context, hint = hintHere(hinted, context);
  if (progress === "json") return log.error(hint === null ? message : `${message}. ${hint}`);
  log.error(`error: ${message}`);
  if (hint !== null) log.error(`  hint: ${hint}`);
}
