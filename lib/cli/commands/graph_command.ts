/**
 * `lookervault graph`: shows what an item refers to, and what refers to it.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT } from "../../base/errors.ts";
import type { Graph, GraphOptions } from "../../inspect/search/graph.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { parseContentType } from "../../looker/parse_content_type.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { writeDocument } from "../document_text.ts";
import { someText, wholeNumber } from "../option_values.ts";
import { stateTime, TIME_HELP, type TypedTime, typedTime } from "../times.ts";
import type { Ending } from "../ending.ts";

/** Reads the graph around an item from the configured vault. */
export type ReadGraph = (
  context: CommandContext,
  asked: { type: ContentType; id: string; options: GraphOptions; at: TypedTime | undefined },
  use: (graph: Graph) => Ending,
) => Promise<Ending>;

const readVault: ReadGraph = async (context, { type, id, options, at: typed }, use) => {
  const [{ withSearcher }, { graphOf }, { itemTarget }] = await Promise.all([
    import("../search_vault.ts"),
    import("../../inspect/search/graph.ts"),
    import("../../inspect/search/target.ts"),
  ]);
  return await withSearcher(context, (searcher) => {
    const at = typed === undefined ? {} : { at: stateTime(context, searcher.vault, typed) };
    const graph = graphOf(searcher, itemTarget(searcher, type, id, at), { ...options, ...at });
    return use({ ...graph, ...at });
  });
};

const FORMATS = ["text", "json", "dot", "mermaid"] as const;

interface GraphFlags {
  up?: true;
  down?: true;
  depth: number;
  at?: string;
  format?: typeof FORMATS[number];
}

/** Creates the command `graph`. */
export function graphCommand(run: Runner, read: ReadGraph = readVault): CommandUnknownOpts {
  const graph = command("graph", {
    summary: "show what an item refers to, and what refers to it",
    description:
      "Shows the references from and to an item: its folder, owner, looks, explores and models; and the boards, " +
      "schedules, alerts, roles and groups that refer to it. Needs no network.",
    examples: [
      ["graph dashboards 30", "one level in both directions"],
      ["graph groups Analysts --up --depth 2", "who refers to a group, two levels up"],
      ["graph dashboards 30 --format dot | dot -Tsvg > graph.svg", "as a picture, with Graphviz"],
    ],
    exits: [0, 1, 2, 5],
  })
    .argument("<type>", "content type, such as dashboards")
    .argument("<id>", "the item's id or name")
    .option("--up", "only what refers to it")
    .option("--down", "only what it refers to")
    .option("--depth <n>", "levels, 1 to 20", wholeNumber(1, 20), 1)
    .option("--at <time>", `as of ${TIME_HELP}`, someText)
    .addOption(new Option("--format <format>", "how to print it").choices(FORMATS));
  return graph.action((type, id, flags) =>
    run(graph, (context) => work(context, { type, id, flags: flags as GraphFlags, read }))
  );
}

async function work(
  context: CommandContext,
  { type, id, flags, read }: { type: string; id: string; flags: GraphFlags; read: ReadGraph },
): Promise<Ending> {
  const { up = false, down = false, depth, at } = flags, both = up === down;
  const asked = {
    type: parseContentType(type),
    id,
    options: { up: up || both, down: down || both, depth },
    at: typedTime(context, { option: "--at", text: at, edge: "end" }),
  };
  const { dotLines, graphLines, mermaidLines } = await import("../../term/search/render_graph.ts");
  return await read(context, asked, (graph) => {
    const format = context.globals.json ? "json" : flags.format ?? "text", { stdout } = context.io;
    const document = { command: "graph", status: "ok", ...graph };
    if (format === "json") writeDocument(document, stdout);
    else if (format === "dot") stdout.write(`${dotLines(graph).join("\n")}\n`);
    else if (format === "mermaid") stdout.write(`${mermaidLines(graph).join("\n")}\n`);
    else context.exactResult(document, (how) => graphLines(graph, how));
    return EXIT.ok;
  });
}
