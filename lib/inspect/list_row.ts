/**
 * An item of a list.
 *
 * @module
 */
import type { ContentType } from "../looker/content_type_names.ts";
import type { ListedRow } from "../vault/listing.ts";

/** One item. Times are ISO 8601 UTC, sizes bytes. */
export interface ItemRow extends ListedRow {
  /** What it is to the person who is asked about, such as `owns`. */
  relation?: string;
  type: ContentType;
}
