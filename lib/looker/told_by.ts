/**
 * Who changed an item, as far as Looker tells it in the item's body. Nothing is guessed. Pure.
 *
 * @module
 */
import { asText, type JsonValue } from "../codec/json_value.ts";
import type { ContentType } from "./content_type_names.ts";
import { REGISTRY } from "./content_types.ts";
import { utcTimestamp } from "./timestamps.ts";

/** What a user did. */
export type Deed = "created" | "edited" | "deleted";

/** A change that Looker tells of. */
export interface ToldChange {
  did: Deed;
  /** The user's id. */
  userId: string;
  /** What the user was called, where the body says so. */
  userName: string | null;
  /** ISO 8601 UTC; null where the body does not say. */
  at: string | null;
}

/** A property of a body, by its name. */
export type ReadProperty = (key: string) => JsonValue | undefined;

/** A body before and after a change; null where the item was not there. */
export interface ChangedBodies {
  from: ReadProperty | null;
  to: ReadProperty | null;
}

/**
 * Who made the latest change between two versions of an item; null where Looker does not tell. The last editor counts only
 * where the time of the last edit is another one too: a change of what belongs to an item, such as who may see it, leaves
 * both as they were. Of an item that is gone nobody is told.
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
