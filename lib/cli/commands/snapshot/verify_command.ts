/**
 * `lookervault snapshot verify`: checks that snapshots are intact.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT } from "../../../base/errors.ts";
import { counted } from "../../../term/format.ts";
import { command, type Runner } from "../../command.ts";
import { shortOf } from "../../ending.ts";
import { share } from "../../option_values.ts";
import {
  addIdentityOption,
  addInstanceOption,
  addPlaceOptions,
  type IdentityFlags,
  placeConfig,
} from "./snapshot_flags.ts";

/** Creates the command `snapshot verify`. */
export function verifyCommand(run: Runner): CommandUnknownOpts {
  const verify = command("verify", {
    summary: "check that snapshots are intact",
    description:
      "Reads one snapshot, or all of them, and compares the SHA-256. If a snapshot is not encrypted, or if " +
      "you pass its key, also verifies every item of the vault in it. For this, it writes the vault of the " +
      "snapshot next to your vault (--db). Without the key, compares only the SHA-256 of an encrypted " +
      "snapshot.",
    examples: [
      ["snapshot verify", "all of them"],
      ["snapshot verify latest --identity key.txt", "the newest, with its content"],
      ["snapshot verify latest --sample 10", "a tenth of the items in the newest"],
    ],
    exits: [0, 1, 2, 3, 5, 6, 130],
    meanings: {
      3: "the store is unreachable or refused the credentials",
      5: "a snapshot is damaged or missing",
    },
  })
    .argument("[ref]", "latest, a number from snapshot list, or a time (default: all)")
    .addOption(
      new Option("--sample <percent>", "verify this percentage of a snapshot's items, chosen at random")
        .argParser(
          share,
        ),
    );
  addPlaceOptions(verify);
  addInstanceOption(verify);
  addIdentityOption(verify);
  return verify.action((ref, given) => {
    const flags = given as IdentityFlags & { sample?: number };
    return run(verify, async (context) => {
      const config = await placeConfig(context, flags);
      const { verifyCopies } = await import("../../snapshot_verify.ts");
      const pulled = [".pull", ".pull-wal", ".pull-shm"].map((ending) => config.db + ending);
      await context.endWriting({ hold: config.db, files: pulled });
      const { snapshots, problems, location } = await verifyCopies(context, config, {
        ref: ref ?? null,
        sample: flags.sample ?? 100,
      });
      const status = problems.length > 0 ? "failed" : "ok";
      context.result({ command: "snapshot verify", status, snapshots, location, problems }, ({ palette }) => [
        ...snapshots.map(({ ref, verified, fault }) =>
          fault !== null ? palette.red(`✗ ${ref}: ${fault}`) : palette.green(
            `✓ ${ref}: ${
              verified === "content"
                ? "SHA-256 and content verified"
                : "SHA-256 verified; its content needs the key"
            }`,
          )
        ),
        ...snapshots.length === 0 ? [`No snapshot at ${location}.`] : [],
      ]);
      for (const problem of problems) context.log.error(`error: ${problem}`);
      return problems.length === 0 ? EXIT.ok : shortOf(
        EXIT.damaged,
        `${counted(problems.length, "problem")} with the snapshots in ${location}`,
        "Push a new snapshot with lookervault snapshot push, and remove the damaged ones.",
      );
    });
  });
}
