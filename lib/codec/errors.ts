/** Errors of the codec. @module */
import { EXIT, type ExitCode, LookervaultError } from "../base/errors.ts";

/**
 * The error for text from Looker that is not the expected JSON. Exit code 3, unless a run records the error and
 * continues.
 */
export class MalformedError extends LookervaultError {
  readonly code: string = "malformed";
  readonly exitCode: ExitCode = EXIT.looker;
}

/** The error for stored bytes that this codec cannot have written. Exit code 5. */
export class DamagedBodyError extends MalformedError {
  override readonly code = "damaged_body";
  override readonly exitCode = EXIT.damaged;
}

/**
 * The error for valid JSON that MessagePack cannot represent exactly: an integer beyond 64 bits, or half a surrogate
 * pair. Exit code 4.
 */
export class InexactError extends LookervaultError {
  readonly code = "inexact";
  readonly exitCode = EXIT.partial;
}
