/**
 * Finds what uses a target, directly or through other items: a look uses a field, a dashboard's tile shows the look,
 * and a board, a schedule or an alert refers to the dashboard.
 *
 * @module
 */
import { DASHBOARD, MODEL, REGISTRY } from "../../looker/content_types.ts";
import { asObjects, asText } from "../../codec/json_value.ts";
import { type ContentType, typeCode, typeOfCode } from "../../looker/content_type_names.ts";
import { eachUse, type Use } from "../../looker/uses/find_uses.ts";
import { eachAddress, eachEdge, tilesOf } from "../../looker/uses/item_edges.ts";
import { TERM } from "../../vault/index/kinds.ts";
import type { Doc, Index } from "../../vault/index/read.ts";
import { TILE_TERMS } from "./item_term.ts";
import { type FoundVersion, type Moment, type Searcher, selectDocs } from "./searcher.ts";
import { type Target, targetText, termsOf } from "./target.ts";

/** An item that uses the target. */
export interface ImpactItem {
  type: ContentType;
  id: string;
  name: string | null;
  owner: string | null;
  folder: string | null;
  state: "live" | "trash" | "former" | "gone";
  /** Whether the item itself refers to the target. */
  direct: boolean;
  /** The items through which it uses the target, such as `looks/12`. */
  via: string[];
  /** The paths at which it refers to the target or to these items. */
  paths: string[];
  /** The recipients of a schedule or an alert. */
  recipients: string[];
}

/** The uses of a target. */
export interface Impact {
  of: string;
  kind: Target["kind"];
  /** The time of the uses, ISO 8601 UTC; absent for now. */
  at?: string;
  /** The number of items in the index. Items that the vault does not confirm are omitted when they are read. */
  total: number;
  direct: number;
  /** Yields the items that the vault confirms, direct ones first. */
  items: () => Generator<ImpactItem>;
}

/** Relations through which an item that uses the target is itself used by other items. */
const STANDS_ON: ReadonlySet<string> = new Set(["tile", "board", "schedule", "alert"]);
/**
 * Additional relations if the target is an item: for example a permission set in a role, or a group in another group.
 */
const BELONGS_TO: ReadonlySet<string> = new Set(["set", "model", "connection", "project", "hub"]);

/** Returns the uses of a target, now or at a time. */
export function impactOf(searcher: Searcher, target: Target, moment: Moment = {}): Impact {
  const plan = planOf(searcher, target, moment);
  return {
    of: targetText(target),
    kind: target.kind,
    ...(moment.at !== undefined && { at: moment.at }),
    total: plan.via.size,
    direct: plan.direct.size,
    items: () => proven(searcher, target, plan),
  };
}

interface Plan {
  direct: ReadonlySet<number>;
  /** Every doc, with the docs through which it uses the target. */
  via: ReadonlyMap<number, ReadonlySet<number>>;
  /** The same docs by level: direct uses, uses of these, and so on. */
  levels: readonly (readonly number[])[];
}

function planOf(searcher: Searcher, target: Target, moment: Moment): Plan {
  const { index } = searcher, found = new Set<number>();
  const { terms, isMeant } = termsOf(index, target);
  for (const { term } of terms) index.eachDoc(term, (doc, scope) => isMeant(term, scope) && found.add(doc));
  const alerts = alertsByDashboard(searcher);
  if (target.kind === "item") {
    for (const { doc } of index.docsOf(typeCode(target.type), target.id)) {
      for (const alert of alerts.get(doc) ?? []) found.add(alert);
    }
  }
  const direct = new Set(selectDocs(index, found, moment));
  const via = new Map<number, Set<number>>([...direct].map((doc) => [doc, new Set<number>()]));
  const through = target.kind === "item" ? STANDS_ON.union(BELONGS_TO) : STANDS_ON;
  let frontier = [...direct];
  const levels: number[][] = [];
  // No chain of uses is longer than this. A typical chain is a look, a dashboard and a schedule.
  for (let depth = 0; depth < 6 && frontier.length > 0; depth++) {
    levels.push(frontier);
    const next = new Set<number>();
    const note = (user: number, used: number): void => {
      const known = via.get(user);
      if (known !== undefined) {
        if (!direct.has(user) || user !== used) known.add(used);
        return;
      }
      via.set(user, new Set([used]));
      next.add(user);
    };
    for (const [used, users] of usersOf(searcher, frontier, through)) {
      for (const user of selectDocs(index, users, moment)) note(user, used);
    }
    for (const used of frontier) {
      for (const alert of selectDocs(index, alerts.get(used) ?? [], moment)) note(alert, used);
    }
    frontier = [...next];
  }
  if (frontier.length > 0) levels.push(frontier);
  return { direct, via, levels };
}

