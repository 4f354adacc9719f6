/**
 * Reads which snapshots exist: those that have a manifest. Reads several manifests at the same time.
 *
 * @module
 */
import { count, counted } from "../base/counted.ts";
import { forEachPooled } from "../base/pool.ts";
import { type ChainBreak, chainBreaks, type Pruned } from "./chain.ts";
import { NotFoundError } from "./errors.ts";
import { dataOf, type Entry, takeInventory } from "./inventory.ts";
import {
  decodeManifest,
  isEncrypted,
  type Link,
  linkTo,
  LONGEST_MANIFEST,
  type Manifest,
} from "./manifest.ts";
import { ManifestError } from "./manifest_error.ts";
import { instanceFolder, isoOfStamp, keyOf, momentOf } from "./name.ts";
import { decodeRecord, LONGEST_RECORD, type PruneRecord } from "./prune_record.ts";
import { readSmall } from "./read_object.ts";
import type { CallOptions, Store, StoredObject } from "./store.ts";

/** A snapshot in a store. */
export interface Copy {
  folder: string;
  stamp: string;
  /** The snapshot's time, milliseconds since the epoch. */
  at: number;
  instance: string;
  manifest: Manifest;
  link: Link;
  /** The objects of the manifest and of the snapshot itself. `data` is null if the snapshot's object is missing. */
  manifestObject: StoredObject;
  data: StoredObject | null;
  /** ISO 8601 UTC; null if the snapshot is not locked, or if the caller did not request locks. */
  lockedUntil: string | null;
  /**
   * What is wrong with the snapshot, for users; null if nothing is wrong. Found without reading the snapshot's bytes.
   */
  fault: string | null;
}

/** A prune record as it is in the store. */
export interface StoredRecord {
  folder: string;
  link: Link;
  record: PruneRecord;
  object: StoredObject;
}

/** Everything that lookervault has stored in a store. */
export interface Catalog {
  /** Sorted, the newest first. */
  copies: Copy[];
  records: StoredRecord[];
  /** Manifests and records that cannot be read. */
  unreadable: { folder: string; stamp: string; error: ManifestError }[];
  /** Snapshots without a manifest: their push was interrupted, or somebody removed the manifest. */
  orphans: StoredObject[];
}

/** Options of {@linkcode readCatalog}. */
export interface CatalogOptions extends CallOptions {
  /** The folder of one instance; null for all instances. */
  folder: string | null;
  /** Whether to request the lock of each object from a store whose listing has no locks. */
  locks?: boolean;
}

/** The number of concurrent requests. */
const SIDE_BY_SIDE = 32;

/** Reads the catalog of a store. */
export async function readCatalog(
  store: Store,
  { folder, locks = false, signal }: CatalogOptions,
): Promise<Catalog> {
  const entries = await takeInventory(store, { folder, signal });
  const catalog: Catalog = { copies: [], records: [], unreadable: [], orphans: [] };
  await forEachPooled(entries, SIDE_BY_SIDE, (entry) => read(store, entry, { catalog, locks, signal }));
  const newestFirst = (a: { stamp: string; folder: string }, b: { stamp: string; folder: string }): number =>
    a.stamp === b.stamp ? (a.folder < b.folder ? -1 : 1) : a.stamp < b.stamp ? 1 : -1;
  catalog.copies.sort(newestFirst);
  catalog.unreadable.sort(newestFirst);
  catalog.orphans.sort((a, b) => a.key < b.key ? 1 : -1);
  return catalog;
}

async function read(
  store: Store,
  entry: Entry,
  { catalog, locks, signal }: { catalog: Catalog; locks: boolean; signal: AbortSignal },
): Promise<void> {
  const { folder, stamp, objects } = entry;
  const readable = async (
    object: StoredObject | undefined,
    work: (object: StoredObject) => Promise<void>,
  ) => {
    if (object === undefined) return;
    try {
      await work(object);
    } catch (error) {
      // The object was pruned after the listing.
      if (error instanceof NotFoundError && object.disturbed === undefined) return;
      if (!(error instanceof ManifestError)) throw error;
      catalog.unreadable.push({ folder, stamp, error });
    }
  };
  await readable(objects["prune record"], async (object) => {
    const bytes = await readSmall(store, object, { most: LONGEST_RECORD, signal });
    catalog.records.push({
      folder,
      link: linkTo(stamp, bytes),
      record: decodeRecord(bytes, object.key),
      object,
    });
  });
  const data = dataOf(entry);
  if (objects["manifest"] === undefined && data !== undefined) catalog.orphans.push(data);
  await readable(objects["manifest"], async (object) => {
    const { manifest, link } = await readManifest(store, object, { stamp, signal });
    const isOdd = isEncrypted(manifest) ? objects["encrypted data"] : objects["data"];
    catalog.copies.push({
      folder,
      stamp,
      at: momentOf(stamp) ?? 0,
      instance: manifest.instance,
      manifest,
      link,
      manifestObject: object,
      data: isOdd ?? null,
      lockedUntil: locks && isOdd !== undefined ? await lockOf(store, isOdd, signal) : null,
      fault: faultOf({ manifest, manifestObject: object, data: isOdd, folder }),
    });
  });
}

