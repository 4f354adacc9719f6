/**
 * The instance of a vault: the addresses in the table `meta`, the evidence that identifies it, and a change of its
 * address.
 *
 * @module
 */
import { canonicalAddress, sameAddress } from "../base/address.ts";
import { storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

/** The key of `meta` for the address of the API, in canonical spelling. */
export const INSTANCE = "instance";
/** The key of `meta` for the addresses that the instance reports, as a JSON list. */
export const ADDRESSES = "addresses";
/** The key of `meta` for the former addresses of the instance, as a JSON list; the latest last. */
export const FORMER = "former_instances";

/** Returns the addresses under a key of `meta`. */
export function addressesUnder(vault: Vault, key: typeof ADDRESSES | typeof FORMER): string[] {
  const list = storedJson(vault.meta(key));
  return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
}

/**
 * Returns the vault's instance if it is not the one at `address`; null if it is, or if the vault has no instance yet.
 */
export function otherInstance(vault: Vault, address: string): string | null {
  const known = vault.meta(INSTANCE);
  return known === null || sameAddress(known, address) ? null : known;
}

/**
 * Records that the vault belongs to the instance at `address`, if it has no instance yet. Call it in a transaction,
 * after Looker has accepted the login: a mistyped address must not claim the vault.
 */
export function bindInstance(vault: Vault, address: string): void {
  if (vault.meta(INSTANCE) === null) vault.setMeta(INSTANCE, canonicalAddress(address));
}

/** The properties of a live item that identify its instance. */
export interface Identity {
  id: string;
  /** ISO 8601 UTC; null if Looker does not report it. */
  createdAt: string | null;
}

/** Returns the ids and creation times of the live items of a type, sorted by id. */
export function identities(vault: Vault, type: number): Identity[] {
  return vault.read(() =>
    vault.prepare(
      "SELECT id, created_at FROM content_items WHERE content_type = ? AND deleted_at IS NULL ORDER BY id",
    ).all(type)
  ).map((row) => ({ id: String(row["id"]), createdAt: row["created_at"] as string | null }));
}

/** How many records got the new address. */
export interface Moved {
  /** Entries of the id map. */
  mappings: number;
  restores: number;
}

/**
 * Changes the address of the vault's instance. The id map and the restores, which contain the former address, get the
 * new one. Runs keep the address that they used, and the vault keeps the former addresses, because texts may link to
 * them. Either everything changes or nothing.
 */
export function moveInstance(vault: Vault, { from, to }: { from: string; to: string }): Moved {
  const address = canonicalAddress(to);
  const moved = (one: string): string => sameAddress(one, from) ? address : one;
  return vault.withTransaction(() => {
    const former = [
      ...addressesUnder(vault, FORMER),
      ...addressesUnder(vault, ADDRESSES),
      canonicalAddress(from),
    ];
    const kept = new Set(former.filter((one) => !sameAddress(one, address)));
    vault.setMeta(INSTANCE, address);
    vault.setMeta(FORMER, JSON.stringify([...kept]));
    vault.setMeta(ADDRESSES, "[]");
    return { mappings: moveMappings(vault, moved), restores: moveRestores(vault, moved) };
  });
}

type Rename = (address: string) => string;

/**
 * Changes the addresses in the id map; returns how many mappings changed. If two mappings then have the same source id,
 * the one that was recorded last stays.
 */
function moveMappings(vault: Vault, moved: Rename): number {
  const pairs = vault.prepare(
    "SELECT source_instance AS source, destination_instance AS destination, count(*) AS n FROM id_mappings GROUP BY 1, 2",
  ).all();
  let count = 0;
  for (const { source, destination, n } of pairs) {
    const before = [String(source), String(destination)] as const;
    const after = [moved(before[0]), moved(before[1])] as const;
    if (after[0] === before[0] && after[1] === before[1]) continue;
    vault.prepare(
      `INSERT INTO id_mappings (source_instance, destination_instance, kind, source_id, destination_id, session_id, created_at)
       SELECT ?, ?, kind, source_id, destination_id, session_id, created_at FROM id_mappings
       WHERE source_instance = ? AND destination_instance = ?
       ON CONFLICT (source_instance, destination_instance, kind, source_id) DO UPDATE
         SET destination_id = excluded.destination_id, session_id = excluded.session_id, created_at = excluded.created_at
         WHERE excluded.created_at >= id_mappings.created_at`,
    ).run(...after, ...before);
    vault.prepare("DELETE FROM id_mappings WHERE source_instance = ? AND destination_instance = ?").run(
      ...before,
    );
    count += Number(n);
  }
  return count;
}

function moveRestores(vault: Vault, moved: Rename): number {
  const rows = vault.prepare("SELECT id, source, destination FROM restoration_sessions").all();
  let count = 0;
  for (const { id, source, destination } of rows) {
    const before = [String(source), String(destination)] as const;
    const after = [moved(before[0]), moved(before[1])] as const;
    if (after[0] === before[0] && after[1] === before[1]) continue;
    vault.prepare("UPDATE restoration_sessions SET source = ?, destination = ? WHERE id = ?").run(
      ...after,
      String(id),
    );
    count++;
  }
  return count;
}
