/**
 * What a restore did, item by item.
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
  /** In the backup. */
  id: string;
  name: string | null;
  /** `created`, `updated`, `undeleted`, `failed`, `skipped`; `intended` where the restore stopped before it was known. */
  result: string;
  /** In the destination; null where it was not created. */
  destination_id: string | null;
  /** Where people find it; null for what has no page of its own. */
  url: string | null;
  at: string;
}

/** The step under which the whole item is in the journal. */
const WHOLE = "item";

/** The items that a restore wrote or tried to write, by type, then in the order in which it came to them. */
export function restoredItems(
  vault: Vault,
  { id: session, destination }: { id: string; destination: string },
): RestoredItem[] {
  const found = new Map<string, RestoredItem>();
  for (
    const { type: code, itemId, step, state, destinationId, at } of restorationCheckpoints(vault, session)
  ) {
    const type = typeOfCode(code);
    // A create counts until the whole item is through: the restore may have stopped between the two.
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