/** Reads one manifest. @throws {ManifestError} {@linkcode NotFoundError} */
export async function readManifest(
  store: Store,
  object: StoredObject,
  { stamp, signal }: CallOptions & { stamp: string },
): Promise<{ manifest: Manifest; link: Link }> {
  if (object.bytes > LONGEST_MANIFEST) {
    throw new ManifestError(
      object.key,
      `it has ${counted(object.bytes, "byte")}, more than the maximum of ${count(LONGEST_MANIFEST)}`,
    );
  }
  const bytes = await readSmall(store, object, { most: LONGEST_MANIFEST, signal });
  return { manifest: decodeManifest(bytes, { name: object.key, stamp }), link: linkTo(stamp, bytes) };
}

async function lockOf(store: Store, object: StoredObject, signal: AbortSignal): Promise<string | null> {
  if (object.lockedUntil !== undefined) return object.lockedUntil;
  try {
    return (await store.stat(object, { signal })).lockedUntil ?? null;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

function faultOf(
  { manifest, manifestObject, data, folder }: {
    manifest: Manifest;
    manifestObject: StoredObject;
    data: StoredObject | undefined;
    folder: string;
  },
): string | null {
  if (data === undefined) return "its manifest exists, but the snapshot itself is missing";
  if (data.bytes !== manifest.stored.bytes) {
    return `it has ${count(data.bytes)} of ${counted(manifest.stored.bytes, "byte")}`;
  }
  if (folderOf(manifest.instance) !== folder) {
    return `it belongs to ${manifest.instance}, but is in the folder of another instance`;
  }
  const disturbed = data.disturbed ?? manifestObject.disturbed;
  if (disturbed === "hidden") return "somebody deleted it, but the store still has it";
  return disturbed === "overwritten"
    ? "somebody overwrote it, but the store still has the first version"
    : null;
}

function folderOf(instance: string): string | null {
  return URL.canParse(instance) ? instanceFolder(instance) : null;
}

/**
 * Returns the breaks in the chains of a catalog's instances. `heads` maps each folder to the newest link that the vault
 * has recorded.
 */
export function breaksOf(
  { copies, records, unreadable }: Catalog,
  heads: ReadonlyMap<string, Link>,
): (ChainBreak & { folder: string })[] {
  const folders = new Set([...copies, ...records].map(({ folder }) => folder));
  for (const folder of heads.keys()) folders.add(folder);
  return [...folders].sort().flatMap((folder) => {
    const own = <T extends { folder: string }>(all: readonly T[]): T[] =>
      all.filter((one) => one.folder === folder);
    const hidden = new Set(own(unreadable).map(({ stamp }) => stamp));
    return chainBreaks({
      manifests: own(copies).map(({ link, manifest }) => ({ ...link, previous: manifest.previous })),
      records: own(records).map(({ link, record }) => ({ ...link, previous: record.previous })),
      pruned: prunedBy(own(records)),
      head: heads.get(folder) ?? null,
    }).filter(({ stamp }) => !hidden.has(stamp)).map((one) => ({ ...one, folder }));
  });
}

/** Combines all prune records of an instance. */
export function prunedBy(records: readonly StoredRecord[]): Pruned {
  return {
    removed: records.flatMap(({ record }) => record.removed),
    records: records.flatMap(({ record }) => record.records),
    since: records.map(({ record }) => record.since).sort().at(-1) ?? null,
  };
}

/** Describes a break of a chain for users. */
export function breakText({ kind, stamp, namedBy, folder }: ChainBreak & { folder: string }): string {
  const what = keyOf({ folder, stamp, kind: "manifest" });
  const by = namedBy === null
    ? "this vault recorded it"
    : `the manifest of ${isoOfStamp(namedBy)} refers to it`;
  return kind === "removed"
    ? `${what} is missing and was not pruned (${by})`
    : `${what} has been replaced (${by})`;
}
