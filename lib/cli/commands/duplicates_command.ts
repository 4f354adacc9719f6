/**
 * `lookervault duplicates`: lists content that shows the same data.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { Duplicate } from "../../inspect/search/duplicates.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import type { Ending } from "../ending.ts";

/** Reads the groups of duplicates from the configured vault. */
export type ReadDuplicates = (
  context: CommandContext,
  use: (groups: Duplicate[][]) => Ending,
) => Promise<Ending>;

const readVault: ReadDuplicates = async (context, use) => {
  const [{ withSearcher }, { duplicateGroups }] = await Promise.all([
    import("../search_vault.ts"),
    import("../../inspect/search/duplicates.ts"),
  ]);
  return await withSearcher(context, (searcher) => use(duplicateGroups(searcher)));
};

/** Creates the command `duplicates`. */
export function duplicatesCommand(run: Runner, read: ReadDuplicates = readVault): CommandUnknownOpts {
  const duplicates = command("duplicates", {
    summary: "list dashboards and looks that show the same data",
    description:
      "Lists groups of dashboards, and of looks, that run the same queries, whatever their names and charts. " +
      "Needs no network.",
    examples: [
      ["duplicates", "which ones could be merged?"],
      ["duplicates --json", "the same as JSON, for a program"],
    ],
    exits: [0, 1, 2, 5],
  });
  return duplicates.action(() =>
    run(duplicates, async (context) => {
      const { duplicateLines } = await import("../../term/search/render_lists.ts");
      return await read(context, (groups) => {
        context.exactResult(
          { command: "duplicates", status: "ok", total: groups.length, groups },
          (how) => duplicateLines(groups, how),
        );
        return EXIT.ok;
      });
    })
  );
}
