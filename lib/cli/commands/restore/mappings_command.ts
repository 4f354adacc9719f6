/**
 * `lookervault restore mappings`: shows the id in a target instance for each id in the backup.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../../base/errors.ts";
import type { MappingFilter } from "../../../inspect/restorations.ts";
import { command, type Runner } from "../../command.ts";
import type { CommandContext } from "../../command_context.ts";
import { readVault } from "../../open_vault.ts";
import { wholeNumber } from "../../option_values.ts";
import type { Ending } from "../../ending.ts";

/** Creates the command `restore mappings`. */
export function mappingsCommand(run: Runner): CommandUnknownOpts {
  const mappings = command("mappings", {
    summary: "show which id in Looker matches which id in the backup",
    description:
      "Lists the ids of items that restores created, or found under another id, with the ids of these " +
      "items in the backup. Needs no network.",
    examples: [
      ["restore mappings --type dashboards", "which ids do the dashboards have now?"],
      ["restore mappings --id 42", "which id does 42 have now, or had before?"],
      ["restore mappings --json", "for a program"],
    ],
    exits: [0, 1, 2, 5],
  })
    .option("--type <type>", "only this content type, or part such as dashboard_elements")
    .option("--id <id>", "only those with this id on either side")
    .option("--limit <n>", "at most this many, after all filters", wholeNumber(0))
    .option("--offset <n>", "skip this many first", wholeNumber(0));
  return mappings.action((flags) => run(mappings, (context) => work(context, flags as MappingFilter)));
}

async function work(context: CommandContext, filter: MappingFilter): Promise<Ending> {
  const [{ recordedMappings }, { mappingLines }] = await Promise.all([
    import("../../../inspect/restorations.ts"),
    import("../../../term/restore_records.ts"),
  ]);
  const page = await readVault(context, {}, (vault) => recordedMappings(vault, filter));
  const { rows, total } = page;
  context.exactResult(
    { command: "restore mappings", status: "ok", count: rows.length, total, mappings: rows },
    (how) => mappingLines(page, how),
  );
  return EXIT.ok;
}
