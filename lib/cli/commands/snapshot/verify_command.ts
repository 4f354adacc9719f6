/**
 * `lookervault snapshot verify`: are the copies what was pushed?
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

/** The command. */
export function verifyCommand(run: Runner): CommandUnknownOpts {
  const verify = command("verify", {
    summary: "check that copies are what was pushed",
    description:
      `Reads a copy, or all of them, and compares SHA-256. With the key of an encrypted one, and of one that is not
encrypted, the vault in it is verified, too: every bit of every item. It is written beside --db for
that long. Without the key, an encrypted copy is compared, but not looked into.`,
    examples: [
      ["snapshot verify", "all of them"],
      ["snapshot verify latest --identity key.txt", "the newest, and what it holds"],
      ["snapshot verify latest --sample 10", "a tenth of what the newest holds"],
    ],
    exits: [0, 1, 2, 3, 5, 6, 130],
    meanings: {
      3: "the store is unreachable or refused the credentials",
      5: "a copy is damaged, or is gone",
    },
  })
    .argument("[ref]", "latest, a number of snapshot list, or a time (default: all)")
    .addOption(
      new Option("--sample <percent>", "verify so many percent of the items of a copy, chosen at random")
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
                : "SHA-256 verified; without the key its content is not"
            }`,
          )
        ),
        ...snapshots.length === 0 ? [`No snapshot at ${location}.`] : [],
      ]);
      for (const problem of problems) context.log.error(`error: ${problem}`);
      return problems.length === 0 ? EXIT.ok : shortOf(
        EXIT.damaged,
        `${counted(problems.length, "problem")} with the copies in ${location}`,
        "Push a new copy with lookervault snapshot push, and remove what is damaged.",
      );
    });
  });
}
