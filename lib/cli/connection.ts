/**
 * Configuration and connection for the commands that send requests to Looker.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, LookervaultError } from "../base/errors.ts";
import { sanitize } from "../base/log.ts";
import { addKey } from "../base/redactor.ts";
import type { DoubtfulAddressError, Instance } from "../config/instance.ts";
import type { Config, ConfigFlags } from "../config/load.ts";
import type { ConnectDeps, Connection } from "../looker/connect.ts";
import type { CommandContext } from "./command_context.ts";
import { wholeNumber } from "./option_values.ts";

/** Adds the options that all commands with a connection have. */
export function addConnectionOptions(command: CommandUnknownOpts): void {
  command
    .addOption(new Option("--base-url <url>", "the Looker instance, such as https://acme.looker.com"))
    .addOption(
      new Option("--timeout <seconds>", "time for one request, 5 to 600 (default: 120)").argParser(
        wholeNumber(5, 600),
      ),
    );
}

/**
 * Loads the configuration for a context's global options and a command's own options. The secret in the configuration
 * is redacted in all output.
 */
export async function sessionConfig(
  context: CommandContext,
  flags: Omit<ConfigFlags, "config" | "db"> = {},
): Promise<Config> {
  const { loadConfig } = await import("../config/load.ts");
  const { io, globals, redactor } = context;
  const config = loadConfig({
    flags: { ...flags, config: globals.config, db: globals.db, profile: globals.profile },
    io,
  });
  if (config.clientSecret !== undefined) {
    addKey(redactor, { id: config.clientId, secret: config.clientSecret.reveal() });
  }
  return config;
}

/**
 * Returns the instance to connect to. If the address is in a file that was found and not named, and the key is from
 * another source, asks the user for confirmation.
 *
 * @throws {NotConfiguredError} {@linkcode DoubtfulAddressError}
 */
export async function sessionInstance(context: CommandContext, config: Config): Promise<Instance> {
  const { DoubtfulAddressError, requireInstance } = await import("../config/instance.ts");
  try {
    return requireInstance(config);
  } catch (error) {
    if (!(error instanceof DoubtfulAddressError) || !vouchedFor(context, error)) throw error;
    return requireInstance({ ...config, doubt: null });
  }
}

function vouchedFor({ io, screen, progress }: CommandContext, { message }: DoubtfulAddressError): boolean {
  if (!io.interactive || progress === "json") return false;
  screen.clear();
  const answer = io.ask(`${sanitize(message)}.\nSend it there anyway? [y/N] `);
  return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
}

/** The options that differ between the commands with a connection. */
export interface ConnectionOptions {
  workers?: number;
  maxRetries: number;
  rateLimit?: number | undefined;
  maxCalls?: number | undefined;
  timeoutSeconds?: number;
  maxMemoryMb?: number | undefined;
}

/** Opens a connection to the configured instance. Does not send a request. */
export async function openConnection(
  context: CommandContext,
  { config, instance }: { config: Config; instance: Instance },
  options: ConnectionOptions & Pick<ConnectDeps, "onRetry" | "onPause" | "onUnreachable">,
): Promise<Connection> {
  const { connect } = await import("../looker/connect.ts");
  context.keepHost(instance.baseUrl);
  const {
    workers = config.workers,
    timeoutSeconds = config.timeout,
    maxRetries,
    rateLimit,
    maxCalls,
    maxMemoryMb,
  } = options;
  return connect({
    baseUrl: instance.baseUrl,
    clientId: instance.clientId,
    clientSecret: instance.clientSecret.reveal(),
    timeoutSeconds,
    workers,
    maxRetries,
    ...(rateLimit !== undefined && { rateLimit }),
    ...(maxCalls !== undefined && { maxCalls }),
    ...(maxMemoryMb !== undefined && { maxMemoryMb }),
  }, {
    clock: context.clock,
    onSecret: (secret) => context.redactor.add(secret),
    ...(options.onRetry && { onRetry: options.onRetry }),
    ...(options.onPause && { onPause: options.onPause }),
    ...(options.onUnreachable && { onUnreachable: options.onUnreachable }),
  });
}

/** The error if Looker does not respond in the time that `check` and `info` allow. Exit code 3. */
export class NoAnswerError extends LookervaultError {
  readonly code = "no_answer";
  readonly exitCode = EXIT.looker;
}

/** The timeout of `check` and `info`, in milliseconds. Together with a logout, they end within 10 s. */
export const PROBE_MS = 7_500;

/** Runs `work` with a signal that aborts at Ctrl-C, or after {@linkcode PROBE_MS}. */
export async function probe<T>(
  context: CommandContext,
  baseUrl: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const late = new NoAnswerError(
    `Cannot reach ${baseUrl}: it did not answer within ${PROBE_MS / 1000} s (timeout)`,
    {
      hint:
        "Check the address and the port, the network, and whether a proxy is needed (HTTPS_PROXY). Then try again.",
    },
  );
  using _timer = context.clock.after(PROBE_MS, () => controller.abort(late));
  try {
    return await work(AbortSignal.any([context.signal, controller.signal]));
  } catch (error) {
    throw controller.signal.aborted && !context.signal.aborted ? late : error;
  }
}
