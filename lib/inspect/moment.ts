/**
 * An instance at a time: as it is in the vault, or as Looker is now.
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

/** One end of a comparison. */
export interface Moment {
  /** An item without its body; null when it was not there. */
  state(type: ContentType, id: string): StateAt | null;
  /** Its MessagePack; null when it was not there. @throws {DamagedBodyError} */
  body(type: ContentType, id: string): Uint8Array | null;
  /** Ids of a type's items that may be others than at `from` (ISO 8601 UTC), which comes before. */
  touchedSince(type: ContentType, from: string): string[];
  /** The body that Looker has now of an item of which the vault has another; null where it is gone from Looker. */
  news(type: ContentType, id: string): { live?: ReadProperty | null };
  /** The newest name of an item, be it gone; null if unknown. */
  nameOf(type: ContentType, id: string): string | null;
}

/** What the vault held at a time (ISO 8601 UTC, or `NOW`). */
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
 * Looker as a run has just read it into a baseline copy of the vault. What it left unchanged, and what it could not see, stands as in
 * the vault.
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
  /** What the run saw of an item that the vault does not have; `form` is the hash of what it has. */
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
