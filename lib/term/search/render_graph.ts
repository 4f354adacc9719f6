/**
 * A graph of items as text, and in the languages of programs that draw graphs. Names are external text and are escaped.
 *
 * @module
 */
import { itemWords } from "../../looker/item_ref.ts";
import { sanitize } from "../../base/log.ts";
import type { Graph, GraphEdge, GraphNode } from "../../inspect/search/graph.ts";
import type { Impact, ImpactItem } from "../../inspect/search/impact.ts";
import { asOf } from "../as_of.ts";
import { counted } from "../format.ts";
import { type Line, note } from "../notes.ts";
import type { RenderOptions } from "../render_options.ts";

/** Returns the graph as lines: one for each reference. */
export function graphLines({ nodes, edges, of, cut, at }: Graph, options: RenderOptions): Line[] {
  const { palette } = options;
  const names = new Map(nodes.map((node) => [node.key, nodeText(node)]));
  const line = ({ from, to, relation }: GraphEdge): string =>
    `${names.get(from) ?? from} ${palette.dim(`─${relation}→`)} ${names.get(to) ?? to}`;
  const own = edges.filter(({ from, to }) => from === of || to === of),
    rest = edges.filter((edge) => !own.includes(edge));
  return [
    ...[...own, ...rest].map(line),
    ...note(
      `${counted(nodes.length, "item")}, ${counted(edges.length, "reference")}${
        cut ? "; there are more: use a smaller --depth, or --up or --down" : ""
      }`,
      options,
    ),
    ...asOf(at, options),
  ];
}

function nodeText({ type, id, name, held }: GraphNode): string {
  return sanitize(
    `${itemWords({ type, id }, name)}${held ? "" : " (not in the vault)"}`,
  );
}

/** A graph to draw: items, and nodes with a label that are not items. */
interface Drawn {
  nodes: readonly (GraphNode | DrawnNode)[];
  edges: readonly GraphEdge[];
}

interface DrawnNode {
  key: string;
  label: string;
}

function labelOf(node: GraphNode | DrawnNode): string {
  return "label" in node ? sanitize(node.label) : nodeText(node);
}

/** Returns a graph in the language of Graphviz. */
export function dotLines(graph: Drawn): string[] {
  const quoted = (text: string): string => `"${sanitize(text).replace(/[\\"]/g, "\\$&")}"`;
  return [
    "digraph lookervault {",
    "  rankdir=LR; node [shape=box];",
    ...graph.nodes.map((node) => `  ${quoted(node.key)} [label=${quoted(labelOf(node))}];`),
    ...graph.edges.map(({ from, to, relation }) =>
      `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(relation)}];`
    ),
    "}",
  ];
}

/** Returns a graph in the language of Mermaid. */
export function mermaidLines(graph: Drawn): string[] {
  const ids = new Map(graph.nodes.map(({ key }, i) => [key, `n${i}`]));
  // Special characters are written as entities.
  const label = (text: string): string =>
    `"${sanitize(text).replace(/[^\p{L}\p{N} .,:_/@-]/gu, (one) => `#${one.codePointAt(0)};`)}"`;
  return [
    "flowchart LR",
    ...graph.nodes.map((node) => `  ${ids.get(node.key)}[${label(labelOf(node))}]`),
    ...graph.edges.map(({ from, to, relation }) => `  ${ids.get(from)} -->|${relation}| ${ids.get(to)}`),
  ];
}

/**
 * Returns the result of `impact` as a graph: edges lead from each item to the items through which it uses the target.
 */
export function impactGraph({ of, kind }: Impact, items: readonly ImpactItem[]): Drawn {
  const target: DrawnNode = { key: of, label: kind === "item" ? of : `${kind} ${of}` };
  const nodes = items.map(({ type, id, name }): GraphNode => ({
    key: `${type}/${id}`,
    type,
    id,
    name,
    held: true,
  }));
  const edges = items.flatMap(({ type, id, direct, via }): GraphEdge[] => {
    const from = `${type}/${id}`;
    const through = via.map((to): GraphEdge => ({ from, to, relation: "through", path: "" }));
    return direct ? [{ from, to: of, relation: "uses", path: "" }, ...through] : through;
  });
  return { nodes: [target, ...nodes], edges };
}
