/**
 * Finds who changed an item in a time span, and between which runs.
 *
 * @module
 */
import { DamagedBodyError } from "../codec/errors.ts";
import { Body } from "../codec/body.ts";
import type { Author, Authors, RunsAround } from "../live/authors.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import type { ReadProperty } from "../looker/told_by.ts";
import type { Vault } from "../vault/vault.ts";
import { readBodyAt, type Version } from "../vault/versions.ts";
import { type Transition, transitionsOf } from "./transitions.ts";

/** Who changed an item, as in the output of `--json`. */
export interface ChangedBy {
  /** Who made the latest change; null if unknown. */
  by: Author | null;
  /** Who made the earlier changes, the latest first, without duplicates. */
  also_by: Author[];
  /** The runs between which the latest change happened. */
  between: RunsAround;
}

/** An item, and the time span of its changes. */
export interface ChangedItem {
  type: ContentType;
  id: string;
  /** All versions in the vault, the newest first. */
  versions: readonly Version[];
  /** ISO 8601 UTC. */
  from: string;
  to: string;
  /** The body that Looker has now, if it differs from the newest version. Null if the item is deleted in Looker. */
  live?: ReadProperty | null;
}

/** The maximum number of changes to read, the latest first. */
const MOST = 20;

/** Returns who changed the item. */
export function changedBy(vault: Vault, authors: Authors, item: ChangedItem): ChangedBy {
  const { type, id, versions, from, to, live } = item;
  const read = (at: string | null): ReadProperty | null =>
    at === null ? null : readerOf(vault, { type, id, at });
  const found: (Author | null)[] = [];
  let between: RunsAround | null = null;
  if (live !== undefined) {
    between = authors.runsAround(type, null);
    found.push(authors.of({ type, id, seen: null, from: read(versions[0]?.validFrom ?? null), to: live }));
  }
  for (const change of transitionsOf(versions, { from, to }).slice(0, MOST)) {
    between ??= authors.runsAround(type, change.seen);
    found.push(authorOf(authors, { type, id, change, read }));
  }
  const [by = null, ...others] = found;
  return { by, also_by: eachOnce(others, by), between: between ?? authors.runsAround(type, to) };
}

/**
 * Returns who made one change. Returns null if unknown, for example for an item that existed when its type was first
 * captured.
 */
export function authorOf(
  authors: Authors,
  { type, id, change, read }: {
    type: ContentType;
    id: string;
    change: Transition;
    read: (at: string | null) => ReadProperty | null;
  },
): Author | null {
  const isFirstSight = change.from === null && authors.runsAround(type, change.seen).after === null;
  if (isFirstSight) return null;
  return authors.of({ type, id, seen: change.seen, from: read(change.from), to: read(change.to) });
}

/**
 * Returns a function that reads the properties of the version at a time. Returns null if the version is damaged, which
 * other commands report.
 */
export function readerOf(
  vault: Vault,
  { type, id, at }: { type: ContentType; id: string; at: string },
): ReadProperty | null {
  try {
    const bytes = readBodyAt(vault, { type: typeCode(type), id, at });
    if (bytes === null) return null;
    const body = Body.parse(bytes);
    return (key) => body.get(key);
  } catch (error) {
    if (error instanceof DamagedBodyError) return null;
    throw error;
  }
}

function eachOnce(authors: readonly (Author | null)[], but: Author | null): Author[] {
  const known = new Set([keyOf(but)]);
  return authors.flatMap((author) => {
    if (author === null || known.has(keyOf(author))) return [];
    known.add(keyOf(author));
    return [author];
  });
}

function keyOf(author: Author | null): string {
  return author === null ? "" : `${author.id} ${author.restore}`;
}
