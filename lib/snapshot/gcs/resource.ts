/**
 * Parses Google's JSON resources of objects. Pure.
 *
 * @module
 */
import { RefusedError } from "../errors.ts";
import { hexOf } from "../http/base64.ts";
import type { Page } from "../http/pages.ts";
import type { StoredObject } from "../store.ts";

/** The end time to return for a hold, which has none. */
const FOREVER = "9999-12-31T23:59:59.000Z";

/** The requested fields of a resource. */
export const FIELDS =
  "name,size,updated,md5Hash,generation,timeDeleted,retention,retentionExpirationTime,eventBasedHold,temporaryHold";

/** One generation of an object. */
export interface GcsObject {
  key: string;
  generation: string;
  /** Whether a request without a generation returns this generation. */
  live: boolean;
  bytes: number;
  modifiedAt: string;
  md5: string | null;
  lockedUntil: string | null;
}

/** Parses a resource. @throws {RefusedError} if it is invalid */
export function readObject(resource: unknown): GcsObject {
  const of = isRecord(resource) ? resource : {};
  const { name, size, updated, generation, md5Hash, timeDeleted } = of;
  const modified = Date.parse(String(updated));
  if (
    typeof name !== "string" || Number.isNaN(modified) || !/^\d+$/.test(String(size)) ||
    !/^\d+$/.test(String(generation))
  ) {
    throw new RefusedError("Cannot read the store's response: an object in it lacks required properties");
  }
  return {
    key: name,
    generation: String(generation),
    live: timeDeleted === undefined,
    bytes: Number(size),
    modifiedAt: new Date(modified).toISOString(),
    md5: typeof md5Hash === "string" ? hexOf(md5Hash) : null,
    lockedUntil: lockOf(of),
  };
}

function lockOf(of: Record<string, unknown>): string | null {
  if (of["eventBasedHold"] === true || of["temporaryHold"] === true) return FOREVER;
  const own = isRecord(of["retention"]) ? of["retention"]["retainUntilTime"] : undefined;
  const times = [own, of["retentionExpirationTime"]].map((time) => Date.parse(String(time)))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
}

/** Parses a page of a listing. */
export function readPage(answer: Record<string, unknown>): Page<GcsObject> {
  const { items, nextPageToken: token } = answer;
  return {
    items: Array.isArray(items) ? items.map(readObject) : [],
    next: typeof token === "string" && token !== "" ? { pageToken: token } : null,
  };
}

/** Converts an object to the form of the store interface. Its version is the generation. */
export function shown({ key, generation, bytes, modifiedAt, md5, lockedUntil }: GcsObject): StoredObject {
  return { key, version: generation, bytes, modifiedAt, md5, lockedUntil };
}

/**
 * Returns the first generation of each object. lookervault never writes an object twice, so somebody else wrote the
 * later generations.
 */
export function firstGenerations(objects: readonly GcsObject[]): StoredObject[] {
  const byKey = Map.groupBy(objects, ({ key }) => key);
  return [...byKey.values()].flatMap((all) => {
    const [first] = all.toSorted((a, b) => BigInt(a.generation) < BigInt(b.generation) ? -1 : 1);
    if (first === undefined) return [];
    const hidden = !all.some(({ live }) => live);
    const overwritten = all.some(({ bytes, md5 }) => bytes !== first.bytes || md5 !== first.md5);
    return [{
      ...shown(first),
      ...(hidden
        ? { disturbed: "hidden" as const }
        : overwritten
        ? { disturbed: "overwritten" as const }
        : {}),
    }];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
