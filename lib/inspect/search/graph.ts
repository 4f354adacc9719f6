/**
 * Builds a graph of what an item refers to, and what refers to it.
 *
 * @module
 */
import { DASHBOARD, EXPLORE, MODEL } from "../../looker/content_types.ts";
import { type ContentType, isContentType, typeCode } from "../../looker/content_type_names.ts";
import { eachUse } from "../../looker/uses/find_uses.ts";
import { eachEdge, tilesOf } from "../../looker/uses/item_edges.ts";
import { STATE, TERM } from "../../vault/index/kinds.ts";
import { itemTerm, tileTerm } from "./item_term.ts";
import { type FoundVersion, type Moment, type Searcher, selectDocs } from "./searcher.ts";

/** A node of the graph: an item, explore or model. */
export interface GraphNode {
  /** The key to which edges refer, such as `dashboards/30`. */
  key: string;
  type: ContentType;
  id: string;
  name: string | null;
  /** Whether the vault contains the item. */
  held: boolean;
}

/** An edge: `from` refers to `to`. */
export interface GraphEdge {
  from: string;
  to: string;
  relation: string;
  path: string;
}

/** The part of the graph around one item. */
export interface Graph {
  of: string;
  /** The time of the graph, ISO 8601 UTC; absent for now. */
  at?: string;
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Whether the graph is truncated. */
  cut: boolean;
}

/** The direction and the depth of the graph. */
export interface GraphOptions extends Moment {
  /** Whether to follow references from the item to others. */
  down: boolean;
  /** Whether to follow references from others to the item. */
  up: boolean;
  depth: number;
}

/** The maximum number of nodes. A larger graph is of no use. */
const MOST_NODES = 500;

/** Returns the graph around an item. */
export function graphOf(
  searcher: Searcher,
  { type, id }: { type: ContentType; id: string },
  { down, up, depth, ...moment }: GraphOptions,
): Graph {
  const nodes = new Map<string, GraphNode>(), edges = new Map<string, GraphEdge>();
  let cut = false;
  const start = keyOf(type, id);
  const note = (key: string, edge: GraphEdge | null): boolean => {
    if (!nodes.has(key)) {
      if (nodes.size >= MOST_NODES) {
        cut = true;
        return false;
      }
      nodes.set(key, nodeOf(searcher, key, moment));
    }
    if (edge !== null) edges.set(`${edge.from} ${edge.to} ${edge.relation} ${edge.path}`, edge);
    return true;
  };
  note(start, null);
  const go = (way: "down" | "up"): void => {
    const seen = new Set([start]);
    for (let level = 0, frontier = [start]; level < depth && frontier.length > 0; level++) {
      const next: string[] = [];
      for (const key of frontier) {
        const found = way === "down" ? namedBy(searcher, key, moment) : namersOf(searcher, key, moment);
        for (const edge of found) {
          const other = way === "down" ? edge.to : edge.from;
          if (!note(other, edge) || seen.has(other)) continue;
          seen.add(other);
          next.push(other);
        }
      }
      frontier = next;
    }
  };
  if (down) go("down");
  if (up) go("up");
  return { of: start, nodes: [...nodes.values()], edges: [...edges.values()], cut };
}

function keyOf(type: string, id: string): string {
  return `${type}/${id}`;
}

function splitKey(key: string): { type: ContentType; id: string } {
  const at = key.indexOf("/"), type = key.slice(0, at);
  return { type: isContentType(type) ? type : DASHBOARD, id: key.slice(at + 1) };
}

function nodeOf(searcher: Searcher, key: string, moment: Moment): GraphNode {
  const { type, id } = splitKey(key), version = versionOf(searcher, key, moment);
  return { key, type, id, name: version?.name ?? null, held: version !== null };
}

/** Returns the version of an item at the requested time; for a deleted item, its last version. */
function versionOf(searcher: Searcher, key: string, moment: Moment): FoundVersion | null {
  const { type, id } = splitKey(key), docs = searcher.index.docsOf(typeCode(type), id);
  const meant = selectDocs(searcher.index, docs.map(({ doc }) => doc), { ...moment, gone: true });
  const doc = docs.find(({ doc }) => meant.includes(doc));
  return doc === undefined ? null : searcher.version(doc);
}

/** Returns the references of an item. */
function namedBy(searcher: Searcher, key: string, moment: Moment): GraphEdge[] {
  const version = versionOf(searcher, key, moment);
  return version === null ? [] : edgesOf(searcher, version, moment);
}

function edgesOf(searcher: Searcher, version: FoundVersion, moment: Moment): GraphEdge[] {
  const from = keyOf(version.type, version.id), edges: GraphEdge[] = [], once = new Set<string>();
  const add = (to: string, relation: string, path: string): void => {
    if (to === from || once.has(`${to} ${relation}`)) return;
    once.add(`${to} ${relation}`);
    edges.push({ from, to, relation, path });
  };
  eachEdge(version.type, version.body, ({ type, id, relation }, path) => {
    if (type !== "dashboard_elements") return add(keyOf(type, id), relation, path());
    for (const dashboard of dashboardsOf(searcher, id, moment)) {
      add(keyOf(DASHBOARD, dashboard), relation, path());
    }
  });
  eachUse(version.type, version.body, {
    isOwn: searcher.isOwn,
    found: ({ kind, name }, path) => {
      if (kind === "explore") add(keyOf(EXPLORE, name), "explore", path());
      else if (kind === "model") add(keyOf(MODEL, name), "model", path());
    },
    link: (type, id, path) => add(keyOf(type, id), "link", path()),
  });
  return edges;
}

/** Returns the ids of the dashboards that have a tile. */
function dashboardsOf({ index }: Searcher, tile: string, moment: Moment): string[] {
  const term = index.term(TERM.tile, tile), docs = new Set<number>();
  if (term === null) return [];
  index.eachDoc(term, (doc) => docs.add(doc));
  return index.docs(selectDocs(index, docs, moment)).map(({ id }) => id);
}

/** Returns the references to an item: those in the index that the bodies confirm. */
function namersOf(searcher: Searcher, key: string, moment: Moment): GraphEdge[] {
  const { index } = searcher, { type, id } = splitKey(key), docs = new Set<number>();
  const collect = (term: number | null): void => {
    if (term !== null) index.eachDoc(term, (doc) => docs.add(doc));
  };
  collect(index.term(TERM.item, itemTerm(type, id)));
  if (type === EXPLORE) collect(index.term(TERM.explore, id));
  if (type === MODEL) collect(index.term(TERM.model, id));
  if (type === DASHBOARD) {
    const version = versionOf(searcher, key, moment);
    for (const tile of version === null ? [] : tilesOf(version.body)) {
      collect(index.term(TERM.item, tileTerm(tile)));
    }
  }
  const edges: GraphEdge[] = [];
  for (const doc of index.docs(selectDocs(index, docs, moment).slice(0, MOST_NODES))) {
    const version = index.state(doc.doc) === STATE.none ? null : searcher.version(doc);
    if (version !== null) edges.push(...edgesOf(searcher, version, moment).filter(({ to }) => to === key));
  }
  return edges;
}
