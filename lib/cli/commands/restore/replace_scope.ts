/**
 * What a replacement is about: the vault is brought up with what changed since the last run, then asked.
 *
 * @module
 */
import { EXIT, LookervaultError } from "../../../base/errors.ts";
import { runExtract } from "../../../extract/run.ts";
import {
  READ_FOR_REPLACE,
  replaceableItems,
  type ReplaceFilter,
} from "../../../inspect/search/replaceable.ts";
import { Searcher } from "../../../inspect/search/searcher.ts";
import { NO_MAPPING } from "../../../looker/uses/mapping.ts";
import type { RestoreOptions } from "../../../restore/restore_request.ts";
import type { Vault } from "../../../vault/vault.ts";
import { hostUser, withLooker } from "../../open_vault.ts";
import { VERSION } from "../../version.ts";
import type { RestoreRequest } from "./restore_task.ts";

/** What changed since the last run could not be read whole: exit 3. */
export class NotBroughtUpError extends LookervaultError {
  readonly code = "not_brought_up";
  readonly exitCode = EXIT.looker;
}

/** The same options with the items that are meant. @throws {NotBroughtUpError} */
export async function replaceScope(
  request: RestoreRequest,
  { vault, options, filter }: {
    vault: Vault;
    options: RestoreOptions;
    filter: ReplaceFilter;
  },
): Promise<RestoreOptions> {
  const { context } = request;
  await bringUp(request, { vault, options });
  using searcher = new Searcher(vault);
  const { items, warnings } = replaceableItems(searcher, options.mapping ?? NO_MAPPING, filter);
  for (const warning of warnings) context.log.warning(warning);
  return { ...options, scope: { kind: "items", items } };
}

async function bringUp(
  request: RestoreRequest,
  { vault, options: { workers, maxRetries, rateLimit } }: {
    vault: Vault;
    options: RestoreOptions;
  },
): Promise<void> {
  const { context, context: { log, clock } } = request;
  log.info("Reading what changed since the last run.");
  const summary = await withLooker(
    request,
    { workers, maxRetries, ...(rateLimit !== undefined && { rateLimit }) },
    async (connection, signal) =>
      await runExtract({
        types: READ_FOR_REPLACE,
        workers,
        batchSize: 100,
        maxRetries,
        ...(rateLimit !== undefined && { rateLimit }),
        folders: [],
        recursive: false,
        noTrash: false,
        noUserValues: true,
        acceptDeletions: false,
        incremental: true,
      }, {
        connection,
        vault,
        clock,
        sink: () => {},
        signal,
        lookervaultVersion: VERSION,
        hostUser: hostUser(context),
        resumes: () => false,
      }),
  );
  for (const { type, id, message } of summary.errors.slice(0, 10)) {
    log.warning([type, id, message].filter((part) => part !== null).join(" "));
  }
  if (summary.status === "completed" || summary.status === "partial") return;
  throw new NotBroughtUpError(
    `Cannot replace anything: what changed in Looker could not be read (${summary.status})`,
    {
      hint: "Nothing was changed in Looker. Run `lookervault extract`, then the same command again.",
    },
  );
}
