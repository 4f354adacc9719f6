/**
 * Brings an extraction together: connection, vault, run.
 *
 * @module
 */
import type { Estimate } from "../extract/estimate.ts";
import { estimateExtract } from "../extract/estimate_run.ts";
import type { Interrupted } from "../extract/resume.ts";
import { runExtract } from "../extract/run.ts";
import type { ExtractSummary } from "../extract/summary.ts";
import { CONTENT_TYPES } from "../looker/content_type_names.ts";
import { CANONICAL_FORMS } from "../looker/equality.ts";
import { openVaultForWriting } from "../vault/open.ts";
import type { ExtractRequest } from "./commands/extract.ts";
import { counted } from "../term/format.ts";
import { connected } from "./connection.ts";
import { VERSION } from "./version.ts";

/** Runs the extraction. */
export async function extract(request: ExtractRequest): Promise<ExtractSummary> {
  const { session, config, options, sink } = request;
  const { io, clock } = session;
  const hostUser = io.env("USER") ?? io.env("USERNAME") ?? null;
  using vault = openVaultForWriting(config.db, {
    clock,
    types: CONTENT_TYPES,
    forms: CANONICAL_FORMS,
    hostUser: hostUser ?? undefined,
  });
  await session.endWriting();
  return await connected(
    request,
    options,
    async (connection, signal) =>
      await runExtract(options, {
        connection,
        vault,
        clock,
        sink,
        signal,
        lookervaultVersion: VERSION,
        hostUser,
        goOn: (interrupted) => goesOn(request, interrupted),
      }),
  );
}

/** Whether to go on with an interrupted run: as the flags say, else as a person at the terminal says, else yes. */
function goesOn(
  { session, resume }: ExtractRequest,
  { session: { startedAt, stored }, done, begun }: Interrupted,
): boolean {
  if (resume !== null) return resume;
  if (!session.io.interactive) return true;
  session.screen.clear();
  const answer = session.io.ask(
    `A run that began at ${startedAt.slice(0, 16)}Z was interrupted: ${done.size} of ${
      counted(done.size + begun.size, "type")
    } are through, ${counted(stored, "item")} stored.\nGo on with it? [Y/n] `,
  );
  return answer === null || !/^\s*n/i.test(answer);
}

/** Says what the extraction would cost. */
export async function estimate(request: ExtractRequest): Promise<Estimate> {
  const { session, options, sink } = request;
  const { clock } = session;
  await session.endWriting();
  return await connected(
    request,
    options,
    async (connection, signal) => await estimateExtract(options, { connection, clock, sink, signal }),
  );
}
