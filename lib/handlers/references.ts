/**
 * References between items, and how they are translated from the backup to the destination.
 *
 * @module
 */
import type { Reason } from "./reason.ts";
import { MODEL, PERSON } from "../looker/content_types.ts";
import type { PartKind, RefKind } from "../looker/item_ref.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { LinkRules } from "../looker/links/rewrite.ts";

/**
 * Translates ids of the backup into ids of the destination. For an item that will be created, the result is a
 * placeholder, which equals no id (`isPlaceholder`).
 */
export interface Refs {
  /**
   * Translates a required reference. If the destination lacks the item, the referring item is skipped and the reference
   * is reported.
   */
  must(kind: RefKind, id: string): string;
  /**
   * Translates an optional reference; null if the destination lacks the item. The omission is reported unless
   * `isQuiet`.
   */
  may(kind: RefKind, id: string, options?: { isQuiet?: boolean }): string | null;
  /** Returns why the destination lacks something, and what to do. */
  whyLost?(kind: RefKind, id: string): Reason;
  /**
   * Like {@linkcode Refs.may}, but does not wait for the item: returns a placeholder for an item that will be created
   * before the second pass. Without this method, `may` is used.
   */
  later?(kind: RefKind, id: string): string | null;
  /** Translates the owner of content, first by `--owner-map`; null if there is none. Looker then uses the API user. */
  owner(userId: string): string | null;
  /** Translates the id of a part of the item itself; null if the matching part in the destination is unknown. */
  part(kind: PartKind, id: string): string | null;
  /** The rules that translate links in texts. Without them, the links stay unchanged. */
  readonly links?: LinkRules;
  /**
   * Returns references for an optional part. If a required reference of the part is missing, only the part is omitted,
   * not the item.
   */
  apart?(): PartRefs;
  /**
   * Returns a LookML model that content needs. A model that the backup's own instance also lacked is not an obstacle.
   */
  model(name: string): string;
}

/** References of one part. */
export interface PartRefs extends Refs {
  /** The required references that the destination lacks, such as `lookml_models/thelook`. */
  readonly lacking: ReadonlySet<string>;
}

/** Leaves every id unchanged, for bodies of the destination itself. */
export const AS_IS: Refs = {
  must: (_kind, id) => id,
  may: (_kind, id) => id,
  owner: (id) => id,
  part: (_kind, id) => id,
  model: (name) => name,
};

/** An item to which another item refers. */
export interface Reference {
  kind: RefKind;
  id: string;
  /** Whether only a link in a text names the item. The link is optional. */
  isLink?: true;
  /** Whether the item is named only as the owner. Another user can replace it. */
  isOwner?: true;
}

/**
 * Collects the references that building a form requests, each once. Links in texts are included only if `hosts`, the
 * hosts of this Looker, are given.
 */
export function collectRefs(build: (refs: Refs) => void, hosts?: ReadonlySet<string>): Reference[] {
  const found = new Map<string, Reference>();
  const note = (kind: RefKind, id: string): string => {
    found.set(`${kind}/${id}`, { kind, id });
    return id;
  };
  const link = (kind: ContentType, id: string): null => {
    const key = `${kind}/${id}`;
    if (!found.has(key)) found.set(key, { kind, id, isLink: true });
    return null;
  };
  build({
    must: note,
    may: (kind, id) => note(kind, id),
    owner: (id) => {
      const key = `${PERSON}/${id}`;
      if (!found.has(key)) found.set(key, { kind: PERSON, id, isOwner: true });
      return id;
    },
    part: (_kind, id) => id,
    model: (name) => note(MODEL, name),
    ...(hosts !== undefined && { links: { isOwn: (host) => hosts.has(host), web: null, link } }),
  });
  return [...found.values()];
}
