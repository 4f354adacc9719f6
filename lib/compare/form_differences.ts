/**
 * Compares two bodies that have different ids. Only the writable properties are compared, after the ids of one body
 * are translated to the ids of the other.
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

/** Two bodies, and how the ids of the first body map to the ids of the second body. */
export interface ComparedBodies {
  from: JsonObject;
  to: JsonObject;
  refs: Refs;
  /** The names by the ids of the first body, and by the ids of the second body. */
  names: { source: NameLookup; destination: NameLookup };
}

/**
 * Returns the differences; null for a type that cannot be written. Bodies of such a type can only be compared
 * unchanged.
 */
export function formDifferences(
  type: ContentType,
  { from, to, refs, names }: ComparedBodies,
): Difference[] | null {
  const handler = handlerOf(type);
  if (handler === undefined) return null;
  const changes = changesOf(handler, handler.form(from, refs), handler.form(to, AS_IS));
  return changes.flatMap((change) => differencesOf(change, { type, handler, names, isNew: false }));
}

/**
 * Returns the differences between an item and the item that a restore created from it under another id. The chains of
 * ids translate the ids.
 */
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
