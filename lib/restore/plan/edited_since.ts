/**
 * What was edited in Looker after the backup. A restore reverts these edits, so the plan shows them. Pure.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import { PERSON, REGISTRY } from "../../looker/content_types.ts";
import type { ItemRef } from "../../looker/item_ref.ts";
import { utcTimestamp } from "../../looker/timestamps.ts";
import { changeTold } from "../../looker/told_by.ts";

/** An edit that the backup does not have. */
export interface EditedSince {
  /** ISO 8601 UTC. */
  at: string;
  /** The last editor; null if Looker does not return one. */
  by: { id: string; name: string | null } | null;
}

/**
 * Returns the last edit of an item in the instance of the backup. Null if Looker's timestamp of the item is not later
 * than
 * in the backup, or not later than `after` (ISO 8601 UTC). An undo sets `after` to exclude the writes of the restore.
 */
export function editedSince(
  source: RestoreSource,
  { ref, live, after }: { ref: ItemRef; live: JsonObject; after: string | null },
): EditedSince | null {
  const key = REGISTRY[ref.type].updatedAt;
  const then = source.item(ref)?.updatedAt ?? null, at = key === undefined ? null : utcTimestamp(live[key]);
  if (then === null || at === null || at <= then || (after !== null && at <= after)) return null;
  const held = source.props(ref);
  const told = changeTold(ref.type, {
    from: held === null ? null : (name) => held.get(name),
    to: (name) => live[name],
  });
  if (told === null) return { at, by: null };
  const { userId: id, userName } = told;
  return { at, by: { id, name: source.item({ type: PERSON, id })?.name ?? userName } };
}
