/**
 * What depends on restored items and is not restored with them automatically: schedules, alerts, positions on boards.
 *
 * @module
 */
import { handlerOf, HANDLERS } from "../../handlers/mod.ts";
import type { PartPick } from "../../handlers/part_picks.ts";
import type { RestoreSource, SourceItem } from "../../handlers/restore_source.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { itemKey, type ItemRef } from "../../looker/item_ref.ts";

/** An item that depends on others. */
export interface Dependent {
  ref: ItemRef;
  /** The items that it depends on. */
  hosts: readonly ItemRef[];
  /** The entries of the item that depend on the hosts; undefined for the entire item. */
  picks?: readonly PartPick[];
}

/** Returns the items of the backup that depend on `hosts`. Omits items in `known`, and items of types in `exclude`. */
export function dependentsOf(
  source: RestoreSource,
  hosts: readonly ItemRef[],
  { known, exclude }: { known: ReadonlySet<string>; exclude: readonly ContentType[] },
): Dependent[] {
  if (hosts.length === 0) return [];
  const keys = new Map<string, ItemRef>();
  for (const host of hosts) {
    keys.set(itemKey(host), host);
    const parts = handlerOf(host.type)?.parts, body = parts === undefined ? null : source.body(host);
    for (const { kind, id } of body === null ? [] : parts?.(body) ?? []) keys.set(`${kind}/${id}`, host);
  }
  return HANDLERS.flatMap(({ type, hangsOn }) =>
    hangsOn === undefined || exclude.includes(type) ? [] : source.items(type).flatMap((item): Dependent[] => {
      const ref = { type, id: item.id };
      if (known.has(itemKey(ref))) return [];
      const found = hangsOn({ get: (key) => source.props(ref)?.get(key) }).flatMap(({ kind, id, pick }) => {
        const host = keys.get(`${kind}/${id}`);
        return host === undefined || !wasThere(source, item, host) ? [] : [{ host, pick }];
      });
      if (found.length === 0) return [];
      const picks = found.flatMap(({ pick }) => pick ?? []);
      const on = [...new Set(found.map(({ host }) => host))];
      return [{ ref, hosts: on, ...picks.length > 0 && { picks } }];
    })
  );
}

/** Whether an item still existed when its host last existed. An item that was deleted before its host stays deleted. */
function wasThere(source: RestoreSource, { deletedAt }: SourceItem, host: ItemRef): boolean {
  if (deletedAt === null) return true;
  const gone = source.item(host)?.deletedAt ?? null;
  return gone !== null && deletedAt >= source.runBegan(gone);
}

/** Returns the counts of dependents by type. */
export function countDependents(dependents: readonly Dependent[]): Partial<Record<ContentType, number>> {
  const counts: Partial<Record<ContentType, number>> = {};
  for (const { ref: { type }, picks } of dependents) {
    counts[type] = (counts[type] ?? 0) + (picks?.length ?? 1);
  }
  return counts;
}
