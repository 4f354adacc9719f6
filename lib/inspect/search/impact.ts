/**
 * What uses something, directly and through others: a field in a look, the look on a dashboard's tile, the dashboard on a
 * board, in a schedule and behind an alert.
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

/** An item that uses something. */
export interface ImpactItem {
  type: ContentType;
  id: string;
  name: string | null;
  owner: string | null;
  folder: string | null;
  state: "live" | "trash" | "former" | "gone";
  /** Whether it names what is asked about itself. */
  direct: boolean;
  /** Items through which it does: `looks/12`. */
  via: string[];
  /** Where it names it, or those items. */
  paths: string[];
  /** Who receives it, of schedules and alerts. */
  recipients: string[];
}

/** What uses something. */
export interface Impact {
  of: string;
  kind: Target["kind"];
  /** The time of which it is, ISO 8601 UTC; absent for now. */
  at?: string;
  /** Items by the index; those that the vault does not prove are omitted when they are read. */
  total: number;
  direct: number;
  /** The items as the vault proves them, direct ones first, one at a time. */
  items: () => Generator<ImpactItem>;
}

/** Relations by which what uses something is itself used by others. */
const STANDS_ON: ReadonlySet<string> = new Set(["tile", "board", "schedule", "alert"]);
/** And of what else there is, where an item is asked about: a permission set in a role, a group in another. */
const BELONGS_TO: ReadonlySet<string> = new Set(["set", "model", "connection", "project", "hub"]);

/** What uses a target now, or at a time. */
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
  /** Every doc, with those through which it uses the target. */
  via: ReadonlyMap<number, ReadonlySet<number>>;
  /** The same docs: direct ones, those that use them, those that use these, and so on. */
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
  // Nothing goes through more: a look, a dashboard, a schedule.
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

/** Docs that name some docs in one of some relations, by those. */
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

/** Alerts by the dashboards whose tiles they watch; told once of an index. */
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
  /** Items that were proven, by doc; null for what was not, and as long as it is not. */
  const shown = new Map<number, Used | null>();
  /** Those of them that come later in the order. */
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
  // What uses an item that is not proven is omitted, too: a look on a tile is read before its dashboard.
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
 * Docs by folder, owner and name as the index tells them, without a body; what others use before those. The whole of a large
 * answer is known and grouped so before the first item of it is read.
 */
function docsInOrder(searcher: Searcher, levels: readonly (readonly number[])[]): Doc[] {
  return levels.flatMap((level) =>
    searcher.index.placedDocs(level)
      .map((doc) => ({ doc, name: doc.name, owner: doc.ownerId, folder: searcher.folderPath(doc.folderId) }))
      .sort(byPlace)
      .map(({ doc }) => doc)
  );
}

/** By folder, then owner, then name; what is in no folder last. */
export function byPlace(a: Placed, b: Placed): number {
  return compared(a.folder ?? LAST, b.folder ?? LAST) || compared(a.owner ?? "", b.owner ?? "") ||
    compared(a.name ?? "", b.name ?? "");
}

/** What an item is ordered by. */
export type Placed = Pick<ImpactItem, "folder" | "owner" | "name">;

const LAST = "\uffff";

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const STATE_NAMES = ["former", "live", "trash", "gone", "former"] as const;

/** Where an item names the target. */
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
    // The path of a use that is not meant would cost more than finding it.
    found: (use, path) => {
      if (use.kind === kind && isUse(searcher, use, named)) paths.add(path());
    },
  });
  return [...paths];
}

interface NamedTerms {
  terms: ReadonlyMap<string, number>;
  /** The terms of explores that were asked for: a body names one many times. */
  scopes: Map<string, number>;
  isMeant: (term: number, scope: number) => boolean;
}

const kept = new WeakMap<Searcher, { target: Target; terms: NamedTerms }>();

/** The terms of a target by their texts; kept for the next item. */
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

/** Where an item names another. */
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

/** What is kept of an item that others depend on. */
interface Used {
  type: ContentType;
  id: string;
  /** Of a dashboard: an alert names one. */
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

/** Where an alert names one of a dashboard's tiles. */
function watchedIn({ body }: FoundVersion, tiles: readonly string[]): string[] {
  const tile = asText(body["dashboard_element_id"]);
  return tile !== null && tiles.includes(tile) ? ["dashboard_element_id"] : [];
}

/** The tiles that an item has or had. */
function tilesOfItem(searcher: Searcher, { type, id }: { type: ContentType; id: string }): string[] {
  if (type !== DASHBOARD) return [];
  return searcher.index.docsOf(typeCode(type), id).flatMap((doc) => {
    const version = searcher.version(doc);
    return version === null ? [] : tilesOf(version.body);
  });
}

/** Who receives a schedule or an alert. */
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
