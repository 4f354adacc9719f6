/**
 * Who changed an item, as far as Looker records it in the item's body. Nothing is guessed. Pure.
 *
 * @module
 */
import { asText, type JsonValue } from "../codec/json_value.ts";
import type { ContentType } from "./content_type_names.ts";
import { REGISTRY } from "./content_types.ts";
import { utcTimestamp } from "./timestamps.ts";

/** A kind of change. */
export type Deed = "created" | "edited" | "deleted";

/** A change that Looker records. */
export interface ToldChange {
  did: Deed;
  /** The id of the user. */
  userId: string;
  /** The name of the user; null if the body does not contain it. */
  userName: string | null;
  /** The time of the change, ISO 8601 UTC; null if the body does not contain it. */
  at: string | null;
}

/** Returns a property of a body by its name. */
export type ReadProperty = (key: string) => JsonValue | undefined;

/** A body before and after a change; null if the item did not exist. */
export interface ChangedBodies {
  from: ReadProperty | null;
  to: ReadProperty | null;
}

/**
 * Returns who made the latest change between two versions of an item; null if Looker does not record it. The last
 * editor counts only if the time of the last edit has changed too: a change of related data, such as access rights,
 * changes neither. For a deleted item, the result is null.
 */
export function changeTold(type: ContentType, { from, to }: ChangedBodies): ToldChange | null {
  const { toldBy, trashed, createdAt, updatedAt } = REGISTRY[type];
  if (toldBy === undefined || to === null) return null;
  const { created, edited, deleted } = toldBy;
  const isTrashed = (read: ReadProperty | null): boolean => trashed !== undefined && read?.(trashed) === true;
  if (deleted !== undefined && isTrashed(to) && !isTrashed(from)) {
    return told("deleted", to, { id: deleted.id, at: deleted.at });
  }
  const timeOf = (read: ReadProperty | null): string | null =>
    read === null || updatedAt === undefined ? null : utcTimestamp(read(updatedAt));
  const at = timeOf(to);
  if (edited !== undefined && at !== null && at !== timeOf(from)) {
    const isNew = from === null && createdAt !== undefined && utcTimestamp(to(createdAt)) === at;
    const change = told(isNew ? "created" : "edited", to, { ...edited, at: updatedAt });
    if (change !== null) return change;
  }
  return from === null && created !== undefined ? told("created", to, { ...created, at: createdAt }) : null;
}

function told(
  did: Deed,
  read: ReadProperty,
  { id, name, at }: { id: string; name?: string; at: string | undefined },
): ToldChange | null {
  const userId = asText(read(id));
  if (userId === null || userId === "") return null;
  const userName = name === undefined ? null : asText(read(name));
  return { did, userId, userName, at: at === undefined ? null : utcTimestamp(read(at)) };
}
