/**
 * A graph of items as text, and for the programs that draw one. Names are foreign: nothing of them is syntax.
 *
 * @module
 */
import { sanitize } from "../../base/log.ts";
import type { Graph, GraphEdge, GraphNode } from "../../inspect/search/graph.ts";
import type { Impact, ImpactItem } from "../../inspect/search/impact.ts";
import { singular } from "../../looker/content_type_names.ts";
import { asOf } from "../as_of.ts";
import { counted } from "../format.ts";
import { type Line, note } from "../notes.ts";
import type { RenderOptions } from "../render_options.ts";

/** The graph as lines: what each item names. */
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
    `${singular(type)} ${id}${name === null || name === id ? "" : ` "${name}"`}${
      held ? "" : " (not in the vault)"
    }`,
  );
}

/** What is drawn: items, and what is none, by a label of its own. */
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

/** A graph as Graphviz reads it. */
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

/** A graph as Mermaid reads it. */
export function mermaidLines(graph: Drawn): string[] {
  const ids = new Map(graph.nodes.map(({ key }, i) => [key, `n${i}`]));
  // Entities are all that a label's text has to be.
  const label = (text: string): string =>
    `"${sanitize(text).replace(/[^\p{L}\p{N} .,:_/@-]/gu, (one) => `#${one.codePointAt(0)};`)}"`;
  return [
    "flowchart LR",
    ...graph.nodes.map((node) => `  ${ids.get(node.key)}[${label(labelOf(node))}]`),
    ...graph.edges.map(({ from, to, relation }) => `  ${ids.get(from)} -->|${relation}| ${ids.get(to)}`),
  ];
}

/** What uses something as a graph: from each item to those through which it does. */
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
