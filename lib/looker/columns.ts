/**
 * Reads the columns that the vault stores next to a body.
 *
 * @module
 */
import type { Body } from "../codec/body.ts";
import { asText, type JsonObject } from "../codec/json_value.ts";
import type { ContentType } from "./content_type_names.ts";
import { REGISTRY } from "./content_types.ts";
import { utcTimestamp } from "./timestamps.ts";

/** The columns that depend only on the body. Times are ISO 8601 UTC. */
export interface BodyColumns {
  name: string | null;
  ownerId: string | null;
  /** The email address of a user; null for other types. */
  email: string | null;
  folderId: string | null;
  createdAt: string | null;
  updatedAt: string | null;
  /** Whether the item is in Looker's trash. */
  trashed: boolean;
}

/**
 * Returns the columns of a body. An empty text counts as null, because Looker releases differ in which of the two
 * they serve.
 */
export function columnsOf(type: ContentType, id: string, body: Body): BodyColumns {
  const entry = REGISTRY[type];
  return {
    name: nameOf(type, id, body),
    ownerId: entry.owner === undefined ? null : first(body, [entry.owner]),
    email: entry.email === undefined ? null : first(body, [entry.email]),
    folderId: entry.folder === undefined ? null : first(body, [entry.folder]),
    createdAt: entry.createdAt === undefined ? null : utcTimestamp(body.get(entry.createdAt)),
    updatedAt: entry.updatedAt === undefined ? null : utcTimestamp(body.get(entry.updatedAt)),
    trashed: entry.trashed !== undefined && body.get(entry.trashed) === true,
  };
}

/** Returns the id of a body, or null if it has none. */
export function idOf(type: ContentType, body: Body): string | null {
  return first(body, REGISTRY[type].id);
}

/** Returns the display name of an item: the first of the type's name properties that is not blank. */
function nameOf(type: ContentType, id: string, body: Body): string | null {
  // SQLite cuts text at NUL when the text is read.
  return REGISTRY[type].isNamedById
    ? id
    : first(body, REGISTRY[type].name)?.replaceAll("\0", "\ufffd") ?? null;
}

function first(body: Body, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = body.text(key);
    if (text !== null && text.trim() !== "") return text;
  }
  return null;
}

/** Returns the id of a served object, or an empty string if it has none. */
export function servedId(type: ContentType, row: JsonObject): string {
  return firstText(REGISTRY[type].id, row) ?? "";
}

/** Returns the display name of a served object; null if it has none. */
export function servedName(type: ContentType, row: JsonObject): string | null {
  return firstText(REGISTRY[type].name, row);
}

function firstText(keys: readonly string[], row: JsonObject): string | null {
  return keys.map((key) => asText(row[key])).find((text) => text !== null && text.trim() !== "") ?? null;
}
