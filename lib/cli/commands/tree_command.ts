/**
 * `lookervault tree`: shows the folders in the vault.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { FolderTree } from "../../inspect/tree.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { readVault } from "../open_vault.ts";
import { someText, wholeNumber } from "../option_values.ts";
import { stateTime, TIME_HELP, typedTime } from "../times.ts";
import type { Ending } from "../ending.ts";

/** Reads the tree of a folder, or of all folders, from a vault. `at` is in ISO 8601 UTC. */
export type ReadTree = (
  vault: Vault,
  folder: string | undefined,
  at: string | undefined,
) => Promise<FolderTree>;

const treeOf: ReadTree = async (...asked) => (await import("../../inspect/tree.ts")).folderTree(...asked);

interface TreeFlags {
  foldersOnly?: true;
  depth?: number;
  at?: string;
}

/** Creates the command `tree`. */
export function treeCommand(run: Runner, read: ReadTree = treeOf): CommandUnknownOpts {
  const tree = command("tree", {
    summary: "show the folders with their dashboards and looks",
    description:
      "Shows the folder tree with dashboards and looks, and who can see folders that do not inherit their " +
      "access. Needs no network.",
    examples: [
      ["tree --folders-only", "the folders, and the number of items in each"],
      ["tree 42", "one folder with everything below it"],
      ['tree "Marketing" --depth 1', "by its name, with the folders in it"],
      ["tree Shared/Finance/Monthly", "by its path"],
      ['tree --at "last tuesday"', "as it was then"],
      ["tree --json", "for a program"],
    ],
    exits: [0, 1, 2, 5],
  })
    .argument("[folder]", "a folder's id, name or path, such as Shared/Finance (default: all folders)")
    .option("-d, --folders-only", "count dashboards and looks instead of listing them")
    .option("--depth <n>", "at most this many levels below the top", wholeNumber(0))
    .option("--at <time>", `as of ${TIME_HELP}`, someText);
  return tree.action((folder, flags) =>
    run(tree, (context) => work(context, { folder, flags: flags as TreeFlags, read }))
  );
}

async function work(
  context: CommandContext,
  { folder, flags, read }: { folder: string | undefined; flags: TreeFlags; read: ReadTree },
): Promise<Ending> {
  const typed = typedTime(context, { option: "--at", text: flags.at, edge: "end" });
  const { at, tree } = await readVault(context, {}, async (vault) => {
    const at = typed === undefined ? undefined : stateTime(context, vault, typed);
    return { at, tree: await read(vault, folder, at) };
  });
  const [{ renderTree }, { asOf }] = await Promise.all([
    import("../../term/render_tree.ts"),
    import("../../term/as_of.ts"),
  ]);
  context.exactResult(
    { command: "tree", status: "ok", ...at !== undefined && { at }, ...tree },
    (how) => [
      ...renderTree(tree, { ...how, foldersOnly: flags.foldersOnly === true, depth: flags.depth ?? null }),
      ...asOf(at, how),
    ],
  );
  return EXIT.ok;
}
