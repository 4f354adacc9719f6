/**
 * A JSON document that is written while its items are read: it is one document however that ends.
 *
 * @module
 */
import { EXIT, type ExitCode } from "../base/errors.ts";
import { type Failure, failureOf, stackOf } from "./failure.ts";
import type { Session } from "./session.ts";

/** The last properties of the document. */
export type DocumentEnd = { status: "ok" } | { status: "failed" | "interrupted"; error: Failure };

/** Runs `work`, which writes all but the end, then writes the end; an error is told in it, and on stderr. */
export async function withDocument(
  { io, log }: Session,
  { work, end }: { work: () => Promise<void>; end: (tail: DocumentEnd) => string },
): Promise<ExitCode> {
  try {
    await work();
  } catch (error) {
    const failure = failureOf(error);
    const status = failure.exit_code === EXIT.interrupted ? "interrupted" : "failed";
    io.stdout.write(end({ status, error: failure }));
    log.error(`error: ${failure.message}`);
    if (failure.hint !== null) log.error(`  hint: ${failure.hint}`);
    log.debug(stackOf(error));
    return failure.exit_code;
  }
  io.stdout.write(end({ status: "ok" }));
  return EXIT.ok;
}
