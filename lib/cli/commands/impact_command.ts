/**
 * `lookervault impact`: shows what uses a name of LookML or an item.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, UsageError } from "../../base/errors.ts";
import type { BrokenItem } from "../../inspect/search/broken.ts";
import type { Impact, ImpactItem } from "../../inspect/search/impact.ts";
import type { Searcher } from "../../inspect/search/searcher.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { parseContentType } from "../../looker/parse_content_type.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { writeDocument } from "../document_text.ts";
import { someText } from "../option_values.ts";
import { stateTime, TIME_HELP, type TypedTime, typedTime } from "../times.ts";
import { stylesOf } from "../styles.ts";
import type { Ending } from "../ending.ts";

/** The subject of the query: a name of LookML, or an item. */
export type ImpactOf = { name: string } | { type: ContentType; id: string };

/** The functions that read from the configured vault. */
export interface ImpactDeps {
  impact: (
    context: CommandContext,
    asked: { of: ImpactOf; at: TypedTime | undefined; streams: boolean },
    use: (impact: Impact, items: Iterable<ImpactItem>) => Ending,
  ) => Promise<Ending>;
  broken: (context: CommandContext, use: (items: BrokenItem[]) => Ending) => Promise<Ending>;
}

/** If there are more items than this, they are printed while they are read. */
const MANY = 300;

const VAULT: ImpactDeps = {
  async impact(context, { of, at: typed, streams }, use) {
    const [{ withSearcher }, { impactOf }, { itemTarget, targetOf }] = await Promise.all([
      import("../search_vault.ts"),
      import("../../inspect/search/impact.ts"),
      import("../../inspect/search/target.ts"),
    ]);
    return await withSearcher(context, (searcher) => {
      const at = typed === undefined ? undefined : stateTime(context, searcher.vault, typed);
      for (;;) {
        const target = "type" in of
          ? itemTarget(searcher, of.type, of.id, { at })
          : targetOf(searcher, of.name);
        const impact = impactOf(searcher, target, { at });
        if (streams && impact.total > MANY) return streamed(context, { searcher, impact, use });
        const items = [...impact.items()];
        // The index has a wrong entry: another program wrote it, or it is damaged.
        if (items.length === impact.total || !searcher.renew()) return use(impact, items);
      }
    });
  },
  async broken(context, use) {
    const [{ withSearcher }, { brokenItems }] = await Promise.all([
      import("../search_vault.ts"),
      import("../../inspect/search/broken.ts"),
    ]);
    return await withSearcher(context, (searcher) => use([...brokenItems(searcher)]));
  },
};

/**
 * Calls `use` with items that are read one after the other. Each item is checked against its body before it is printed.
 * Whether the index lacks items is known only at the end.
 */
function streamed(
  { log }: CommandContext,
  { searcher, impact, use }: {
    searcher: Searcher;
    impact: Impact;
    use: (impact: Impact, items: Iterable<ImpactItem>) => Ending;
  },
): Ending {
  let proven = 0;
  const counted = function* (): Generator<ImpactItem> {
    for (const item of impact.items()) {
      proven++;
      yield item;
    }
  };
  const exit = use(impact, counted());
  if (proven !== impact.total && searcher.renew()) {
    log.warning(
      "The index was wrong and has been rebuilt. Rerun the command for complete results",
    );
  }
  return exit;
}

const FORMATS = ["table", "json", "csv", "md", "mermaid", "dot"] as const;

interface ImpactFlags {
  at?: string;
  broken?: true;
  format?: typeof FORMATS[number];
}

/** Creates the command `impact`. */
export function impactCommand(run: Runner, deps: ImpactDeps = VAULT): CommandUnknownOpts {
  const impact = command("impact", {
    summary: "show what uses a field, an explore, a model, a view or an item",
    description:
      "Shows the items that use a field (orders.total, or its label), an explore (thelook::orders), a " +
      "model, a view (orders.*) or an item (dashboards 30), directly and through others: the look in a " +
      "tile, the dashboard on a board, the schedule with its recipients, the alert. Includes fields of " +
      "aliased views. With --broken: shows uses of fields, explores and models that do not exist in the " +
      "captured LookML. Needs no network.",
    examples: [
      ["impact orders.total", "before you rename a field"],
      ["impact orders.*", "before you rename a view"],
      ["impact thelook::orders --format md", "for a ticket"],
      ['impact dashboards "Sales overview"', "what depends on a dashboard"],
      ['impact orders.total --at "last monday"', "what used it then"],
      ["impact dashboards 30 --format mermaid", "as a graph"],
      ["impact --broken --json", "what is broken now"],
    ],
    exits: [0, 1, 2, 5],
  })
    .argument("[name]", "a field, explore, model or view; or a content type, followed by an id")
    .argument("[id]", "an item's id or name, after its type")
    .option("--broken", "uses of fields, explores and models that do not exist")
    .option("--at <time>", `as of ${TIME_HELP}`, someText)
    .addOption(new Option("--format <format>", "how to print it").choices(FORMATS));
  return impact.action((name, id, flags) =>
    run(impact, (context) => work(context, { name, id, flags: flags as ImpactFlags, deps }))
  );
}

