/**
 * Writes a JSON document while its items are read. The document is valid even if the command fails.
 *
 * @module
 */
import { EXIT } from "../base/errors.ts";
import type { CommandContext } from "./command_context.ts";
import { type Failure, logFailure } from "./command_failure.ts";
import { type Ending, saidFailure } from "./ending.ts";

/** The last properties of the document. */
export type DocumentEnd = { status: "ok" } | { status: "failed" | "interrupted"; error: Failure };

/** Runs `work`, which writes everything but the end, then writes the end. Reports an error there and on stderr. */
export async function withDocument(
  context: CommandContext,
  { work, end }: { work: () => Promise<void>; end: (tail: DocumentEnd) => string },
): Promise<Ending> {
  const { io } = context;
  try {
    await work();
  } catch (error) {
    const failure = logFailure(error, context);
    const status = failure.exit_code === EXIT.interrupted ? "interrupted" : "failed";
    io.stdout.write(end({ status, error: failure }));
    return saidFailure(failure);
  }
  io.stdout.write(end({ status: "ok" }));
  return EXIT.ok;
}
