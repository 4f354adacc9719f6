/**
 * Builds the JSON document of a restore, with every number as it is in Looker.
 *
 * @module
 */
import type { JsonValue } from "../../../codec/json_value.ts";
import type { RestoreSummary } from "../../../restore/restore_summary.ts";
import { Entries } from "../../document_text.ts";

interface RawJson {
  rawJSON(text: string): unknown;
}

/** Returns the document. Integers beyond 2^53, which `JSON.stringify` rejects, are written with all digits. */
export function restoreDocument({ removed: _told, ...summary }: RestoreSummary): unknown {
  return {
    ...summary,
    items: new Entries(summary.items, ({ differences: _told, ...item }) => ({
      ...item,
      changes: item.changes.map(({ path, from, to }) => ({ path, from: exact(from), to: exact(to) })),
    })),
  };
}

function exact(value: JsonValue): unknown {
  if (typeof value === "bigint") return (JSON as unknown as RawJson).rawJSON(String(value));
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, exact(one)]));
}
