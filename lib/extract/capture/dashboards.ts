/**
 * Dashboards: pages with all nested parts, and the merge queries of their tiles with the source queries.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { callOptions, type Parts, type RunContext, store } from "../context.ts";
import { packMap, readPart } from "../parts.ts";
import type { TypeTracker } from "../tracker.ts";
import { censusPages } from "./census_pages.ts";

/** The parts that a whole dashboard holds; a page that lacks one is no use. */
const NESTED = ["dashboard_elements", "dashboard_filters", "dashboard_layouts"] as const;

/** What tells whether a dashboard has merge tiles, and whether its tiles came with their queries. */
const WATCHED = ["merge_result_id", "query_id", "query"];

/** Captures dashboards. */
export const captureDashboards = censusPages("dashboards", {
  watch: WATCHED,
  isWhole: isWholeDashboard,
  keep: (context, tracker) => {
    const merges = new MergeQueries(context, tracker);
    return (id, body): Promise<void> | undefined => {
      if (body.found.has("merge_result_id")) return merges.store(id, body.copy());
      store(context, tracker, id, body);
      return undefined;
    };
  },
});

/** Whether a dashboard's nested parts are there, its tiles' queries among them. */
export function isWholeDashboard(body: Body): boolean {
  if (NESTED.some((key) => !isArray(body.raw(key)))) return false;
  return !body.found.has("query_id") || body.found.has("query");
}

function isArray(bytes: Uint8Array | undefined): boolean {
  const tag = bytes?.[0] ?? 0;
  return (tag >= 0x90 && tag < 0xa0) || tag === 0xdc || tag === 0xdd;
}

/** A merge query as it is stored: the served object, and the served queries it merges. */
interface MergePart {
  merge: Uint8Array;
  queries: Uint8Array[];
}

/** Merge queries are immutable and shared: each is read once a run. */
class MergeQueries {
  private readonly merges = new Map<string, Promise<MergePart>>();
  private readonly queries = new Map<string, Promise<Uint8Array>>();

  constructor(private readonly context: RunContext, private readonly tracker: TypeTracker) {}

  /** Stores a dashboard with its merge queries. */
  async store(id: string, body: Body): Promise<void> {
    store(this.context, this.tracker, id, body, await this.partsOf(id, body));
  }

  /** `_vault.merge_queries` and `_vault.merge_source_queries`, each by id; no parts when there is no merge tile. */
  private async partsOf(dashboardId: string, body: Body): Promise<Parts> {
    const ids = mergeIds(body);
    const read = await Promise.all(
      ids.map((id) =>
        readPart(this.tracker, { id: dashboardId, operation: "merge_query" }, () => this.merge(id))
      ),
    );
    const found = read.flatMap((part, i) => part === null ? [] : [[ids[i] ?? "", part] as const]);
    if (found.length === 0) return new Map();
    const queries = new Map(found.flatMap(([, part]) => part.queries).map((query) => [idText(query), query]));
    return new Map([
      ["merge_queries", packMap(found.map(([id, part]) => [id, part.merge]))],
      ["merge_source_queries", packMap([...queries])],
    ]);
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
      return item.bytes;
    });
  }
}

/** Answers kept for other dashboards that use the same query: mostly neighbours, so the newest suffice. */
const CACHED = 1000;

function once<T>(cache: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  let value = cache.get(key);
  if (value !== undefined) return value;
  cache.set(key, value = read());
  const [oldest] = cache.keys();
  if (cache.size > CACHED && oldest !== undefined) cache.delete(oldest);
  return value;
}

/** Ids of the merge queries of a dashboard's tiles, each once. */
function mergeIds(body: Body): string[] {
  const elements = body.get("dashboard_elements");
  if (!Array.isArray(elements)) return [];
  const ids = new Set<string>();
  const note = (value: unknown): void => {
    if (typeof value === "string" && value !== "") ids.add(value);
  };
  for (const element of elements) {
    if (!isRecord(element)) continue;
    note(element["merge_result_id"]);
    const maker = element["result_maker"];
    if (isRecord(maker)) note(maker["merge_result_id"]);
  }
  return [...ids];
}

function sources(merge: Body): { id: string | null; slug: string | null }[] {
  const list = merge.get("source_queries");
  if (!Array.isArray(list)) return [];
  return list.flatMap((source) => {
    if (!isRecord(source)) return [];
    const id = textOrNull(source["query_id"]), slug = textOrNull(source["query_slug"]);
    return id === null && slug === null ? [] : [{ id, slug }];
  });
}

function idText(query: Uint8Array): string {
  return Body.parse(query).text("id") ?? "";
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
