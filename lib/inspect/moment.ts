/**
 * The state of an instance at a time: in the vault, or now in Looker.
 *
 * @module
 */
import { Body } from "../codec/body.ts";
import { sameBytes } from "../codec/digest.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import type { ReadProperty } from "../looker/told_by.ts";
import { idsTouched, nameOf, type StateAt, stateAt } from "../vault/changes.ts";
import { type BaselineItem, baselineItems, canonicalHashes } from "../vault/baseline.ts";
import { NOW } from "../vault/snapshot.ts";
import type { Vault } from "../vault/vault.ts";
import { readBody, readBodyAt } from "../vault/versions.ts";

/** One of the two states in a comparison. */
export interface Moment {
  /** Returns an item without its body; null if it does not exist. */
  state(type: ContentType, id: string): StateAt | null;
  /** Returns the item's MessagePack; null if it does not exist. @throws {DamagedBodyError} */
  body(type: ContentType, id: string): Uint8Array | null;
  /** Returns the ids of a type's items that may have changed since `from` (ISO 8601 UTC). */
  touchedSince(type: ContentType, from: string): string[];
  /**
   * Returns the body that Looker has now, if it differs from the body in the vault. It is null if the item is deleted
   * in Looker.
   */
  news(type: ContentType, id: string): { live?: ReadProperty | null };
  /** Returns the newest name of an item, even if it is deleted; null if unknown. */
  nameOf(type: ContentType, id: string): string | null;
}

/** Returns the state of the vault at a time (ISO 8601 UTC, or `NOW`). */
export function vaultMoment(vault: Vault, at: string): Moment {
  return {
    state: (type, id) => stateAt(vault, { type: typeCode(type), id, at }),
    body: (type, id) => readBodyAt(vault, { type: typeCode(type), id, at }),
    touchedSince: (type, from) => idsTouched(vault, typeCode(type), { from, to: at }),
    news: () => ({}),
    nameOf: (type, id) => nameOf(vault, typeCode(type), id),
  };
}

/**
 * Returns the state of Looker that a run has just read into a baseline copy of the vault. Items that the run found
 * unchanged or could not see are as in the vault.
 */
export function liveMoment(vault: Vault, baseline: Vault): Moment {
  const held = vaultMoment(vault, NOW);
  const seen = new Map<ContentType, ReadonlyMap<string, BaselineItem>>();
  const itemsOf = (type: ContentType): ReadonlyMap<string, BaselineItem> => {
    let items = seen.get(type);
    if (items === undefined) {
      items = new Map(baselineItems(baseline, typeCode(type)).map((item) => [item.id, item]));
      seen.set(type, items);
    }
    return items;
  };
  /** Returns what the run saw of an item if it differs from the vault; `form` is the canonical hash in the vault. */
  const news = (type: ContentType, id: string, form: Uint8Array | undefined): BaselineItem | undefined => {
    const item = itemsOf(type).get(id);
    if (item === undefined || item.standing === "unknown") return undefined;
    const same = item.standing === "seen" && form !== undefined && sameBytes(form, item.canonicalHash);
    return same ? undefined : item;
  };
  const newsOf = (type: ContentType, id: string): BaselineItem | undefined =>
    news(type, id, held.state(type, id)?.canonicalHash);
  return {
    state(type, id): StateAt | null {
      const item = newsOf(type, id);
      return item === undefined ? held.state(type, id) : item.standing === "gone" ? null : item;
    },
    body(type, id): Uint8Array | null {
      const item = newsOf(type, id);
      if (item === undefined) return held.body(type, id);
      return item.standing === "gone" ? null : readBody(baseline, typeCode(type), id);
    },
    touchedSince(type, from): string[] {
      const forms = canonicalHashes(vault, typeCode(type));
      const changed = [...itemsOf(type).keys()].filter((id) => news(type, id, forms.get(id)) !== undefined);
      return [...new Set([...held.touchedSince(type, from), ...changed])];
    },
    news(type, id): { live?: ReadProperty | null } {
      const item = newsOf(type, id);
      if (item === undefined) return {};
      const bytes = item.standing === "gone" ? null : readBody(baseline, typeCode(type), id);
      if (bytes === null) return { live: null };
      const body = Body.parse(bytes);
      return { live: (key) => body.get(key) };
    },
    nameOf: (type, id) => nameOf(baseline, typeCode(type), id) ?? held.nameOf(type, id),
  };
}
