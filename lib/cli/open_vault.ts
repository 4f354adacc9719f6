/**
 * The one way of every command to the vault and to Looker. Before it reads anything that others wrote, the process
 * gives up the permissions that it no longer needs: the network, and writing. Everything is closed again, whatever
 * happens.
 *
 * @module
 */
import type { Instance } from "../config/instance.ts";
import type { Config } from "../config/load.ts";
import type { Gauges } from "../extract/events.ts";
import type { Connection } from "../looker/connect.ts";
import type { Vault } from "../vault/vault.ts";
import type { CommandContext } from "./command_context.ts";
import { type ConnectionOptions, openConnection, sessionConfig } from "./connection.ts";

/** What a command does besides reading the vault. */
export interface ReadVaultOptions {
  /** The configuration, where the command has read it already; it names the vault. */
  config?: Pick<Config, "db">;
  /** Files that are written meanwhile; no other may be. */
  files?: readonly string[];
  /** Looker is asked too: the network is kept. */
  online?: boolean;
  /** The vault itself is written afterwards: the right to write is kept. */
  thenWrites?: boolean;
  /** Versions are compared: canonical hashes are told by the rules of today, whatever those of the rows. */
  compares?: boolean;
}

/**
 * Opens the vault for reading, hands it to `use`, closes it. No byte of it changes, also where its disk is read-only or
 * another run writes to it; log and index that SQLite makes beside it go again.
 *
 * @throws {UsageError} when the configuration cannot be read.
 * @throws {VaultMissingError} {@linkcode VaultError} {@linkcode VaultNewerError} when there is no vault to read.
 */
export async function readVault<T>(
  context: CommandContext,
  { config, files, online = false, thenWrites = false, compares = false }: ReadVaultOptions,
  use: (vault: Vault) => T | Promise<T>,
): Promise<T> {
  if (!online) context.goOffline();
  const { db } = config ?? await sessionConfig(context);
  if (!thenWrites) await context.endWriting({ hold: db, ...(files && { files }) });
  const { openVaultForReading } = await import("../vault/open.ts");
  const forms = compares ? (await import("../looker/equality.ts")).CANONICAL_FORMS : null;
  using vault = openVaultForReading(db, forms === null ? {} : { forms });
  return await use(vault);
}

/** What a command needs that writes the vault. */
export interface WriteVaultOptions {
  /** Names the vault. */
  config: Pick<Config, "db">;
  /** Whether a vault is made where there is none. */
  create?: boolean;
  /** Other files that are written meanwhile. */
  files?: readonly string[];
}

/**
 * Opens the vault for writing, locked against other runs, hands it to `use`, closes it. No file but it and
 * `files` is written once it is open.
 *
 * @throws {VaultLockedError} when another run writes to it.
 * @throws {VaultError} {@linkcode VaultWriteError} when it is no vault, or cannot be written.
 */
export async function writeVault<T>(
  context: CommandContext,
  { config: { db }, create = false, files = [] }: WriteVaultOptions,
  use: (vault: Vault) => T | Promise<T>,
): Promise<T> {
  const [{ openVaultForWriting }, { CANONICAL_FORMS }, { TYPE_CODES }] = await Promise.all([
    import("../vault/open.ts"),
    import("../looker/equality.ts"),
    import("../looker/content_type_names.ts"),
  ]);
  using vault = openVaultForWriting(db, {
    clock: context.clock,
    types: TYPE_CODES,
    forms: CANONICAL_FORMS,
    hostUser: hostUser(context) ?? undefined,
    create,
  });
  await context.endWriting({ files });
  return await use(vault);
}

/** Who runs the command, as this machine says; shown to others who find the vault locked. */
export function hostUser({ io }: Pick<CommandContext, "io">): string | null {
  return io.env("USER") ?? io.env("USERNAME") ?? null;
}

/** A command that works with Looker, and where it tells what happens on the way. */
export interface LookerRequest {
  context: CommandContext;
  config: Config;
  instance: Instance;
  sink: (
    event:
      | { event: "retry"; operation: string; attempt: number; status: number | null; reason: string }
      | { event: "paused"; wait_ms: number; status: number },
  ) => void;
  /** Receives the function that returns the connection's gauges. */
  onGauges: (gauges: () => Gauges) => void;
}

/**
 * Connects, hands the connection to `work`, logs out. The signal given aborts at Ctrl-C and when Looker stops answering;
 * no other host can be reached, as far as Deno can tell them apart.
 */
export async function withLooker<T>(
  { context, config, instance, sink, onGauges }: LookerRequest,
  { workers, maxRetries, rateLimit, maxCalls, maxMemoryMb }: ConnectionOptions,
  work: (connection: Connection, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const gone = new AbortController();
  const stop = (): void => gone.abort(context.signal.reason);
  if (context.signal.aborted) stop();
  context.signal.addEventListener("abort", stop, { once: true });
  try {
    await using connection = await openConnection(context, { config, instance }, {
      ...(workers !== undefined && { workers }),
      maxRetries,
      rateLimit,
      maxCalls,
      maxMemoryMb,
      onRetry: ({ operation, attempt, status, reason }) =>
        sink({ event: "retry", operation, attempt, status, reason }),
      onPause: (ms, status) => sink({ event: "paused", wait_ms: ms, status }),
      onUnreachable: (error) => gone.abort(error),
    });
    onGauges(() => gaugesOf(connection));
    return await work(connection, gone.signal);
  } finally {
    context.signal.removeEventListener("abort", stop);
  }
}

/** A connection's numbers for the progress display. */
function gaugesOf({ limiter, retries, bytes }: Connection): Gauges {
  return {
    calls: limiter.calls,
    retries: retries(),
    in_flight: limiter.inFlight,
    bytes: bytes(),
    allowed_in_flight: limiter.allowedInFlight,
  };
}
