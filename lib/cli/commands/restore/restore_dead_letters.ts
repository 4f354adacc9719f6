/**
 * Finds the dead letters to retry, grouped by restore, because each is retried with the options of its restore.
 *
 * @module
 */
import { sameAddress } from "../../../base/address.ts";
import { UsageError } from "../../../base/errors.ts";
import { notQueued } from "../../../inspect/restorations.ts";
import { typeOfCode } from "../../../looker/content_type_names.ts";
import { itemKey, type ItemRef } from "../../../looker/item_ref.ts";
import { counted } from "../../../term/format.ts";
import { type DeadLetterHead, deadLetterHeads } from "../../../vault/dead_letters.ts";
import { restorations, type StoredRestoration } from "../../../vault/restorations.ts";
import type { Vault } from "../../../vault/vault.ts";
import { NOT_YOURS } from "./allowed_destination.ts";

/** The failed items of one restore. */
export interface FailedItems {
  session: StoredRestoration;
  items: ItemRef[];
}

/**
 * Returns the failed items, grouped by the restore that last tried them, the oldest restore first. With `letter`,
 * returns only the item of that dead letter.
 *
 * @throws {UsageError} if there is nothing to retry in the configured instance.
 * @throws {NotInVaultError} if the queue has no dead letter with that number.
 */
export function deadLettersByRestore(
  vault: Vault,
  { letter: deadLetter, configured }: { letter: number | null; configured: string },
): FailedItems[] {
  const deadLetters = deadLetterHeads(vault, deadLetter);
  if (deadLetters.length === 0 && deadLetter !== null) throw notQueued(vault, deadLetter);
  const known = restorations(vault).toReversed();
  const here = known.filter(({ destination }) => sameAddress(destination, configured));
  const groups = here.flatMap((session) => {
    const items = itemsOf(deadLetters.filter(({ sessionId }) => sessionId === session.id));
    return items.length === 0 ? [] : [{ session, items }];
  });
  if (groups.length > 0) return groups;
  const elsewhere = known.find(({ id }) => deadLetters.some(({ sessionId }) => sessionId === id));
  if (elsewhere === undefined) {
    throw new UsageError(`Cannot retry: the dead-letter queue of the vault ${vault.path} is empty`, {
      hint: "Nothing failed, or everything has been restored since.",
    });
  }
  throw new UsageError(
    `Cannot retry in ${configured}: the ${
      counted(deadLetters.length, "failure")
    } of the queue belong to ${elsewhere.destination}`,
    { hint: NOT_YOURS },
  );
}

function itemsOf(deadLetters: readonly DeadLetterHead[]): ItemRef[] {
  const items = deadLetters.flatMap(({ type, itemId }) => {
    const name = typeOfCode(type);
    return name === undefined ? [] : [{ type: name, id: itemId }];
  });
  return [...new Map(items.map((item) => [itemKey(item), item])).values()];
}
