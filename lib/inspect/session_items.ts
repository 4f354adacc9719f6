/**
 * Returns the result of a restore for each item.
 *
 * @module
 */
import { CONTENT_TYPES, type ContentType, typeOfCode } from "../looker/content_type_names.ts";
import { webAddress } from "../looker/web_address.ts";
import { nameOf } from "../vault/changes.ts";
import { restorationCheckpoints } from "../vault/restorations.ts";
import type { Vault } from "../vault/vault.ts";

/** The result for one item. Times are ISO 8601 UTC. */
export interface RestoredItem {
  type: ContentType;
  /** The id in the backup. */
  id: string;
  name: string | null;
  /**
   * `created`, `updated`, `undeleted`, `failed` or `skipped`; `intended` if the restore stopped before the result was
   * known.
   */
  result: string;
  /** The id in the destination; null if the item was not created. */
  destination_id: string | null;
  /** The URL of the item for users; null for items without a page. */
  url: string | null;
  at: string;
}

/** The step in the journal that covers the complete item. */
const WHOLE = "item";

/** Returns the items that a restore wrote or tried to write, by type, then in the order of the restore. */
export function restoredItems(
  vault: Vault,
  { id: session, destination }: { id: string; destination: string },
): RestoredItem[] {
  const found = new Map<string, RestoredItem>();
  for (
    const { type: code, itemId, step, state, destinationId, at } of restorationCheckpoints(vault, session)
  ) {
    const type = typeOfCode(code);
    // Until the complete item is recorded, the step that creates it counts. The restore may have stopped between the
    // two.
    if (type === undefined || (step !== WHOLE && step !== type)) continue;
    const key = `${type}/${itemId}`, known = found.get(key);
    if (step !== WHOLE && known !== undefined) continue;
    const to = destinationId ?? known?.destination_id ?? null;
    found.set(key, {
      type,
      id: itemId,
      name: known?.name ?? nameOf(vault, code, itemId),
      result: state,
      destination_id: to,
      url: to === null ? null : webAddress(destination, type, to),
      at,
    });
  }
  return [...found.values()].sort((a, b) => CONTENT_TYPES.indexOf(a.type) - CONTENT_TYPES.indexOf(b.type));
}
