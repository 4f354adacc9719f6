/**
 * `lookervault unused`: lists content that nobody has used for some time.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { UnusedItem } from "../../inspect/unused.ts";
import type { Vault } from "../../vault/vault.ts";
import { command, type Runner } from "../command.ts";
import { readVault } from "../open_vault.ts";
import { someText } from "../option_values.ts";
import { plainTime, TIME_HELP, typedTime } from "../times.ts";
import type { Ending } from "../ending.ts";

/** Returns the items in a vault that were not used since a time in ISO 8601 UTC. */
export type ReadUnused = (vault: Vault, since: string) => Promise<UnusedItem[]>;

const unusedOf: ReadUnused = async (...asked) =>
  (await import("../../inspect/unused.ts")).unusedItems(...asked);

/** Creates the command `unused`. */
export function unusedCommand(run: Runner, read: ReadUnused = unusedOf): CommandUnknownOpts {
  const unused = command("unused", {
    summary: "list dashboards and looks that nobody uses",
    description:
      "Lists dashboards and looks without a use since a time, longest unused first. A use is the last read that Looker " +
      "reports, or a view in the view counts that each run reads. Needs no network.",
    examples: [
      ["unused --since 180d", "not used for half a year"],
      ["unused --since 2026-01-01 --json", "for a program"],
    ],
    exits: [0, 1, 2, 5],
  })
    .requiredOption("--since <time>", `not used since ${TIME_HELP}`, someText);
  return unused.action(({ since }) =>
    run(unused, async (context): Promise<Ending> => {
      const typed = typedTime(context, { option: "--since", text: since, edge: "begin" });
      const { from, items } = await readVault(context, {}, async (vault) => {
        const from = plainTime(vault, typed);
        return { from, items: await read(vault, from) };
      });
      const { unusedLines } = await import("../../term/search/render_lists.ts");
      context.exactResult(
        { command: "unused", status: "ok", since: from, total: items.length, items },
        (how) => unusedLines(items, how),
      );
      return EXIT.ok;
    })
  );
}