/** Returns, for each given doc, the docs that refer to it in one of the relations. */
function usersOf(
  { index }: Searcher,
  docs: readonly number[],
  through: ReadonlySet<string>,
): ReadonlyMap<number, ReadonlySet<number>> {
  const users = new Map<number, Set<number>>();
  const note = (used: number, user: number): void => {
    const known = users.get(used);
    if (known === undefined) users.set(used, new Set([user]));
    else known.add(user);
  };
  const relations = new Set(
    [...index.textsOf(TERM.relation)].flatMap(([term, text]) => through.has(text) ? [term] : []),
  );
  index.eachUser(docs, (used, user, relation) => {
    if (relations.has(relation)) note(used, user);
  });
  if (!through.has("connection")) return users;
  for (const { doc, type, id } of index.docs(docs)) {
    const model = typeOfCode(type) === MODEL ? index.term(TERM.model, id) : null;
    if (model !== null) index.eachDoc(model, (user) => note(doc, user));
  }
  return users;
}

const watched = new WeakMap<Index, ReadonlyMap<number, readonly number[]>>();

/** Returns alerts by the dashboards whose tiles they watch. Cached for each index. */
function alertsByDashboard({ index }: Searcher): ReadonlyMap<number, readonly number[]> {
  let alerts = watched.get(index);
  if (alerts === undefined) watched.set(index, alerts = watchedDashboards(index));
  return alerts;
}

function watchedDashboards(index: Index): ReadonlyMap<number, readonly number[]> {
  const alerts = new Map<number, number[]>();
  for (const { term, text } of index.termsUnder(TERM.item, TILE_TERMS, MOST_ALERTS)) {
    const tile = index.term(TERM.tile, text.slice(TILE_TERMS.length));
    if (tile === null) continue;
    const watching: number[] = [];
    index.eachDoc(term, (doc) => watching.push(doc));
    index.eachDoc(tile, (dashboard) => {
      const known = alerts.get(dashboard);
      if (known === undefined) alerts.set(dashboard, [...watching]);
      else known.push(...watching);
    });
  }
  return alerts;
}

const MOST_ALERTS = 200_000;

function* proven(searcher: Searcher, target: Target, { direct, via, levels }: Plan): Generator<ImpactItem> {
  const docs = docsInOrder(searcher, levels), byNumber = new Map(docs.map((doc) => [doc.doc, doc]));
  /** The confirmed items by doc; null for an item that is not confirmed, or not yet. */
  const shown = new Map<number, Used | null>();
  /** Confirmed items that come later in the order. */
  const early = new Map<number, ImpactItem>();
  const prove = (doc: Doc): ImpactItem | null => {
    shown.set(doc.doc, null);
    const version = searcher.version(doc);
    if (version === null) return null;
    const paths = direct.has(doc.doc) ? pathsOf(searcher, version, target) : [];
    const edges = [...via.get(doc.doc) ?? []].flatMap((one) => {
      const used = usedAs(one);
      return used === null ? [] : edgePaths(searcher, version, used);
    });
    if (paths.length === 0 && edges.length === 0) return null;
    const { type, id, body } = version;
    shown.set(doc.doc, { type, id, tiles: type === DASHBOARD ? tilesOf(body) : [] });
    return {
      type,
      id,
      name: version.name,
      owner: version.owner,
      folder: searcher.folderPath(version.folderId),
      state: STATE_NAMES[version.state],
      direct: paths.length > 0,
      via: [...new Set(edges.map(({ used }) => used))],
      paths: [...new Set([...paths, ...edges.map(({ path }) => path)])],
      recipients: recipientsOf(version),
    };
  };
  // A use of an item that is not confirmed is omitted, too. Therefore, a look on a tile is read before its dashboard.
  const usedAs = (number: number): Used | null => {
    const doc = byNumber.get(number);
    if (doc !== undefined && !shown.has(number)) {
      const item = prove(doc);
      if (item !== null) early.set(number, item);
    }
    return shown.get(number) ?? null;
  };
  for (const doc of docs) {
    const item = shown.has(doc.doc) ? early.get(doc.doc) ?? null : prove(doc);
    early.delete(doc.doc);
    if (item !== null) yield item;
  }
}

/**
 * Sorts docs by folder, owner and name with the data of the index, without reading bodies. Used items come before the
 * items that use them. The order of a large result is therefore complete before its first item is read.
 */
function docsInOrder(searcher: Searcher, levels: readonly (readonly number[])[]): Doc[] {
  return levels.flatMap((level) =>
    searcher.index.placedDocs(level)
      .map((doc) => ({ doc, name: doc.name, owner: doc.ownerId, folder: searcher.folderPath(doc.folderId) }))
      .sort(byPlace)
      .map(({ doc }) => doc)
  );
}

/** Compares two items by folder, then owner, then name. Items without a folder come last. */
export function byPlace(a: Placed, b: Placed): number {
  return compared(a.folder ?? LAST, b.folder ?? LAST) || compared(a.owner ?? "", b.owner ?? "") ||
    compared(a.name ?? "", b.name ?? "");
}

