/**
 * The options of the `snapshot` commands, and the destination of snapshots.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { UsageError } from "../../../base/errors.ts";
import type { Config } from "../../../config/load.ts";
import type { Span } from "../../../snapshot/span.ts";
import { sessionConfig } from "../../connection.ts";
import type { CommandContext } from "../../command_context.ts";
import { repeated } from "../../option_values.ts";

/** The options of all `snapshot` commands. */
export interface PlaceFlags {
  dest?: string;
  endpoint?: string;
  baseUrl?: string;
}

/** The options of commands that decrypt. */
export interface IdentityFlags extends PlaceFlags {
  identity?: string;
}

/** The options of commands that push. */
export interface PushFlags extends PlaceFlags {
  recipient?: string[];
  lock?: string;
}

/** Adds the options that select the store. */
export function addPlaceOptions(command: CommandUnknownOpts): void {
  command
    .option(
      "--dest <place>",
      "a directory, s3://bucket/prefix, gs://bucket/prefix, azure://account/container/prefix",
    )
    .option("--endpoint <url>", "the server of an S3-compatible store");
}

/** Adds the option that selects the instance. */
export function addInstanceOption(command: CommandUnknownOpts): void {
  command.option(
    "--base-url <url>",
    "only snapshots of this instance (default: the configured one, else the vault's)",
  );
}

/** Adds the option with the key that decrypts. */
export function addIdentityOption(command: CommandUnknownOpts): void {
  command.option("--identity <file>", "the key file that decrypts snapshots, from snapshot keygen");
}

/** Adds the options of a push. */
export function addPushOptions(command: CommandUnknownOpts): void {
  command
    .addOption(
      new Option("--recipient <age1...>", "encrypt to this recipient; repeatable").argParser(repeated),
    )
    .option("--lock <duration>", "have the store lock it against removal for this time, such as 30d");
}

/**
 * Loads the configuration with a destination. @throws {UsageError} if no destination is set, or if it is from an
 * untrusted file.
 */
export async function placeConfig(
  context: CommandContext,
  flags: PushFlags & IdentityFlags,
  dest: string | undefined = flags.dest,
): Promise<Config & { snapshotDest: string }> {
  return requirePlace(
    await sessionConfig(context, {
      baseUrl: flags.baseUrl,
      snapshotDest: dest,
      snapshotEndpoint: flags.endpoint,
      snapshotRecipients: flags.recipient,
      snapshotIdentity: flags.identity,
      snapshotLock: flags.lock,
    }),
  );
}

/**
 * Checks that the configuration has a destination. @throws {UsageError} if it has none, or if it is from an untrusted
 * file.
 */
export function requirePlace(config: Config): Config & { snapshotDest: string } {
  const { snapshotDest, snapshotDoubt } = config;
  if (snapshotDest === undefined) {
    throw new UsageError("Cannot find snapshots: no destination is set", {
      hint:
        "Set it with --dest, LOOKERVAULT_SNAPSHOT_DEST or snapshot.dest in the configuration file: a directory, " +
        "s3://bucket/prefix, gs://bucket/prefix or azure://account/container/prefix.",
    });
  }
  if (snapshotDoubt !== null) {
    throw new UsageError(
      `Cannot use the destination ${config.sources.snapshotDest.name}: it is set in a file that was found in this directory`,
      {
        hint: `If the file is yours, name it: --config ${snapshotDoubt}; or set the destination with --dest.`,
      },
    );
  }
  return { ...config, snapshotDest };
}

/** Returns how long a snapshot is locked, or null for no lock. @throws {UsageError} */
export async function lockSpan({ snapshotLock, sources }: Config): Promise<Span | null> {
  if (snapshotLock === undefined) return null;
  const { parseSpan } = await import("../../../snapshot/span.ts");
  const span = parseSpan(snapshotLock);
  if (span !== null) return span;
  throw new UsageError(
    `Cannot use ${JSON.stringify(snapshotLock)} as ${sources.snapshotLock.name}: it is not a duration`,
    { hint: "Write 30d, 12h, 6m (months) or 1y." },
  );
}
