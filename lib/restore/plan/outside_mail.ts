/**
 * Mail that a plan would send to addresses outside the instance. Pure.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { PERSON } from "../../looker/content_types.ts";
import { isWritten, type OutsideMail, type PlannedItem } from "./model.ts";

/** Returns the items that are written and send mail to domains that no user of the backup has. */
export function outsideMail(
  items: readonly PlannedItem[],
  source: Pick<RestoreSource, "items">,
): OutsideMail[] {
  const sending = items.filter((item) => isWritten(item) && item.recipients.length > 0);
  if (sending.length === 0) return [];
  const own = new Set(source.items(PERSON).flatMap(({ ownerEmail }) => domainOf(ownerEmail ?? "") ?? []));
  return sending.flatMap(({ type, id, name, recipients }) => {
    const addresses = [...new Set(recipients)].filter((one) => {
      const domain = domainOf(one);
      return domain !== null && !own.has(domain);
    });
    return addresses.length === 0 ? [] : [{ type, id, name, addresses }];
  });
}

/** Returns the domain of an email address; null for any other text. */
function domainOf(address: string): string | null {
  return /@([^@\s]+)$/.exec(address)?.[1]?.toLowerCase().replace(/[>.]+$/, "") ?? null;
}
