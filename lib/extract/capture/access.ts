/**
 * Captures the content access of folders and boards: whether they inherit it, and the access rows of those that do not.
 *
 * @module
 */
import type { ReadItem } from "../../codec/read_item.ts";
import { Body } from "../../codec/body.ts";
import { LackingError } from "../../http/errors.ts";
import type { RunContext } from "../context.ts";
import { callOptions, type Parts } from "../context.ts";
import { packList, readPart, wholeBytes } from "../parts.ts";
import type { TypeTracker } from "../tracker.ts";

const METADATA = "content_metadata_id";

/** The captured fields of a content metadata object. */
export const METADATA_FIELDS =
  "id,name,parent_id,folder_id,homepage_id,content_type,inherits,inheriting_id,slug";

/** Whether content metadata says that its item inherits its access and has no access rows. */
export function inherits(metadata: Uint8Array): boolean {
  return Body.parse(metadata).get("inherits") === true;
}

/** Whether an item's parts describe its access completely. */
export function isAccessWhole(body: Body, parts: Parts): boolean {
  const metadata = parts.get("content_metadata");
  if (body.text(METADATA) === null) return true;
  return metadata !== undefined && (inherits(metadata) || parts.has("content_metadata_accesses"));
}

/** Returns the access parts of one item. `known` is its content metadata; if it is undefined, it is requested. */
export async function accessParts(
  context: RunContext,
  tracker: TypeTracker,
  { id, body, known }: { id: string; body: Body; known: Uint8Array | undefined },
): Promise<Parts> {
  const parts = new Map<string, Uint8Array>();
  const metadataId = body.text(METADATA), isTold = body.has(METADATA);
  // Null means that the item has no access list. Without the property, the access is unknown.
  if (metadataId === null) {
    if (!isTold) {
      const what = "Looker served the item without content_metadata_id, so its access is unknown";
      tracker.problem(id, tracker.type, new LackingError(tracker.type, what));
    }
    return parts;
  }
  const metadata = known ?? await readPart(tracker, { id, operation: "content_metadata" }, async () => {
    const params = { content_metadata_id: metadataId, fields: METADATA_FIELDS };
    return (await context.client.get("content_metadata", params, callOptions(context, tracker))).bytes;
  });
  if (metadata === null) return parts;
  parts.set("content_metadata", metadata);
  // Only an item that does not inherit has access rows.
  if (inherits(metadata)) return parts;
  tracker.plan(1);
  const rows = await readPart(tracker, { id, operation: "all_content_metadata_accesses" }, async () => {
    const params = { content_metadata_id: metadataId };
    const options = callOptions(context, tracker);
    const { items } = await context.client.list("all_content_metadata_accesses", params, options);
    if (items.some((row) => !(row instanceof Error) && !namesSomebody(row))) {
      tracker.tell("access rows without a group or a user are stored, but cannot be restored");
    }
    return packList(wholeBytes(items));
  });
  if (rows !== null) parts.set("content_metadata_accesses", rows);
  return parts;
}

/** Whether an access row names a group or a user. */
function namesSomebody(row: ReadItem): boolean {
  if (row.index === null) return false;
  const body = Body.of(row);
  return body.text("group_id") !== null || body.text("user_id") !== null;
}
