/**
 * Reads Looker beside the vault: the vault, open for reading, and a connection.
 *
 * @module
 */
import type { Instance } from "../config/instance.ts";
import type { Config } from "../config/load.ts";
import { compareLive, type LiveResult } from "../live/compare_live.ts";
import { type LiveReading, readLive, type ReadLiveDeps } from "../live/read_live.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { CANONICAL_FORMS } from "../looker/equality.ts";
import { openVaultForReading } from "../vault/open.ts";
import type { Vault } from "../vault/vault.ts";
import { connected } from "./connection.ts";
import type { LiveProgress } from "./live_progress.ts";
import type { CommandContext } from "./command_context.ts";
import { VERSION } from "./version.ts";

/** What is read of Looker, and where that is told. */
export interface LiveRequest extends LiveProgress {
  context: CommandContext;
  config: Config;
  instance: Instance;
  /** Null for the types that the vault has captured. */
  types: readonly ContentType[] | null;
  /** Only this item of them. */
  id?: string;
  /** Read everything, not only what changed by its time stamp. */
  full: boolean;
}

/** Attempts after the first, a request. */
const RETRIES = 5;

/** Reads Looker, and hands it with the vault to `use`. */
export async function beside<T>(
  request: LiveRequest,
  use: (vault: Vault, reading: LiveReading) => T,
): Promise<T> {
  return await reading(request, async (deps) => {
    using live = await readLive(optionsOf(request), deps);
    return use(deps.vault, live);
  });
}

/** Compares the vault with Looker. */
export async function compare(request: LiveRequest): Promise<LiveResult> {
  return await reading(request, async (deps) => await compareLive(optionsOf(request), deps));
}

function optionsOf({ types, id, full, config: { workers } }: LiveRequest): Parameters<typeof readLive>[0] {
  return { types, full, workers, maxRetries: RETRIES, ...(id !== undefined && { id }) };
}

async function reading<T>(request: LiveRequest, work: (deps: ReadLiveDeps) => Promise<T>): Promise<T> {
  const { context: { clock }, config: { db, workers }, sink } = request;
  using vault = openVaultForReading(db, { forms: CANONICAL_FORMS });
  return await connected(
    request,
    { workers, maxRetries: RETRIES },
    async (connection, signal) =>
      await work({ connection, vault, clock, sink, signal, lookervaultVersion: VERSION }),
  );
}
