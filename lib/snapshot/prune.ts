/**
 * Removes the snapshots that no rule keeps. Writes a record before it removes anything, so that later checks can
 * distinguish pruned snapshots from snapshots that somebody else removed.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import { type Catalog, type Copy, prunedBy, readCatalog, type StoredRecord } from "./catalog.ts";
import { type ChainNode, headOf, worthKeeping } from "./chain.ts";
import { NotFoundError, StoreError } from "./errors.ts";
import { isoOfStamp, keyOf, parseKey } from "./name.ts";
import { planPrune, type PruneQuestion, type PruneVerdict } from "./prune_plan.ts";
import { encodeRecord, type PruneRecord, type Removed } from "./prune_record.ts";
import { freeStamp } from "./stamp.ts";
import type { ObjectRef, Store } from "./store.ts";

/** The options of a prune. */
export interface PruneRequest extends Omit<PruneQuestion, "now" | "pruned"> {
  store: Store;
  /** The folder of one instance; null for the snapshots of all instances. */
  folder: string | null;
  version: string;
  /** The user who runs the prune; null if the system does not return it. */
  by: string | null;
  clock: Clock;
  signal: AbortSignal;
}

/** The result of a prune. */
export interface PruneResult {
  verdicts: PruneVerdict[];
  /** The snapshots that could not be removed, for users. */
  failures: { stamp: string; message: string }[];
  /** The number of abandoned uploads that were aborted. */
  ended: number;
}

/** The age after which an unfinished upload counts as abandoned, in milliseconds. */
const ABANDONED = 2 * 86_400_000;

/** Returns what a prune would do, from a current listing. */
export async function planOf(
  { store, folder, clock, signal, ...question }: PruneRequest,
): Promise<PruneVerdict[]> {
  const catalog = await readCatalog(store, { folder, locks: true, signal });
  return planPrune(catalog.copies, { ...question, now: clock.now(), pruned: prunedStamps(catalog) });
}

/** Removes the snapshots that no rule keeps and that the user confirmed (`agreed`). Lists the store again first. */
export async function prune(request: PruneRequest, agreed: readonly PruneVerdict[]): Promise<PruneResult> {
  const { store, folder, clock, signal } = request;
  const catalog = await readCatalog(store, { folder, locks: true, signal });
  const meant = new Set(
    agreed.filter(({ action }) => action === "remove").map(({ copy }) => copy.link.sha256),
  );
  const verdicts = planPrune(catalog.copies, {
    ...request,
    now: clock.now(),
    pruned: prunedStamps(catalog),
  }).map((one): PruneVerdict =>
    one.action === "remove" && !meant.has(one.copy.link.sha256)
      ? { ...one, action: "keep", reasons: ["it was pushed after the list was shown"] }
      : one
  );
  const failures: PruneResult["failures"] = [];
  const going = verdicts.filter(({ action }) => action === "remove");
  for (const one of new Set(going.map(({ copy }) => copy.folder))) {
    const own = going.filter(({ copy }) => copy.folder === one);
    failures.push(...await pruneFolder(request, { folder: one, catalog, going: own }));
  }
  failures.push(...await removeLeftovers(store, catalog, signal));
  return { verdicts, failures, ended: await endUploads(request) };
}

function prunedStamps({ records }: Catalog): Map<string, string[]> {
  const stamps = new Map<string, string[]>();
  for (const { folder, record } of records) {
    stamps.set(folder, [...stamps.get(folder) ?? [], ...record.removed.map(({ stamp }) => stamp)]);
  }
  return stamps;
}

