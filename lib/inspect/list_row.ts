/**
 * The type of a row in a list.
 *
 * @module
 */
import type { ContentType } from "../looker/content_type_names.ts";
import type { ListedRow } from "../vault/listing.ts";

/** One item. Times are ISO 8601 UTC, sizes are in bytes. */
export interface ItemRow extends ListedRow {
  /** The item's relation to the requested user, such as `owns`. */
  relation?: string;
  type: ContentType;
}
