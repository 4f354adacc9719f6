/**
 * What names merge queries in a dashboard, and the queries they merge.
 *
 * @module
 */
import type { Body } from "../../codec/body.ts";

/** Ids of the merge queries of a dashboard's tiles, each once. */
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

/** The queries that a merge query merges, each by what names it. */
export function sources(merge: Body): { id: string | null; slug: string | null }[] {
  const list = merge.get("source_queries");
  if (!Array.isArray(list)) return [];
  return list.flatMap((source) => {
    if (!isRecord(source)) return [];
    const id = idOrNull(source["query_id"]), slug = idOrNull(source["query_slug"]);
    return id === null && slug === null ? [] : [{ id, slug }];
  });
}

/** Old releases serve ids as numbers. */
function idOrNull(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
