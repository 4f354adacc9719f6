/**
 * Finds the items of a replacement: updates the vault with the changes since the last run, then searches it.
 *
 * @module
 */
import { EXIT, LookervaultError } from "../../../base/errors.ts";
import { runExtract } from "../../../extract/run.ts";
import {
  READ_FOR_REPLACE,
  type Replaceable,
  replaceableItems,
  type ReplaceFilter,
} from "../../../inspect/search/replaceable.ts";
import { Searcher } from "../../../inspect/search/searcher.ts";
import { ApiReader } from "../../../live/reader.ts";
import type { Connection } from "../../../looker/connect.ts";
import { queriesById } from "../../../inspect/search/queries_by_id.ts";
import { NO_MAPPING } from "../../../looker/uses/mapping.ts";
import type { RestoreOptions } from "../../../restore/restore_request.ts";
import type { Vault } from "../../../vault/vault.ts";
import { hostUser, withLooker } from "../../open_vault.ts";
import { VERSION } from "../../version.ts";
import type { RestoreRequest } from "./restore_task.ts";

/** The error if the changes since the last run could not be read completely. Exit code 3. */
export class NotBroughtUpError extends LookervaultError {
  readonly code = "not_brought_up";
  readonly exitCode = EXIT.looker;
}

/** Returns the same options with the selected items. @throws {NotBroughtUpError} */
export async function replaceScope(
  request: RestoreRequest,
  { vault, options, filter }: {
    vault: Vault;
    options: RestoreOptions;
    filter: ReplaceFilter;
  },
): Promise<RestoreOptions> {
  const { context } = request, mapping = options.mapping ?? NO_MAPPING;
  let found: Replaceable = { items: [], warnings: [] };
  await bringUp(request, {
    vault,
    options,
    async then(connection, signal) {
      using searcher = new Searcher(vault);
      const { queries, warnings } = await queriesById(searcher, {
        mapping,
        workers: options.workers,
        reader: new ApiReader(connection.client, { signal }),
        say: (message) => context.log.info(message),
      });
      found = replaceableItems(searcher, mapping, filter, queries);
      found.warnings.push(...warnings);
    },
  });
  const { items, warnings } = found;
  for (const warning of warnings) context.log.warning(warning);
  return { ...options, scope: { kind: "items", items } };
}

function isRead({ status }: { status: string }): boolean {
  return status === "completed" || status === "partial";
}

async function bringUp(
  request: RestoreRequest,
  { vault, options: { workers, maxRetries, rateLimit }, then }: {
    vault: Vault;
    options: RestoreOptions;
    /** Runs with the connection after the vault is updated. */
    then: (connection: Connection, signal: AbortSignal) => Promise<void>;
  },
): Promise<void> {
  const { context, context: { log, clock } } = request;
  log.info("Reading what changed since the last run.");
  const summary = await withLooker(
    request,
    { workers, maxRetries, ...(rateLimit !== undefined && { rateLimit }) },
    async (connection, signal) => {
      const summary = await runExtract({
        types: READ_FOR_REPLACE,
        workers,
        batchSize: 100,
        maxRetries,
        ...(rateLimit !== undefined && { rateLimit }),
        folders: [],
        recursive: false,
        noTrash: false,
        noUserValues: true,
        noUsage: true,
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
      });
      if (isRead(summary)) await then(connection, signal);
      return summary;
    },
  );
  for (const { type, id, message } of summary.errors.slice(0, 10)) {
    log.warning([type, id, message].filter((part) => part !== null).join(" "));
  }
  if (isRead(summary)) return;
  throw new NotBroughtUpError(
    `Cannot replace anything: the changes in Looker could not be read (${summary.status})`,
    {
      hint: "Nothing was changed in Looker. Run `lookervault extract`, then rerun the command.",
    },
  );
}