/** The properties by which items are sorted. */
export type Placed = Pick<ImpactItem, "folder" | "owner" | "name">;

const LAST = "\uffff";

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const STATE_NAMES = ["former", "live", "trash", "gone", "former"] as const;

/** Returns the paths at which an item refers to the target. */
export function pathsOf(searcher: Searcher, version: FoundVersion, target: Target): string[] {
  if (target.kind === "item") {
    const tiles = REGISTRY[version.type].watchesTile === true ? tilesOfItem(searcher, target) : [];
    return [...itemPaths(searcher, version, target), ...watchedIn(version, tiles)];
  }
  const named = termsFor(searcher, target);
  const kind = target.kind === "view" ? "field" : target.kind;
  const paths = new Set<string>();
  eachUse(version.type, version.body, {
    isOwn: searcher.isOwn,
    // Computing the path of an irrelevant use would cost more than finding it.
    found: (use, path) => {
      if (use.kind === kind && isUse(searcher, use, named)) paths.add(path());
    },
  });
  return [...paths];
}

interface NamedTerms {
  terms: ReadonlyMap<string, number>;
  /** The terms of explores that were looked up. A body refers to the same explore many times. */
  scopes: Map<string, number>;
  isMeant: (term: number, scope: number) => boolean;
}

const kept = new WeakMap<Searcher, { target: Target; terms: NamedTerms }>();

/** Returns the terms of a target by their texts. Cached for the next item. */
function termsFor(searcher: Searcher, target: Target): NamedTerms {
  const known = kept.get(searcher);
  if (known?.target === target) return known.terms;
  const { terms, isMeant } = termsOf(searcher.index, target);
  const named = { terms: new Map(terms.map(({ term, text }) => [text, term])), scopes: new Map(), isMeant };
  kept.set(searcher, { target, terms: named });
  return named;
}

function isUse({ index }: Searcher, { name, scope }: Use, { terms, scopes, isMeant }: NamedTerms): boolean {
  const term = terms.get(name);
  if (term === undefined) return false;
  if (scope === null) return isMeant(term, 0);
  let explore = scopes.get(scope);
  if (explore === undefined) scopes.set(scope, explore = index.term(TERM.explore, scope) ?? 0);
  return isMeant(term, explore);
}

/** Returns the paths at which an item refers to another. */
function itemPaths(
  searcher: Searcher,
  version: FoundVersion,
  { type, id }: { type: ContentType; id: string },
): string[] {
  const paths: string[] = [];
  eachEdge(version.type, version.body, (edge, path) => {
    if (edge.type === type && edge.id === id) paths.push(path());
  });
  eachUse(version.type, version.body, {
    isOwn: searcher.isOwn,
    found: ({ kind, name }, path) => {
      if (type === MODEL && kind === "model" && name === id) paths.push(path());
    },
    link: (linked, to, path) => {
      if (linked === type && to === id) paths.push(path());
    },
  });
  return paths;
}

/** The data of an item that others use. */
interface Used {
  type: ContentType;
  id: string;
  /** The tiles of a dashboard, to which alerts refer. */
  tiles: readonly string[];
}

function edgePaths(
  searcher: Searcher,
  version: FoundVersion,
  used: Used,
): { used: string; path: string }[] {
  const name = `${used.type}/${used.id}`;
  const watched = REGISTRY[version.type].watchesTile === true ? watchedIn(version, used.tiles) : [];
  return [...watched, ...itemPaths(searcher, version, used)].map((path) => ({ used: name, path }));
}

/** Returns the path at which an alert refers to one of a dashboard's tiles. */
function watchedIn({ body }: FoundVersion, tiles: readonly string[]): string[] {
  const tile = asText(body["dashboard_element_id"]);
  return tile !== null && tiles.includes(tile) ? ["dashboard_element_id"] : [];
}

/** Returns the tiles that an item has or had. */
function tilesOfItem(searcher: Searcher, { type, id }: { type: ContentType; id: string }): string[] {
  if (type !== DASHBOARD) return [];
  return searcher.index.docsOf(typeCode(type), id).flatMap((doc) => {
    const version = searcher.version(doc);
    return version === null ? [] : tilesOf(version.body);
  });
}

/** Returns the recipients of a schedule or an alert. */
export function recipientsOf({ type, body }: FoundVersion): string[] {
  if (REGISTRY[type].sends !== true) return [];
  const recipients = new Set<string>();
  eachAddress(type, body, (address) => recipients.add(address));
  for (const one of asObjects(body["scheduled_plan_destination"])) {
    const kind = asText(one["type"]), address = asText(one["address"]);
    if (kind !== null && kind !== "email" && address !== null) recipients.add(`${kind}: ${address}`);
  }
  return [...recipients];
}