async function work(
  context: CommandContext,
  { name, id, flags, deps }: {
    name: string | undefined;
    id: string | undefined;
    flags: ImpactFlags;
    deps: ImpactDeps;
  },
): Promise<Ending> {
  const format = context.globals.json ? "json" : flags.format ?? "table";
  if (flags.broken) {
    if (name !== undefined || flags.at !== undefined || (format !== "table" && format !== "json")) {
      throw new UsageError(
        "Cannot combine --broken with these options: it checks everything as of now, and prints a table or JSON",
        {
          hint: "Remove the name, --at and --format.",
        },
      );
    }
    const { brokenLines } = await import("../../term/search/render_impact.ts");
    return await deps.broken(context, (items) => {
      const document = { command: "impact", status: "ok", broken: true, total: items.length, items };
      if (format === "json") writeDocument(document, context.io.stdout);
      else context.exactResult(document, (how) => brokenLines(items, how));
      return EXIT.ok;
    });
  }
  if (name === undefined) {
    throw new UsageError("Cannot show an impact: no field, explore, model, view or item is given", {
      hint: "For example: lookervault impact orders.total, or lookervault impact --broken.",
    });
  }
  const of: ImpactOf = id === undefined ? { name } : { type: parseContentType(name), id };
  const screens = {
    ...await import("../../term/search/render_graph.ts"),
    ...await import("../../term/search/render_impact.ts"),
  };
  const streams = format === "table" || format === "csv";
  const at = typedTime(context, { option: "--at", text: flags.at, edge: "end" });
  return await deps.impact(context, { of, at, streams }, (found, items) => {
    if (streams && !Array.isArray(items)) printStream(context, { found, items, format, screens });
    else print(context, { found, items: [...items], format, screens });
    return EXIT.ok;
  });
}

type Screens =
  & typeof import("../../term/search/render_graph.ts")
  & typeof import("../../term/search/render_impact.ts");

function printStream(
  context: CommandContext,
  { found, items, format, screens: { impactCsvStream, impactTableStream } }: {
    found: Impact;
    items: Iterable<ImpactItem>;
    format: "table" | "csv";
    screens: Screens;
  },
): void {
  const { stdout } = context.io;
  const how = {
    width: stdout.columns(),
    palette: stylesOf(stdout, context.io, context.globals),
    ...(stdout.isTerminal && { zone: context.zone }),
  };
  const parts = format === "csv" ? impactCsvStream(items) : impactTableStream(found, items, how);
  for (const part of parts) context.write(part);
}

function print(
  context: CommandContext,
  { found, items, format, screens }: {
    found: Impact;
    items: ImpactItem[];
    format: typeof FORMATS[number];
    screens: Screens;
  },
): void {
  const { dotLines, groupsOf, impactCsv, impactGraph, impactLines, impactMarkdown, mermaidLines } = screens;
  const { stdout } = context.io;
  const direct = items.filter((item) => item.direct).length;
  const document = {
    command: "impact",
    status: "ok",
    of: found.of,
    kind: found.kind,
    ...(found.at !== undefined && { at: found.at }),
    total: items.length,
    direct,
    ...groupsOf(items),
    items,
  };
  const lines = (all: readonly string[]): void => stdout.write(`${all.join("\n")}\n`);
  switch (format) {
    case "json":
      return writeDocument(document, stdout);
    case "csv":
      return lines(impactCsv(items));
    case "md":
      return lines(impactMarkdown(found, items));
    case "mermaid":
      return lines(mermaidLines(impactGraph(found, items)));
    case "dot":
      return lines(dotLines(impactGraph(found, items)));
    case "table":
      return context.exactResult(document, (how) => impactLines(found, items, how));
  }
}
