/**
 * `lookervault person`: what somebody owns, receives and may see.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { Person } from "../../inspect/search/person.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import type { Ending } from "../ending.ts";

/** Reads what somebody has to do with from the configured vault. */
export type ReadPerson = (
  context: CommandContext,
  email: string,
  use: (person: Person) => Ending,
) => Promise<Ending>;

const readVault: ReadPerson = async (context, email, use) => {
  const [{ withSearcher }, { personOf }] = await Promise.all([
    import("../search_vault.ts"),
    import("../../inspect/search/person.ts"),
  ]);
  return await withSearcher(context, (searcher) => use(personOf(searcher, email)));
};

/** The command. */
export function personCommand(run: Runner, read: ReadPerson = readVault): CommandUnknownOpts {
  const person = command("person", {
    summary: "show what somebody owns, receives, may see and is a member of",
    description:
      "Shows what somebody owns, which schedules and alerts are sent there, their groups, roles, access and " +
      "values of user attributes, and the commands that give what they own to another. Needs no network.",
    examples: [["person ada@acme.com", "before somebody leaves"], ['person "Ada Lovelace"', "by name"]],
    exits: [0, 1, 2, 5],
  })
    .argument("<who>", "an address, a name or an id");
  return person.action((email) =>
    run(person, async (context) => {
      const { personLines } = await import("../../term/search/render_lists.ts");
      return await read(context, email, (found) => {
        context.exactResult({ command: "person", status: "ok", ...found }, (how) => personLines(found, how));
        return EXIT.ok;
      });
    })
  );
}
