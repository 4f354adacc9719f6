/**
 * Reads the queries to which alerts and schedules refer by id. A replacement needs them.
 *
 * @module
 */
import { forEachPooled } from "../../base/pool.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import { isRecordable } from "../../extract/tracker.ts";
import type { QueriesById } from "./replaceable.ts";
import { savedQueries } from "./saved_queries.ts";
import type { Searcher } from "./searcher.ts";
import type { Reader } from "../../live/reader.ts";
import type { UseMapping } from "../../looker/uses/mapping.ts";
import { isGone } from "../../looker/refusal.ts";

/** Returns the queries by the docs that refer to them, and warnings for queries that could not be read. */
export async function queriesById(
  searcher: Searcher,
  { mapping: { fields, explores, models }, reader, workers, say }: {
    mapping: UseMapping;
    reader: Reader;
    workers: number;
    say: (message: string) => void;
  },
): Promise<{ queries: QueriesById; warnings: string[] }> {
  const queries = new Map<number, JsonObject>(), warnings: string[] = [];
  // Only names are replaced in queries, not texts.
  if ([fields, explores, models].every((names) => Object.keys(names).length === 0)) {
    return { queries, warnings };
  }
  const { named, held, unread } = savedQueries(searcher), known = new Map(held);
  if (unread.length > 0) {
    say(
      `Reading ${
        unread.length === 1 ? "1 query" : `${unread.length} queries`
      } that alerts and schedules use.`,
    );
  }
  await forEachPooled(unread, workers, async (id) => {
    try {
      const query = await reader.get("query", { query_id: id });
      if (query !== null) known.set(id, query);
      else warnings.push(`query ${id}, which an alert or a schedule uses, does not exist in Looker`);
    } catch (error) {
      if (!isRecordable(error) || isGone(error)) throw error;
      warnings.push(`query ${id}, which an alert or a schedule uses, could not be read: ${error.message}`);
    }
  });
  for (const [doc, id] of named) {
    const query = known.get(id);
    if (query !== undefined) queries.set(doc, query);
  }
  return { queries, warnings };
}
