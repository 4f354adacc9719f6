/**
 * `lookervault snapshot push`: bring a copy of the vault to where nobody can destroy it.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../../base/errors.ts";
import { command, type Runner } from "../../command.ts";
import { addPlaceOptions, addPushOptions, lockSpan, placeConfig, type PushFlags } from "./snapshot_flags.ts";

/** The command. */
export function pushCommand(run: Runner): CommandUnknownOpts {
  const push = command("push", {
    summary: "bring a copy of the vault into a store",
    description:
      `Copies the vault as it is at this moment, also while a run writes to it: compressed (zstd), and encrypted (age)
where there are recipients. Nothing is ever overwritten, and a copy exists only when it is whole. An
interrupted push is gone on with by the next one.`,
    examples: [
      ["snapshot push /mnt/backups", "into a directory, such as a mounted share"],
      [
        "snapshot push s3://acme-backups/looker --recipient age1qqqq --lock 30d",
        "encrypted, and locked for 30 days",
      ],
      ["snapshot push", "to where the configuration says"],
    ],
    exits: [0, 1, 2, 3, 5, 6, 130],
    meanings: { 3: "the store is unreachable or refused the credentials" },
  }).argument("[dest]", "where to; as --dest");
  addPlaceOptions(push);
  addPushOptions(push);
  return push.action((dest, given) => {
    const flags = given as PushFlags;
    return run(push, async (context) => {
      const config = await placeConfig(context, flags, dest ?? flags.dest);
      const lock = await lockSpan(config);
      const { renderPushed } = await import("../../../term/snapshot.ts");
      const { pushCopy, pushFiles } = await import("../../snapshot_push.ts");
      await context.endWriting({ files: pushFiles(config) });
      const { snapshots, warnings } = await pushCopy(context, config, lock);
      for (const text of warnings) context.log.warning(text);
      context.result(
        { command: "snapshot push", status: "completed", snapshots, warnings },
        (how) => renderPushed(snapshots, { warnings: [] }, how),
      );
      return EXIT.ok;
    });
  });
}
