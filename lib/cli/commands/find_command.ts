/**
 * `lookervault find`: searches the vault.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT, UsageError } from "../../base/errors.ts";
import type { FindQuery, Found } from "../../inspect/search/find.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { selectTypes } from "../named_types.ts";
import { commaList, someText, wholeNumber } from "../option_values.ts";
import { stateTime, TIME_HELP, type TypedTime, typedTime } from "../times.ts";
import type { Ending } from "../ending.ts";

/** Searches the configured vault, and calls `use` with the result. */
export type Search = (
  context: CommandContext,
  query: Omit<FindQuery, "at"> & { typedAt: TypedTime | undefined },
  use: (found: Found, at: string | undefined) => Ending,
) => Promise<Ending>;

const searchVault: Search = async (context, { typedAt, ...query }, use) => {
  const [{ withSearcher }, { find }] = await Promise.all([
    import("../search_vault.ts"),
    import("../../inspect/search/find.ts"),
  ]);
  return await withSearcher(context, (searcher) => {
    const at = typedAt === undefined ? undefined : stateTime(context, searcher.vault, typedAt);
    return use(find(searcher, { ...query, at }), at);
  });
};

interface FindFlags {
  type?: string[];
  field?: string;
  explore?: string;
  model?: string;
  email?: string;
  regex?: string;
  deleted?: true;
  at?: string;
  limit: number;
}

/** Creates the command `find`. */
export function findCommand(run: Runner, search: Search = searchVault): CommandUnknownOpts {
  const find = command("find", {
    summary: "search names, texts and uses in the vault",
    description:
      "Searches names, descriptions, text tiles, notes, messages, addresses and filter values for words or " +
      "their beginnings. Also finds items by the fields, explores, models and addresses that they use. " +
      "Matches in names come first, then matches in text; existing items come before deleted items, and " +
      "used items before unused items. The first search builds an index next to the vault, VAULT.index, " +
      "which you can delete at any time. Needs no network.",
    examples: [
      ["find weekly revenue", "by words"],
      [
        "find revenue --type dashboards,looks --at yesterday",
        "only some types, as they were at the end of that day",
      ],
      ["find --field orders.total", "what uses a field"],
      ["find --email ada@acme.com --type scheduled_plans", "the schedules that a person receives"],
      ["find --regex 'Q[1-4] 20\\d\\d' --limit 100", "by a pattern"],
    ],
    exits: [0, 1, 2, 5],
  })
    .alias("search")
    .argument("[words...]", "words, or their beginnings; all of them must match")
    .option("--type <types>", "only items of these types", commaList)
    .option("--field <view.field>", "only what uses this field", someText)
    .option("--explore <model::explore>", "only what uses this explore", someText)
    .option("--model <name>", "only what uses this model", someText)
    .option(
      "--email <address>",
      "only what is sent to this address, and the user with this address",
      someText,
    )
    .option(
      "--regex <pattern>",
      "a regular expression instead of words; with flags: /q1/i",
      someText,
    )
    .option("--deleted", "only what is deleted in Looker, or in its trash")
    .option("--at <time>", `as of ${TIME_HELP}`, someText)
    .option("--limit <n>", "at most this many", wholeNumber(1, 10_000), 20);
  return find.action((words, flags) =>
    run(find, (context) => work(context, { words, flags: flags as FindFlags, search }))
  );
}

async function work(
  context: CommandContext,
  { words, flags: { type, regex, at: typed, ...flags }, search }: {
    words: string[];
    flags: FindFlags;
    search: Search;
  },
): Promise<Ending> {
  const text = words.join(" ").trim();
  if (text === "" && regex === undefined && !(flags.field ?? flags.explore ?? flags.model ?? flags.email)) {
    throw new UsageError("Cannot search: nothing to search for is given", {
      hint:
        "Give words, a field, an explore, a model, an address or a pattern: see `lookervault find --help`.",
    });
  }
  const query = {
    ...flags,
    typedAt: typedTime(context, { option: "--at", text: typed, edge: "end" }),
    ...(text !== "" && { text }),
    ...(type !== undefined && { types: selectTypes({ include: type, exclude: [] }) }),
    ...(regex !== undefined && { regex: patternOf(regex) }),
  };
  const [{ findLines }, { asOf }] = await Promise.all([
    import("../../term/search/render_find.ts"),
    import("../../term/as_of.ts"),
  ]);
  return await search(context, query, (found, at) => {
    const asked = {
      text: text === "" ? null : text,
      ...flags,
      ...(at !== undefined && { at }),
      ...(type && { type }),
      ...(regex && { regex }),
    };
    context.exactResult(
      { command: "find", status: "ok", query: asked, ...found },
      (how) => [...findLines(found, how), ...asOf(at, how)],
    );
    return EXIT.ok;
  });
}

/** Parses `pattern` or `/pattern/flags`. */
function patternOf(text: string): RegExp {
  const [, pattern = text, flags = ""] = /^\/(.+)\/([imsu]*)$/s.exec(text) ?? [];
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new UsageError(
      `Cannot read the pattern ${text}: ${error instanceof Error ? error.message : error}`,
      {
        hint: "It must be a JavaScript regular expression.",
      },
    );
  }
}
