/**
 * Opens the vault for reading and connects to its Looker, for commands that compare the two.
 *
 * @module
 */
import type { Instance } from "../config/instance.ts";
import type { Config } from "../config/load.ts";
import type { ReadLiveDeps, ReadLiveOptions } from "../live/read_live.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { CommandContext } from "./command_context.ts";
import { withLiveProgress } from "./live_progress.ts";
import { readVault, withLooker } from "./open_vault.ts";
import { VERSION } from "./version.ts";

/** What to read from Looker. */
export interface LiveRequest {
  context: CommandContext;
  config: Config;
  instance: Instance;
  /** The types to read. Null for the types that the vault has captured. */
  types: readonly ContentType[] | null;
  /** The id of the only item to read. */
  id?: string;
  /** Whether to read everything, not only what changed by its timestamp. */
  full: boolean;
}

/** The maximum number of retries of a request. */
const RETRIES = 5;

/** Opens the vault and the connection, calls `work` with both, and shows the progress. */
export async function withLiveVault<T>(
  { context, config, instance, types, id, full }: LiveRequest,
  work: (options: ReadLiveOptions, deps: ReadLiveDeps) => Promise<T>,
): Promise<T> {
  const { workers } = config, { clock } = context;
  const options = { types, full, workers, maxRetries: RETRIES, ...(id !== undefined && { id }) };
  return await readVault(
    context,
    { config, online: true, compares: true },
    (vault) =>
      withLiveProgress(context, workers, ({ sink, onGauges }) =>
        withLooker(
          { context, config, instance, sink, onGauges },
          { workers, maxRetries: RETRIES },
          async (connection, signal) =>
            await work(options, { connection, vault, clock, sink, signal, lookervaultVersion: VERSION }),
        )),
  );
}
