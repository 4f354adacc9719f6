/** The error for a damaged snapshot. @module */
import { EXIT, LookervaultError } from "../base/errors.ts";

/** The bytes of a snapshot differ from the bytes that were pushed: exit 5. */
export class CopyDamagedError extends LookervaultError {
  readonly code = "snapshot_damaged";
  readonly exitCode = EXIT.damaged;
  constructor(what: string, options: ErrorOptions & { name?: string } = {}) {
    super(`Cannot use the snapshot${options.name === undefined ? "" : ` ${options.name}`}: ${what}`, {
      ...options,
      hint: "Use another snapshot: see `lookervault snapshot list`. The damaged one is not removed.",
    });
  }
}
