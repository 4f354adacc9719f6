/**
 * `lookervault tree`: the folders of the vault.
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
import { wholeNumber } from "../option_values.ts";
import type { Ending } from "../ending.ts";

/** The tree of a folder, or of all, in a vault. */
export type ReadTree = (vault: Vault, folder: string | undefined) => Promise<FolderTree>;

const treeOf: ReadTree = async (vault, folder) =>
  (await import("../../inspect/tree.ts")).folderTree(vault, folder);

interface TreeFlags {
  foldersOnly?: true;
  depth?: number;
}

/** The command. */
export function treeCommand(run: Runner, read: ReadTree = treeOf): CommandUnknownOpts {
  const tree = command("tree", {
    summary: "show the folders with what stands in them",
    description:
      "Shows the folders of the vault with dashboards and looks in them, and who may see those that do not inherit " +
      "their access. Needs no network.",
    examples: [
      ["tree --folders-only", "the folders, and how much each holds"],
      ["tree 42", "one folder with all below it"],
      ['tree "Marketing" --depth 1', "by its name, with the folders in it"],
      ["tree Shared/Finance/Monthly", "by its path"],
      ["tree --json", "for a program"],
    ],
    exits: [0, 1, 2, 5],
  })
    .argument("[folder]", "a folder's id, name or path, such as Shared/Finance; without it all")
    .option("-d, --folders-only", "leave dashboards and looks out, and count them")
    .option("--depth <n>", "at most this many levels below the first", wholeNumber(0));
  return tree.action((folder, flags) =>
    run(tree, (context) => work(context, { folder, flags: flags as TreeFlags, read }))
  );
}

async function work(
  context: CommandContext,
  { folder, flags, read }: { folder: string | undefined; flags: TreeFlags; read: ReadTree },
): Promise<Ending> {
  const tree = await readVault(context, {}, (vault) => read(vault, folder));
  const { renderTree } = await import("../../term/render_tree.ts");
  context.exactResult(
    { command: "tree", status: "ok", ...tree },
    (how) =>
      renderTree(tree, { ...how, foldersOnly: flags.foldersOnly === true, depth: flags.depth ?? null }),
  );
  return EXIT.ok;
}
