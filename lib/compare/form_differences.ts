/**
 * Compares two bodies with different ids: what can be written, with the ids of one translated to those of the other.
 *
 * @module
 */
import type { JsonObject } from "../codec/json_value.ts";
import { handlerOf } from "../handlers/mod.ts";
import { AS_IS, type Refs } from "../handlers/references.ts";
import type { Difference } from "../live/diff/difference.ts";
import type { NameLookup } from "../live/diff/part_names.ts";
import { changesOf } from "../live/form_changes.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { PERSON } from "../looker/content_types.ts";
import { differencesOf } from "../restore/plan/plan_differences.ts";
import type { RestoredBodies } from "../inspect/restored_items.ts";

/** Two bodies, and how the ids of the first map to those of the second. */
export interface ComparedBodies {
  from: JsonObject;
  to: JsonObject;
  refs: Refs;
  /** Names by the ids of the first body, and of the second. */
  names: { source: NameLookup; destination: NameLookup };
}

/** What differs; null for a type that nothing can write, of which only bodies can be compared. */
export function formDifferences(
  type: ContentType,
  { from, to, refs, names }: ComparedBodies,
): Difference[] | null {
  const handler = handlerOf(type);
  if (handler === undefined) return null;
  const changes = changesOf(handler, handler.form(from, refs), handler.form(to, AS_IS));
  return changes.flatMap((change) => differencesOf(change, { type, handler, names, isNew: false }));
}

/** The differences between an item and what a restore made of it under another id, by the chains of ids. */
export function restoredDifferences(
  type: ContentType,
  { from, to, chains, nameOf, isOwn }: RestoredBodies,
): Difference[] {
  const now = (kind: string, id: string): string => chains.successors(kind, id).at(-1) ?? id;
  const refs: Refs = {
    ...AS_IS,
    must: now,
    may: now,
    owner: (id) => now(PERSON, id),
    part: now,
    links: { isOwn, web: null, link: now },
  };
  return formDifferences(type, { from, to, refs, names: { source: nameOf, destination: nameOf } }) ?? [];
}
