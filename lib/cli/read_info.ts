/**
 * Reads the version of Looker and the API user, within ten seconds.
 *
 * @module
 */
import type { Instance } from "../config/instance.ts";
import type { Config } from "../config/load.ts";
import type { CallOptions, LookerClient } from "../looker/client.ts";
import type { InstanceInfo } from "../looker/instance_info.ts";
import type { CommandContext } from "./command_context.ts";
import { openConnection, probe } from "./connection.ts";

/** Reads facts about the instance. Runs `also` with the same login. `signal` limits the time of both. */
export type ReadInfo = (
  context: CommandContext,
  target: { config: Config; instance: Instance },
  also?: (client: LookerClient, options: CallOptions) => Promise<void>,
) => Promise<InstanceInfo>;

/** Reads the facts from Looker, within ten seconds. */
export function readInfo(
  context: CommandContext,
  target: { config: Config; instance: Instance },
  also?: Parameters<ReadInfo>[2],
): Promise<InstanceInfo> {
  return probe(context, target.instance.baseUrl, async (signal) => {
    const timeoutSeconds = Math.min(target.config.timeout, 8);
    const { instanceInfo } = await import("../looker/instance_info.ts");
    await using connection = await openConnection(context, target, { maxRetries: 1, timeoutSeconds });
    const info = await instanceInfo(connection.client, connection.instance, { signal });
    await also?.(connection.client, { signal });
    return info;
  });
}
