/**
 * A difference between two versions of an item.
 *
 * @module
 */
import type { JsonValue } from "../../codec/json_value.ts";

/** A difference. `from` and `to` are null if there was nothing. */
export interface Difference {
  kind: "added" | "removed" | "changed" | "moved" | "reordered";
  /** The part of the item, from the outermost to the innermost, such as `tile "Revenue"`; empty for the item itself. */
  part: string[];
  /**
   * The property within the part, such as `query.filters.orders.date`; empty if the entire part was added or removed.
   */
  path: string;
  from: JsonValue;
  to: JsonValue;
  /** The names of the items with the ids `from` and `to`. */
  from_name?: string;
  to_name?: string;
}
