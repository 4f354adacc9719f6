/**
 * `lookervault snapshot push`: copies the vault to a store, where it can be protected from removal.
 *
 * @module
 */
import { withArgs } from "../../../base/command_text.ts";
import { argsOf } from "../../vault_args.ts";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../../base/errors.ts";
import { command, type Runner } from "../../command.ts";
import { addPlaceOptions, addPushOptions, lockSpan, placeConfig, type PushFlags } from "./snapshot_flags.ts";

/** Creates the command `snapshot push`. */
export function pushCommand(run: Runner): CommandUnknownOpts {
  const push = command("push", {
    summary: "copy the vault to a store, as a snapshot",
    description:
      "Copies the current state of the vault to a store, even while a run writes to the vault: compressed " +
      "(zstd), and encrypted (age) if recipients are set. Never overwrites anything. A snapshot appears " +
      "only when it is complete. To resume an interrupted push, rerun the command.",
    examples: [
      ["snapshot push /mnt/backups", "into a directory, such as a mounted share"],
      [
        "snapshot push s3://acme-backups/looker --recipient age1qqqq --lock 30d",
        "encrypted, and locked for 30 days",
      ],
      ["snapshot push", "to the configured destination"],
    ],
    exits: [0, 1, 2, 3, 5, 6, 130],
    meanings: {
      3: "the store is unreachable or refused the credentials",
      130: "interrupted; rerun the same command to resume",
    },
  }).argument("[dest]", "the destination, like --dest");
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
      for (const text of warnings) context.log.warning(withArgs(text, argsOf(context)));
      context.result(
        { command: "snapshot push", status: "completed", snapshots, warnings },
        (how) => renderPushed(snapshots, { warnings: [] }, how),
      );
      return EXIT.ok;
    });
  });
}
