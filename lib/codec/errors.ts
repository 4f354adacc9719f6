/** Errors of the codec. @module */
import { EXIT, type ExitCode, LookervaultError } from "../base/errors.ts";

/** Text from Looker that is not the JSON it should be: exit 3 where nothing records it and goes on. */
export class MalformedError extends LookervaultError {
  readonly code: string = "malformed";
  readonly exitCode: ExitCode = EXIT.looker;
}

/** Stored bytes that are not what this codec wrote: exit 5. */
export class DamagedBodyError extends MalformedError {
  override readonly code = "damaged_body";
  override readonly exitCode = EXIT.damaged;
}

/** Valid JSON that MessagePack cannot hold exactly (an integer beyond 64 bits, half a surrogate pair): exit 4. */
export class InexactError extends LookervaultError {
  readonly code = "inexact";
  readonly exitCode = EXIT.partial;
}
