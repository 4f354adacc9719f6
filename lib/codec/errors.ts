/** Errors of the codec. @module */
import { EXIT, LookervaultError } from "../base/errors.ts";

/** Text that is not JSON, or bytes that are not the MessagePack this codec writes. */
export class MalformedError extends LookervaultError {
  readonly code = "malformed";
  readonly exitCode = EXIT.unexpected;
}

/** Valid JSON that MessagePack cannot hold exactly (an integer beyond 64 bits, half a surrogate pair). */
export class InexactError extends LookervaultError {
  readonly code = "inexact";
  readonly exitCode = EXIT.partial;
}
