/**
 * Google's objects as they are in JSON. Pure.
 *
 * @module
 */
import { RefusedError } from "../errors.ts";
import { hexOf } from "../http/base64.ts";
import type { Page } from "../http/pages.ts";
import type { StoredObject } from "../store.ts";

/** A lock without an end: a hold. */
const FOREVER = "9999-12-31T23:59:59.000Z";

/** The parts of a resource that are asked for. */
export const FIELDS =
  "name,size,updated,md5Hash,generation,timeDeleted,retention,retentionExpirationTime,eventBasedHold,temporaryHold";

/** One generation of an object. */
export interface GcsObject {
  key: string;
  generation: string;
  /** Shown without a generation being named. */
  live: boolean;
  bytes: number;
  modifiedAt: string;
  md5: string | null;
  lockedUntil: string | null;
}

/** Reads a resource. @throws {RefusedError} if it is not valid. */
export function readObject(resource: unknown): GcsObject {
  const of = isRecord(resource) ? resource : {};
  const { name, size, updated, generation, md5Hash, timeDeleted } = of;
  const modified = Date.parse(String(updated));
  if (
    typeof name !== "string" || Number.isNaN(modified) || !/^\d+$/.test(String(size)) ||
    !/^\d+$/.test(String(generation))
  ) {
    throw new RefusedError("Cannot read the store's answer: an object in it lacks required properties");
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

/** Objects of a page of a listing. */
export function readPage(answer: Record<string, unknown>): Page<GcsObject> {
  const { items, nextPageToken: token } = answer;
  return {
    items: Array.isArray(items) ? items.map(readObject) : [],
    next: typeof token === "string" && token !== "" ? { pageToken: token } : null,
  };
}

/** An object as a store tells it; its generation is named where the bucket keeps several. */
export function shown({ key, generation, bytes, modifiedAt, md5, lockedUntil }: GcsObject): StoredObject {
  return { key, version: generation, bytes, modifiedAt, md5, lockedUntil };
}

/** The first generation of each object: nothing is written twice, so what came later is somebody else's. */
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
