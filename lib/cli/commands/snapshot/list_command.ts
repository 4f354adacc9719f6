/**
 * `lookervault snapshot list`: lists the snapshots, and reports missing or damaged ones.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../../base/errors.ts";
import { counted } from "../../../term/format.ts";
import { command, type Runner } from "../../command.ts";
import { shortOf } from "../../ending.ts";
import { addInstanceOption, addPlaceOptions, placeConfig, type PlaceFlags } from "./snapshot_flags.ts";

/** Creates the command `snapshot list`. */
export function listCommand(run: Runner): CommandUnknownOpts {
  const list = command("list", {
    summary: "list the snapshots, and report missing or damaged ones",
    description:
      "Lists the snapshots, newest first, with the time until which the store locks each. Also reports a " +
      "snapshot that was replaced, or that was removed by anything other than `snapshot prune`: each " +
      "snapshot names the one before it, and the vault records its newest.",
    examples: [
      ["snapshot list", "which snapshots exist?"],
      ["snapshot list --dest gs://acme-backups/looker --json", "in another store, as JSON"],
    ],
    exits: [0, 1, 2, 3, 5, 130],
    meanings: {
      3: "the store is unreachable or refused the credentials",
      5: "a snapshot is damaged, or is missing and was not pruned",
    },
  });
  addPlaceOptions(list);
  addInstanceOption(list);
  return list.action((given) =>
    run(list, async (context) => {
      const config = await placeConfig(context, given as PlaceFlags);
      const { renderCopies } = await import("../../../term/snapshot.ts");
      const { listCopies } = await import("../../snapshot_engine.ts");
      await context.endWriting({ hold: config.db });
      const { snapshots, warnings, problems, location } = await listCopies(context, config);
      const status = problems.length > 0 ? "failed" : "completed";
      context.result(
        { command: "snapshot list", status, snapshots, location, warnings, problems },
        (how) => renderCopies(snapshots, { location, warnings }, how),
      );
      for (const problem of problems) context.log.error(`error: ${problem}`);
      return problems.length === 0 ? EXIT.ok : shortOf(
        EXIT.damaged,
        `${counted(problems.length, "problem")} with the snapshots in ${location}`,
        "Check all snapshots with lookervault snapshot verify, and push a new one with lookervault snapshot push.",
      );
    })
  );
}
