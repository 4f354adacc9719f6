/**
 * `lookervault person`: shows what a person owns, receives and can see.
 *
 * @module
 */
import { withArgs } from "../../base/command_text.ts";
import { argsOf } from "../vault_args.ts";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { Person } from "../../inspect/search/person.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import type { Ending } from "../ending.ts";

/** Reads everything that is related to a person from the configured vault. */
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

/** Creates the command `person`. */
export function personCommand(run: Runner, read: ReadPerson = readVault): CommandUnknownOpts {
  const person = command("person", {
    summary: "show what a person owns, receives, can see and is a member of",
    description:
      "Shows what a person owns, the schedules and alerts that they receive, and their groups, roles, access " +
      "and user attribute values. Also prints the commands that transfer what they own to another user. Needs " +
      "no network.",
    examples: [["person ada@acme.com", "before a person leaves"], ['person "Ada Lovelace"', "by name"], [
      "person ada@acme.com --json",
      "the same as JSON, for a program",
    ]],
    exits: [0, 1, 2, 5],
  })
    .argument("<who>", "an email address, a name or an id");
  return person.action((email) =>
    run(person, async (context) => {
      const { personLines } = await import("../../term/search/render_lists.ts");
      return await read(context, email, (person) => {
        const commands = person.commands.map((text) => withArgs(text, argsOf(context)));
        const found = { ...person, commands };
        context.exactResult({ command: "person", status: "ok", ...found }, (how) => personLines(found, how));
        return EXIT.ok;
      });
    })
  );
}