async function pruneFolder(
  request: PruneRequest,
  { folder, catalog, going }: { folder: string; catalog: Catalog; going: readonly PruneVerdict[] },
): Promise<PruneResult["failures"]> {
  const { store, signal } = request;
  const copies = catalog.copies.filter((copy) => copy.folder === folder);
  const records = catalog.records.filter((record) => record.folder === folder);
  const node = ({ link, manifest }: Copy): ChainNode => ({ ...link, previous: manifest.previous });
  const stamps = new Set([...copies.map(({ stamp }) => stamp), ...records.map(({ link }) => link.stamp)]);
  const stamp = await freeStamp(stamps, request), at = isoOfStamp(stamp);
  const gone = new Set(going.map(({ copy }) => copy));
  const before = prunedBy(records);
  const pruned = worthKeeping({
    removed: [...before.removed, ...going.map((one): Removed => removedOf(one, at))],
    records: [...before.records, ...records.map(recordNode)],
    since: null,
  }, copies.filter((copy) => !gone.has(copy)).map(node));
  const record: PruneRecord = {
    format: 1,
    lookervault: request.version,
    instance: copies[0]?.instance ?? "",
    at,
    by: request.by,
    removed: [...pruned.removed],
    records: [...pruned.records],
    since: pruned.since ?? stamp,
    previous: headOf({
      manifests: copies.map(node),
      records: records.map(recordNode),
    }),
  };
  await store.putIfAbsent(keyOf({ folder, stamp, kind: "prune record" }), encodeRecord(record), { signal });
  const failures: PruneResult["failures"] = [];
  const remove = async (stamp: string, object: ObjectRef): Promise<boolean> => {
    const message = await tryRemove(store, object, signal);
    if (message !== null) failures.push({ stamp, message });
    return message === null;
  };
  for (const { copy: { stamp, manifestObject, data } } of going) {
    // Remove the manifest first: without it, the snapshot no longer exists, even if its object has to wait for the next
    // prune.
    if (await remove(stamp, manifestObject) && data !== null) await remove(stamp, data);
  }
  for (const { link, object } of records) await remove(link.stamp, object);
  return failures;
}

function recordNode({ link, record }: StoredRecord): ChainNode {
  return { ...link, previous: record.previous };
}

function removedOf({ copy: { link, manifest }, reasons }: PruneVerdict, at: string): Removed {
  return { ...link, previous: manifest.previous, at, reason: reasons.join(", ") };
}

/**
 * Removes snapshots whose manifest was removed by a prune that was interrupted. The prune record lists such a snapshot,
 * or the snapshot is older than all that the prune kept. Leaves other snapshots without a manifest unchanged, because
 * somebody else may have removed the manifest.
 */
async function removeLeftovers(
  store: Store,
  { orphans, records }: Catalog,
  signal: AbortSignal,
): Promise<PruneResult["failures"]> {
  const failures: PruneResult["failures"] = [];
  for (const orphan of orphans) {
    const name = parseKey(orphan.key);
    const wasPruned = records.some(({ folder, record }) =>
      folder === name?.folder &&
      (name.stamp < record.since || record.removed.some(({ stamp }) => stamp === name.stamp))
    );
    const message = wasPruned ? await tryRemove(store, orphan, signal) : null;
    if (message !== null) failures.push({ stamp: name?.stamp ?? orphan.key, message });
  }
  return failures;
}

/** Removes an object. Returns the reason if it could not be removed; null if it is gone. */
async function tryRemove(store: Store, object: ObjectRef, signal: AbortSignal): Promise<string | null> {
  try {
    await store.remove(object, { signal });
    return null;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    if (!(error instanceof StoreError)) throw error;
    return messageOf(error);
  }
}

async function endUploads({ store, folder, clock, signal }: PruneRequest): Promise<number> {
  let ended = 0;
  for await (const upload of store.unfinishedUploads(folder === null ? "" : `${folder}/`, { signal })) {
    const isOurs = parseKey(upload.key) !== null;
    const isOld = upload.startedAt !== null && clock.now() - Date.parse(upload.startedAt) > ABANDONED;
    if (!isOurs || !isOld) continue;
    try {
      await store.abortUpload(upload, { signal });
      ended++;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }
  return ended;
}
