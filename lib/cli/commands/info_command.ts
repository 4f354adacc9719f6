/**
 * `lookervault info`: shows the instance and the API user.
 *
 * @module
 */
import { type ReadInfo, readInfo } from "../read_info.ts";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { InstanceInfo } from "../../looker/instance_info.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { addConnectionOptions, sessionConfig, sessionInstance } from "../connection.ts";
import type { Ending } from "../ending.ts";

/** Options of `info`. */
export interface InfoOptions {
  baseUrl?: string;
  timeout?: number;
}

/** Creates the command `info`. */
export function infoCommand(run: Runner, read: ReadInfo = readInfo): CommandUnknownOpts {
  const info = command("info", {
    summary: "show the Looker instance: version, user, roles",
    description:
      "Logs in and shows the address, the Looker version and the user with its roles. Changes nothing; takes at " +
      "most 10 seconds.",
    examples: [
      ["info", "the configured instance"],
      ["info --base-url https://staging.looker.com --json", "another instance, as JSON"],
    ],
    exits: [0, 1, 2, 3, 130],
  });
  addConnectionOptions(info);
  return info.action((options: InfoOptions) => run(info, (context) => work(context, options, read)));
}

async function work(context: CommandContext, options: InfoOptions, read: ReadInfo): Promise<Ending> {
  await context.endWriting();
  const config = await sessionConfig(context, options);
  const { renderPairs } = await import("../../term/table.ts");
  const facts = await read(context, { config, instance: await sessionInstance(context, config) });
  context.result(
    { command: "info", status: "ok", connected: true, ...facts },
    (how) => renderPairs(infoPairs(facts), how),
  );
  return EXIT.ok;
}

/** Returns the facts as pairs of label and value. */
export function infoPairs({ url, looker_version, api_versions, user }: InstanceInfo): [string, string][] {
  const who = [user.display_name, user.email && `<${user.email}>`, user.id && `(id ${user.id})`].filter(
    Boolean,
  ).join(" ");
  return [
    ["instance", url],
    ["connection", "ok"],
    ["looker", looker_version ?? "unknown"],
    ["api", api_versions.join(", ") || "unknown"],
    ["user", who || "unknown"],
    ["roles", user.roles.join(", ") || "none visible"],
  ];
}
