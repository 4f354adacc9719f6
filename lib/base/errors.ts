/**
 * The base class of all errors that lookervault throws on purpose. `main` exits with their `exitCode`.
 *
 * @module
 */

/** Exit codes, the same for every command (docs/contract.md §1). */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  looker: 3,
  partial: 4,
  damaged: 5,
  locked: 6,
  different: 7,
  interrupted: 130,
} as const;

/** One of the values of {@linkcode EXIT}. */
export type ExitCode = typeof EXIT[keyof typeof EXIT];

/** Options of {@linkcode LookervaultError}. */
export interface LookervaultErrorOptions extends ErrorOptions {
  /** One sentence that says what the user can do next. */
  hint?: string;
}

/**
 * An error with a message that says what failed, for which resource, and why (`Cannot open the vault x.db: it belongs
 * to another program`), and a hint that says what to do next.
 */
export abstract class LookervaultError extends Error {
  /** A stable machine-readable name, such as `vault_locked`. */
  abstract readonly code: string;
  /** The exit code of the process if nothing handles this error. */
  abstract readonly exitCode: ExitCode;
  /** What the user can do next. */
  readonly hint: string | undefined;

  constructor(message: string, options: LookervaultErrorOptions = {}) {
    super(message, options);
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** Wrong arguments or configuration: exit 2. */
export class UsageError extends LookervaultError {
  readonly code: string = "usage";
  readonly exitCode = EXIT.usage;
}

/** Ctrl-C or SIGTERM stopped the run at a safe point: exit 130. */
export class InterruptedError extends LookervaultError {
  readonly code: string = "interrupted";
  readonly exitCode = EXIT.interrupted;
}

/** Returns the message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
