/**
 * The end of a push: uploads the missing parts of a complete spool, creates the object from the parts, and writes the
 * manifest.
 *
 * @module
 */
import { rememberCopy } from "../vault/copied.ts";
import { headOf } from "./chain.ts";
import { Digests } from "./digests.ts";
import { AlreadyThereError, NotFoundError } from "./errors.ts";
import { Growing } from "./growing.ts";
import type { Entry } from "./inventory.ts";
import { encodeManifest, type Link, linkTo, LONGEST_MANIFEST, type Manifest } from "./manifest.ts";
import { isoOfStamp, keyOf, parseKey } from "./name.ts";
import { LONGEST_RECORD } from "./prune_record.ts";
import type { Pushed, PushJob } from "./push_job.ts";
import type { PushState } from "./push_state.ts";
import { abandonAll, beginUpload, lockOf, stampsOf } from "./push_upload.ts";
import { readLarge, readSmall } from "./read_object.ts";
import type { SpoolPlace } from "./spool_place.ts";
import type { Store, Upload, UploadedPart, WholeDigests } from "./store.ts";
import { putParts } from "./upload.ts";

/** A state whose spool is complete. */
export type WholeState = PushState & { copy: NonNullable<PushState["copy"]> };

/**
 * Uploads the missing parts of a complete spool, then the manifest. `parts` contains all parts if the caller has
 * uploaded them; otherwise it is null.
 */
export async function finishPush(
  job: PushJob,
  state: WholeState,
  { inventory, parts, wasInterrupted }: {
    inventory: readonly Entry[];
    parts: UploadedPart[] | null;
    wasInterrupted: boolean;
  },
): Promise<Pushed> {
  const { store, signal } = job, { copy } = state;
  const taken = stampsOf(inventory), others = inventory.filter((entry) => entry.stamp !== state.stamp);
  const previous = await newestLink(store, others, signal);
  let now = { stamp: state.stamp, upload: state.upload, parts };
  for (;;) {
    const { stamp, upload } = now;
    try {
      if (upload === null) throw new NotFoundError("The upload was not started.");
      await uploaded(job, { upload, copy, parts: now.parts });
      const manifest = manifestOf(job, { stamp, copy, previous });
      return await settle(job, { key: upload.key, stamp, manifest, wasInterrupted });
    } catch (error) {
      const isTaken = error instanceof AlreadyThereError;
      if (!isTaken && !(error instanceof NotFoundError)) throw error;
      // Another push has this timestamp, or the upload no longer exists in the store. Try again with a new timestamp.
      taken.add(stamp);
      if (isTaken) await abandonAll(store, { key: upload?.key ?? state.key, upload }, signal);
    }
    now = { ...await beginUpload(job, { taken, bytes: copy.stored.bytes, copy }), parts: null };
  }
}

/** Uploads all parts and creates the object from them. @throws {NotFoundError} if the upload no longer exists */
async function uploaded(
  { place, store, signal, sink }: PushJob,
  { upload, copy: { stored }, parts }: {
    upload: Upload;
    copy: { stored: WholeDigests };
    parts: UploadedPart[] | null;
  },
): Promise<void> {
  if (parts === null) {
    let has: UploadedPart[];
    try {
      has = await store.uploadedParts(upload, { signal });
    } catch (error) {
      // An interrupted push may have completed the upload already.
      if (error instanceof NotFoundError && await isWhole(store, upload.key, { stored, signal })) return;
      throw error;
    }
    parts = await putParts(store, upload, {
      path: place.path,
      growing: Growing.whole(stored.bytes),
      has,
      signal,
      onPart: (sent) => sink({ event: "uploading", sent, total: stored.bytes }),
    });
  }
  await store.completeUpload(upload, parts, { signal, whole: stored });
}

/** Whether the store has exactly these bytes under a key. */
async function isWhole(
  store: Store,
  key: string,
  { stored, signal }: { stored: WholeDigests; signal: AbortSignal },
): Promise<boolean> {
  const { bytes } = await store.stat({ key }, { signal });
  if (bytes !== stored.bytes) return false;
  const digests = new Digests();
  for await (const chunk of readLarge(store, { key }, { signal })) digests.update(chunk);
  return digests.finish().sha256 === stored.sha256;
}

function manifestOf(
  { version }: PushJob,
  { stamp, copy: { facts, stored }, previous }: {
    stamp: string;
    copy: NonNullable<PushState["copy"]>;
    previous: Link | null;
  },
): Manifest {
  const { instance, schema, items, session, plain, recipients } = facts;
  return {
    format: 1,
    lookervault: version,
    schema,
    instance,
    at: isoOfStamp(stamp).replace(".000Z", "Z"),
    items,
    session,
    plain,
    stored: { bytes: stored.bytes, sha256: stored.sha256 },
    encoding: recipients > 0 ? ["zstd", "age"] : ["zstd"],
    recipients,
    previous,
  };
}

/** Writes the manifest. From then on, the snapshot exists. */
async function settle(
  { store, folder, path, place, lock, signal }: PushJob,
  { key, stamp, manifest, wasInterrupted }: {
    key: string;
    stamp: string;
    manifest: Manifest;
    wasInterrupted: boolean;
  },
): Promise<Pushed> {
  const bytes = encodeManifest(manifest), options = { signal, ...lockOf(lock, stamp) };
  try {
    await store.putIfAbsent(keyOf({ folder, stamp, kind: "manifest" }), bytes, options);
  } catch (error) {
    // Without its manifest, the object is of no use, so remove it. Ignore a failure: the credentials may not allow it.
    if (error instanceof AlreadyThereError) await store.remove({ key }, { signal }).catch(() => {});
    throw error;
  }
  const { sha256 } = linkTo(stamp, bytes);
  freeSpool(place);
  rememberCopy(path, { location: store.location, folder, stamp, sha256 });
  const lockedUntil = lock === null ? null : (await store.stat({ key }, { signal })).lockedUntil ?? null;
  return { folder, stamp, manifest, location: `${store.location}/${key}`, lockedUntil, wasInterrupted };
}

/** Returns the link to the newest manifest or prune record, for a new manifest. */
async function newestLink(
  store: Store,
  inventory: readonly Entry[],
  signal: AbortSignal,
): Promise<Link | null> {
  for (const { stamp, objects } of inventory) {
    const links: Link[] = [];
    for (const object of [objects["manifest"], objects["prune record"]]) {
      if (object === undefined) continue;
      const most = parseKey(object.key)?.kind === "manifest" ? LONGEST_MANIFEST : LONGEST_RECORD;
      links.push(linkTo(stamp, await readSmall(store, object, { most, signal })));
    }
    if (links.length > 0) {
      return headOf({ manifests: links.map((one) => ({ ...one, previous: null })), records: [] });
    }
  }
  return null;
}

/** Frees the spool after the push is complete or abandoned. */
export function freeSpool(place: SpoolPlace): void {
  place.file.truncateSync(0);
  try {
    Deno.removeSync(place.statePath);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
