/**
 * Configuration and connection for the commands that talk to Looker.
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

/** Adds the options of every command that connects. */
export function addConnectionOptions(command: CommandUnknownOpts): void {
  command
    .addOption(new Option("--base-url <url>", "the Looker instance, such as https://acme.looker.com"))
    .addOption(
      new Option("--timeout <seconds>", "time for one request, 5 to 600 (default: 120)").argParser(
        wholeNumber(5, 600),
      ),
    );
}

/** The configuration under a session's global options and a command's own. Its secret is kept out of all output. */
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
 * The instance to talk to. Where its address is in a file that was only found, and the key comes from elsewhere, a
 * person is asked.
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

/** What differs between the commands that connect. */
export interface ConnectionOptions {
  workers?: number;
  maxRetries: number;
  rateLimit?: number | undefined;
  maxCalls?: number | undefined;
  timeoutSeconds?: number;
  maxMemoryMb?: number | undefined;
}

/** A connection to the configured instance. Nothing is sent yet. */
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

/** Looker did not answer in the time that `check` and `info` allow: exit 3. */
export class NoAnswerError extends LookervaultError {
  readonly code = "no_answer";
  readonly exitCode = EXIT.looker;
}

/** `check` and `info` give up after this long, milliseconds: with a logout, all ends within 10 s. */
export const PROBE_MS = 7_500;

/** Runs `work` with a signal that aborts at Ctrl-C, and when it takes longer than {@linkcode PROBE_MS}. */
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
