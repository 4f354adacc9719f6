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
 * Translates ids of the backup into ids of the destination. Something that is going to be created has none yet: then a
 * placeholder stands for it, which equals no id (`isPlaceholder`).
 */
export interface Refs {
  /** What an item cannot be without: when the destination has none, the item is left untouched and that is named. */
  must(kind: RefKind, id: string): string;
  /** What an item can be without: null when the destination has none, which is named as omitted unless `isQuiet`. */
  may(kind: RefKind, id: string, options?: { isQuiet?: boolean }): string | null;
  /** Why something that the destination lacks is not there, and what to do. */
  whyLost?(kind: RefKind, id: string): Reason;
  /**
   * As {@linkcode Refs.may}, without waiting for it: a placeholder stands for what is still to be created until
   * the second pass. Without it, `may` is asked.
   */
  later?(kind: RefKind, id: string): string | null;
  /** The owner of content: translated by `--owner-map` first; null when there is none, and Looker takes the API user. */
  owner(userId: string): string | null;
  /** A part of the item itself; null when it is not known which of the destination's it is. */
  part(kind: PartKind, id: string): string | null;
  /** How links in texts are translated; without it they stay as they are. */
  readonly links?: LinkRules;
  /** References of a part that the item can be without: what the part cannot be without is lost with it, not the item. */
  apart?(): PartRefs;
  /** A LookML model that content needs. One that the backup's own instance lacked too is no obstacle. */
  model(name: string): string;
}

/** References of one part. */
export interface PartRefs extends Refs {
  /** What it cannot be without and the destination lacks: `lookml_models/thelook`. */
  readonly lacking: ReadonlySet<string>;
}

/** Leaves every id as it is: for bodies of the destination itself. */
export const AS_IS: Refs = {
  must: (_kind, id) => id,
  may: (_kind, id) => id,
  owner: (id) => id,
  part: (_kind, id) => id,
  model: (name) => name,
};

/** What an item refers to. */
export interface Reference {
  kind: RefKind;
  id: string;
  /** Named by a link in a text: it may be without it. */
  isLink?: true;
  /** Named as the owner alone: somebody else can take its place. */
  isOwner?: true;
}

/** The references that building a form asks for, each once. Those in texts only with the hosts that are this Looker's. */
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
