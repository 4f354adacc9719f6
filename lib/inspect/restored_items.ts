/**
 * Joins an item that was removed with the item that a restore created from it under a new id, so that both appear as
 * one changed item.
 *
 * @module
 */
import { asObject, type JsonObject } from "../codec/json_value.ts";
import { decode } from "../codec/msgpack_reader.ts";
import type { Difference } from "../live/diff/difference.ts";
import type { NameLookup } from "../live/diff/part_names.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { type ItemChains, itemChains } from "../vault/item_chain.ts";
import type { Vault } from "../vault/vault.ts";
import { ownHosts } from "./search/own_hosts.ts";
import type { ItemDiff, MomentPair } from "./diff_moments.ts";

/** The body of an item, and of the item that a restore created from it under a new id. */
export interface RestoredBodies {
  from: JsonObject;
  to: JsonObject;
  chains: ItemChains;
  nameOf: NameLookup;
  /** Whether a host in a link belongs to this Looker. */
  isOwn: (host: string) => boolean;
}

/** Compares an item with the item that a restore created from it under a new id. */
export type CompareRestored = (type: ContentType, bodies: RestoredBodies) => Difference[];

/**
 * Returns the items. An item that was removed and created again under a new id appears as one changed item. Without
 * `compare`, its differences are empty.
 */
export function joinRestored(
  vault: Vault,
  items: readonly ItemDiff[],
  { before, after, stat = false, compare }: Pick<MomentPair, "before" | "after" | "stat"> & {
    compare: CompareRestored | undefined;
  },
): ItemDiff[] {
  const gone = items.filter(({ change }) => change === "removed");
  const came = new Map(
    items.filter(({ change }) => change === "added").map((item) => [`${item.type}/${item.id}`, item]),
  );
  if (gone.length === 0 || came.size === 0) return [...items];
  const chains = itemChains(vault), isOwn = ownHosts(vault);
  const joined = new Map<ItemDiff, ItemDiff>(), former = new Set<ItemDiff>();
  for (const item of gone) {
    const id = chains.successors(item.type, item.id).findLast((one) => came.has(`${item.type}/${one}`));
    const now = came.get(`${item.type}/${id}`);
    if (now === undefined || joined.has(now)) continue;
    const from = bodyOf(before.body(item.type, item.id)), to = bodyOf(after.body(now.type, now.id));
    const differences = stat || from === null || to === null
      ? []
      : compare?.(item.type, { from, to, chains, nameOf: after.nameOf, isOwn }) ?? [];
    joined.set(now, {
      ...now,
      change: "changed",
      former_id: item.id,
      from_version: item.from_version,
      differences,
    });
    former.add(item);
  }
  return items.filter((item) => !former.has(item)).map((item) => joined.get(item) ?? item);
}

function bodyOf(bytes: Uint8Array | null): JsonObject | null {
  return bytes === null ? null : asObject(decode(bytes));
}
