/**
 * One difference between two versions of an item.
 *
 * @module
 */
import type { JsonValue } from "../../codec/json_value.ts";

/** One difference. `from` and `to` are null where there was nothing. */
export interface Difference {
  kind: "added" | "removed" | "changed" | "moved" | "reordered";
  /** The part of the item, from the outside in, such as `tile "Revenue"`; empty for the item itself. */
  part: string[];
  /** The property within the part, such as `query.filters.orders.date`; empty where the whole part came or went. */
  path: string;
  from: JsonValue;
  to: JsonValue;
  /** The names of the items that `from` and `to` are the ids of. */
  from_name?: string;
  to_name?: string;
}
