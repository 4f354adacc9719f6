/**
 * Captures the merge queries of dashboards, and the queries that they merge. Both are immutable, so those in the vault
 * are not read again.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { MalformedError } from "../../codec/errors.ts";
import { StatusError } from "../../http/errors.ts";
import { callOptions, type Parts, type RunContext, store } from "../context.ts";
import { pack, packMap } from "../parts.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { type HeldMerges, heldMerges, type MergePart } from "./held_merges.ts";
import { mergeIds, sources } from "./merge_sources.ts";

/** The merge queries of a dashboard, by whether Looker returned them. */
interface Read {
  found: [string, MergePart][];
  /** Ids for which Looker answers 404. */
  uncaptured: string[];
}

/** Reads the merge queries of a run. Dashboards share them, and each is read once. */
export class MergeQueries {
  private readonly merges = new Map<string, Promise<MergePart>>();
  private readonly queries = new Map<string, Promise<Uint8Array>>();
  /** Ids that tiles name and for which Looker answers 404. */
  readonly gone = new Set<string>();

  constructor(private readonly context: RunContext, private readonly tracker: TypeTracker) {}

  /** Stores a dashboard with its merge queries. */
  async store(id: string, body: Body): Promise<void> {
    store(this.context, this.tracker, id, body, await this.partsOf(id, body));
  }

  /**
   * Returns `_vault.merge_queries` and `_vault.merge_source_queries`, each by id, and
   * `_vault.uncaptured_merge_queries`, a list of ids. Returns no parts if the dashboard has no merge tile.
   */
  private async partsOf(dashboardId: string, body: Body): Promise<Parts> {
    const { found, uncaptured } = await this.readAll(dashboardId, mergeIds(body));
    const parts = new Map<string, Uint8Array>();
    if (found.length > 0) {
      const queries = new Map(
        found.flatMap(([, part]) => part.queries).map((query) => [idOfQuery(Body.parse(query)), query]),
      );
      parts.set("merge_queries", packMap(found.map(([id, part]) => [id, part.merge])));
      parts.set("merge_source_queries", packMap([...queries]));
    }
    if (uncaptured.length > 0) parts.set("uncaptured_merge_queries", pack(uncaptured));
    return parts;
  }

  private async readAll(dashboardId: string, ids: readonly string[]): Promise<Read> {
    const read: Read = { found: [], uncaptured: [] };
    if (ids.length === 0) return read;
    const held = heldMerges(this.context, dashboardId);
    // In the order of the tiles, whichever response arrives first, so that the same dashboard has the same bytes.
    const parts = await Promise.all(ids.map((id) => this.readOne(dashboardId, id, held)));
    for (const [n, id] of ids.entries()) {
      const part = parts[n] ?? null;
      if (part === "uncaptured") read.uncaptured.push(id);
      else if (part !== null) read.found.push([id, part]);
    }
    for (const id of read.uncaptured) this.gone.add(id);
    return read;
  }

  /**
   * Returns one merge query; null if it could not be read this time. If Looker does not have it any more, that is a
   * failure only of the first run that finds it.
   */
  private async readOne(
    dashboardId: string,
    id: string,
    held: HeldMerges,
  ): Promise<MergePart | "uncaptured" | null> {
    const part = held.merge(id);
    if (part !== null) return part;
    const { incremental, reread } = this.context.options;
    if (held.uncaptured.has(id) && incremental && reread !== true) return "uncaptured";
    try {
      return await this.merge(id);
    } catch (error) {
      if (!isRecordable(error)) throw error;
      const gone = error instanceof StatusError && error.status === 404;
      if (!gone || !held.uncaptured.has(id)) this.tracker.problem(dashboardId, "merge_query", error);
      return gone ? "uncaptured" : null;
    }
  }

  private merge(id: string): Promise<MergePart> {
    return once(this.merges, id, async () => {
      this.tracker.plan(1);
      const options = callOptions(this.context, this.tracker);
      const merge = await this.context.client.get("merge_query", { merge_query_id: id }, options);
      const queries = await Promise.all(sources(Body.of(merge)).map((source) => this.query(source)));
      return { merge: merge.bytes, queries };
    });
  }

  private query({ id, slug }: { id: string | null; slug: string | null }): Promise<Uint8Array> {
    return once(this.queries, id ?? `slug:${slug}`, async () => {
      this.tracker.plan(1);
      const options = callOptions(this.context, this.tracker);
      const item = id !== null
        ? await this.context.client.get("query", { query_id: id }, options)
        : await this.context.client.get("query_for_slug", { slug: slug ?? "" }, options);
      idOfQuery(Body.of(item));
      return item.bytes;
    });
  }
}

/**
 * The number of results to keep for other dashboards that use the same query. These are mostly neighbors, so the
 * newest suffice.
 */
const CACHED = 1000;

function once<T>(cache: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  let value = cache.get(key);
  if (value !== undefined) return value;
  cache.set(key, value = read());
  const [oldest] = cache.keys();
  if (cache.size > CACHED && oldest !== undefined) cache.delete(oldest);
  return value;
}

/**
 * Returns the id of a query.
 *
 * @throws {MalformedError} if it has none. Another query would be stored in its place.
 */
function idOfQuery(query: Body): string {
  const id = query.text("id");
  if (id === null) throw new MalformedError("Looker served a query without an id");
  return id;
}
