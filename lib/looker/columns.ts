/**
 * What is beside a body in the vault, read from the body.
 *
 * @module
 */
import type { Body } from "../codec/body.ts";
import { asText, type JsonObject } from "../codec/json_value.ts";
import type { ContentType } from "./content_type_names.ts";
import { REGISTRY } from "./content_types.ts";
import { utcTimestamp } from "./timestamps.ts";

/** The columns that a body alone decides. Times are ISO 8601 UTC. */
export interface BodyColumns {
  name: string | null;
  ownerId: string | null;
  /** A user's own address; null for all else. */
  email: string | null;
  folderId: string | null;
  createdAt: string | null;
  updatedAt: string | null;
  /** Whether it is in Looker's trash. */
  trashed: boolean;
}

/** The columns of a body. An empty text is none: releases serve either. */
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

/** The id of a body, or null when it has none. */
export function idOf(type: ContentType, body: Body): string | null {
  return first(body, REGISTRY[type].id);
}

/** What people know it by: the first of its names that is more than blanks. */
function nameOf(type: ContentType, id: string, body: Body): string | null {
  // SQLite cuts text at NUL when it is read.
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

/** The id of a served object; "" when it has none. */
export function servedId(type: ContentType, row: JsonObject): string {
  return firstText(REGISTRY[type].id, row) ?? "";
}

/** What people know a served object by; null when it has no name. */
export function servedName(type: ContentType, row: JsonObject): string | null {
  return firstText(REGISTRY[type].name, row);
}

function firstText(keys: readonly string[], row: JsonObject): string | null {
  return keys.map((key) => asText(row[key])).find((text) => text !== null && text.trim() !== "") ?? null;
}
