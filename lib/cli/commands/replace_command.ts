/**
 * `lookervault replace`: replaces a name of LookML, or a text, wherever it is used.
 *
 * @module
 */
import { quoted } from "../../base/quoted.ts";
import { Argument, type CommandUnknownOpts, InvalidArgumentError } from "@commander-js/extra-typings";
import { UsageError } from "../../base/errors.ts";
import { command, type Runner } from "../command.ts";
import { selectTypes } from "../named_types.ts";
import { commaList } from "../option_values.ts";
import { EXITS } from "./restore/restore_exits.ts";
import { addPlanOption, addRunOptions, type RunFlags } from "./restore/restore_flags.ts";
import type { RunRestore } from "./restore/restore_task.ts";
import { mappingOf, type NameMap, nameMap, REPLACED, type Replaced } from "./restore/name_map.ts";

interface ReplaceFlags extends RunFlags {
  inFolder?: string[];
  owner?: string[];
  type?: string[];
}

const library: RunRestore = async (request) =>
  await (await import("./restore/perform_restore.ts")).performRestore(request);

/** Creates the command `replace`. */
export function replaceCommand(run: Runner, restore: RunRestore = library): CommandUnknownOpts {
  const replace = command("replace", {
    summary: "replace a field, an explore, a model or a text wherever it is used",
    description:
      "Replaces a field, an explore or a model in all items that use it (see `impact`), or a text in " +
      "titles, descriptions, text tiles, notes and messages.\n\nReads from Looker what changed since the " +
      "last run, finds the items, reads them from Looker, and shows a plan that replaces each use and " +
      "changes nothing else. After you confirm, it updates the items in place, reads each back, and keeps " +
      "the previous state for `restore undo`. To resume an interrupted run, use `restore resume`. Items in " +
      "the trash are not changed.",
    examples: [
      ["replace field orders.rev=orders.revenue --dry-run", "what would change, and where?"],
      ["replace field orders.rev=orders.revenue,orders.cnt=orders.count", "several at once"],
      ["replace explore sales::orders=core::orders --in-folder 42", "in a folder and everything below it"],
      ["replace model sales=core --owner ada@acme.com", "only what one person owns"],
      ["replace text 'FY 25=FY 26' --type dashboards", "in text, of one type"],
    ],
    ...EXITS,
  })
    .addArgument(new Argument("<what>", "what to replace").choices(REPLACED))
    .argument("<old=new...>", "the old and the new name; separate several by commas or spaces")
    .option(
      "--in-folder <folders>",
      "only dashboards and looks in and below these folders: ids, names or paths",
      commaList,
    )
    .option("--owner <owners>", "only items of these owners: ids, email addresses or names", commaList)
    .option("--type <types>", "only items of these types", commaList);
  addRunOptions(replace);
  addPlanOption(replace);
  return replace.action((what, pairs, given) => {
    const flags = given as ReplaceFlags, kind = what as Replaced;
    return run(replace, async (context) => {
      const mapping = mappingOf(kind, namesOf(kind, pairs));
      const [{ EVERYTHING, runOptions }, { runRestoreCommand }] = await Promise.all([
        import("./restore/restore_arguments.ts"),
        import("./restore/run_restore.ts"),
      ]);
      const filter = {
        folders: flags.inFolder ?? [],
        owners: flags.owner ?? [],
        types: flags.type === undefined ? [] : selectTypes({ include: flags.type, exclude: [] }),
      };
      return await runRestoreCommand(context, {
        command: "replace",
        flags,
        task: (config) => ({
          kind: "replace",
          filter,
          options: { ...EVERYTHING, ...runOptions(flags, config), mapping, live: true },
        }),
        restore,
      });
    });
  });
}

function namesOf(kind: Replaced, pairs: readonly string[]): NameMap {
  try {
    return pairs.reduce<NameMap | undefined>((all, pair) => nameMap(kind)(pair, all), undefined) ?? {};
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UsageError(`Cannot replace ${quoted(pairs.join(" "))}: ${error.message}`, {
      hint: "For example: lookervault replace field orders.rev=orders.revenue.",
    });
  }
}
