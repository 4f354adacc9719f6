/**
 * `lookervault history`: lists the versions of an item in the vault.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { ItemHistory } from "../../inspect/history.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { parseContentType } from "../../looker/parse_content_type.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { readVault } from "../open_vault.ts";
import type { Ending } from "../ending.ts";

/** Returns the id of the item that a text names, and its versions in a vault. */
export type ReadVersions = (
  vault: Vault,
  type: ContentType,
  text: string,
) => Promise<{ id: string } & ItemHistory>;

const versionsOf: ReadVersions = async (vault, type, text) => {
  const [{ itemHistory }, { itemNamed }] = await Promise.all([
    import("../../inspect/history.ts"),
    import("../../inspect/named/find_named.ts"),
  ]);
  const id = itemNamed(vault, type, text);
  return { id, ...itemHistory(vault, type, id) };
};

/** Creates the command `history`. */
export function historyCommand(run: Runner, read: ReadVersions = versionsOf): CommandUnknownOpts {
  const history = command("history", {
    summary: "list the stored versions of an item, and who made them",
    description:
      "Lists the versions of an item, newest first: the period in which runs found each version, who " +
      "created it if Looker reports it, and when the item was deleted. If a restore created the item " +
      "again, lists the versions under all of its ids. Needs no network.",
    examples: [
      ["history dashboards 42", "when did it change?"],
      ['history dashboards "Sales overview"', "by its name"],
      ['show dashboards 42 --at "yesterday 15:00"', "one of its versions"],
    ],
    exits: [0, 1, 2, 5],
  })
    .argument("<type>", "content type, such as dashboards")
    .argument("<id>", "the item's id or name");
  return history.action((type, id) => run(history, (context) => work(context, { type, id, read })));
}

async function work(
  context: CommandContext,
  { type, id: text, read }: { type: string; id: string; read: ReadVersions },
): Promise<Ending> {
  const name = parseContentType(type);
  const { id, versions, restored } = await readVault(context, {}, (vault) => read(vault, name, text));
  const { versionLines } = await import("../../term/render_versions.ts");
  context.exactResult(
    { command: "history", status: "ok", type: name, id, versions, restored },
    (how) => versionLines({ versions, restored }, how),
  );
  return EXIT.ok;
}
