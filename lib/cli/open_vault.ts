/**
 * Opens the vault and the connection to Looker, for all commands. Before the process reads data from outside, it gives
 * up the permissions that it no longer needs: the network, and writing. Everything is closed again, even after an
 * error.
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

/** What a command does in addition to reading the vault. */
export interface ReadVaultOptions {
  /** The configuration, if the command has already read it. The configuration names the vault. */
  config?: Pick<Config, "db">;
  /** Files that can be written meanwhile. No other file can be written. */
  files?: readonly string[];
  /** Whether the command also sends requests to Looker. If true, the process keeps the network. */
  online?: boolean;
  /** Whether the vault is written afterwards. If true, the process keeps the permission to write. */
  thenWrites?: boolean;
  /**
   * Whether versions are compared. If true, canonical hashes follow the current rules, even if the rows contain hashes
   * by older rules.
   */
  compares?: boolean;
}

/**
 * Opens the vault for reading, passes it to `use`, and closes it. Does not change the vault, even if its disk is
 * read-only or another run writes to it. The write-ahead log and its index that SQLite creates next to the vault are
 * removed again.
 *
 * @throws {UsageError} if the configuration cannot be read.
 * @throws {VaultMissingError} {@linkcode VaultError} {@linkcode VaultNewerError} if there is no vault that can be read.
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

/** Options of {@linkcode writeVault}. */
export interface WriteVaultOptions {
  /** The configuration, which names the vault. */
  config: Pick<Config, "db">;
  /** Whether to create the vault if it does not exist. */
  create?: boolean;
  /** Other files that are written meanwhile. */
  files?: readonly string[];
}

/**
 * Opens the vault for writing, locked against other runs, passes it to `use`, and closes it. After it is open, only the
 * vault and `files` can be written.
 *
 * @throws {VaultLockedError} if another run writes to the vault.
 * @throws {VaultError} {@linkcode VaultWriteError} if the file is not a vault, or cannot be written.
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

/**
 * Returns the user who runs the command, as this machine reports it. Other users see the name if they find the vault
 * locked.
 */
export function hostUser({ io }: Pick<CommandContext, "io">): string | null {
  return io.env("USER") ?? io.env("USERNAME") ?? null;
}

/** A command that works with Looker, and the callbacks to which it reports. */
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
 * Connects, passes the connection to `work`, and logs out. The signal aborts at Ctrl-C, and when Looker stops
 * responding. No other host can be reached, as far as Deno can distinguish them.
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

/** Returns a connection's gauges for the progress display. */
function gaugesOf({ limiter, retries, bytes }: Connection): Gauges {
  return {
    calls: limiter.calls,
    retries: retries(),
    in_flight: limiter.inFlight,
    bytes: bytes(),
    allowed_in_flight: limiter.allowedInFlight,
  };
}
