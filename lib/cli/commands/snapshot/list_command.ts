/**
 * `lookervault snapshot list`: which copies there are, and whether one is missing.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../../base/errors.ts";
import { counted } from "../../../term/format.ts";
import { command, type Runner } from "../../command.ts";
import { shortOf } from "../../ending.ts";
import { addInstanceOption, addPlaceOptions, placeConfig, type PlaceFlags } from "./snapshot_flags.ts";

/** The command. */
export function listCommand(run: Runner): CommandUnknownOpts {
  const list = command("list", {
    summary: "list the copies, and say when one is missing or damaged",
    description:
      `Lists the copies that exist, the newest first, and until when the store locks them. Each names the one before
it, and the vault remembers its newest: a copy that was removed by other means than snapshot prune,
or replaced, is named.`,
    examples: [
      ["snapshot list", "what is there?"],
      ["snapshot list --dest gs://acme-backups/looker --json", "elsewhere, for a program"],
    ],
    exits: [0, 1, 2, 3, 5, 130],
    meanings: {
      3: "the store is unreachable or refused the credentials",
      5: "a copy is damaged, or is gone and no prune removed it",
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
        `${counted(problems.length, "problem")} with the copies in ${location}`,
        "lookervault snapshot verify reads each copy whole; push a new one with lookervault snapshot push.",
      );
    })
  );
}
