/**
 * Brings an extraction together: connection, vault, run.
 *
 * @module
 */
import { messageOf } from "../base/errors.ts";
import type { Estimate } from "../extract/estimate.ts";
import { estimateExtract } from "../extract/estimate_run.ts";
import type { Interrupted } from "../extract/resume.ts";
import { runExtract } from "../extract/run.ts";
import type { ExtractSummary } from "../extract/summary.ts";
import { CONTENT_TYPES } from "../looker/content_type_names.ts";
import { CANONICAL_FORMS } from "../looker/equality.ts";
import { hasIndex, indexFiles } from "../vault/index/file.ts";
import { openVaultForWriting } from "../vault/open.ts";
import type { Vault } from "../vault/vault.ts";
import type { CommandContext } from "./command_context.ts";
import type { ExtractRequest } from "./commands/extract.ts";
import { counted } from "../term/format.ts";
import { connected } from "./connection.ts";
import { VERSION } from "./version.ts";

/** Runs the extraction. */
export async function extract(request: ExtractRequest): Promise<ExtractSummary> {
  const { context, config, options, sink } = request;
  const { io, clock } = context;
  const hostUser = io.env("USER") ?? io.env("USERNAME") ?? null;
  using vault = openVaultForWriting(config.db, {
    clock,
    types: CONTENT_TYPES,
    forms: CANONICAL_FORMS,
    hostUser: hostUser ?? undefined,
  });
  const indexed = hasIndex(config.db);
  await context.endWriting({ files: indexed ? indexFiles(config.db) : [] });
  const summary = await connected(
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
        resumes: (interrupted) => confirmsResume(request, interrupted),
      }),
  );
  if (indexed) await bringUpIndex(context, vault);
  return summary;
}

/** What the run stored is searched at once. Whatever is wrong with the index, the backup is whole. */
async function bringUpIndex(context: CommandContext, vault: Vault): Promise<void> {
  try {
    (await import("../inspect/search/refresh.ts")).refreshSearch(vault);
  } catch (error) {
    context.log.warning(`The index of \`find\` was not brought up: ${messageOf(error)}`);
  }
}

/** Whether to go on with an interrupted run: as the flags say, else as a person at the terminal says, else yes. */
function confirmsResume(
  { context, resume }: ExtractRequest,
  { session: { startedAt, stored }, done, partial }: Interrupted,
): boolean {
  if (resume !== null) return resume;
  if (!context.io.interactive) return true;
  context.screen.clear();
  const answer = context.io.ask(
    `A run that began at ${startedAt.slice(0, 16)}Z was interrupted: ${done.size} of ${
      counted(done.size + partial.size, "type")
    } are through, ${counted(stored, "item")} stored.\nGo on with it? [Y/n] `,
  );
  return answer === null || !/^\s*n/i.test(answer);
}

/** Says what the extraction would cost. */
export async function estimate(request: ExtractRequest): Promise<Estimate> {
  const { context, options, sink } = request;
  const { clock } = context;
  await context.endWriting();
  return await connected(
    request,
    options,
    async (connection, signal) => await estimateExtract(options, { connection, clock, sink, signal }),
  );
}
