/**
 * Finds the merge queries that a dashboard names, and the queries that they merge.
 *
 * @module
 */
import type { Body } from "../../codec/body.ts";
import { MalformedError } from "../../codec/errors.ts";

/** Returns the ids of the merge queries of a dashboard's tiles, without duplicates. */
export function mergeIds(body: Body): string[] {
  const elements = body.get("dashboard_elements");
  if (!Array.isArray(elements)) return [];
  const ids = new Set<string>();
  const note = (value: unknown): void => {
    const id = idOrNull(value);
    if (id !== null) ids.add(id);
  };
  for (const element of elements) {
    if (!isRecord(element)) continue;
    note(element["merge_result_id"]);
    const maker = element["result_maker"];
    if (isRecord(maker)) note(maker["merge_result_id"]);
  }
  return [...ids];
}

/**
 * Returns the queries that a merge query merges, each by its id or slug.
 *
 * @throws {MalformedError} if a source names no query. Without that source, the merge query would look complete.
 */
export function sources(merge: Body): { id: string | null; slug: string | null }[] {
  const list = merge.get("source_queries");
  if (!Array.isArray(list)) return [];
  return list.map((source) => {
    const named = isRecord(source) ? source : {};
    const id = idOrNull(named["query_id"]), slug = idOrNull(named["query_slug"]);
    if (id === null && slug === null) throw new MalformedError("A source of the merge query has no query");
    return { id, slug };
  });
}

/** Returns an id as text, or null. Old releases serve ids as numbers. */
function idOrNull(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
