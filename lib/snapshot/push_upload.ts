/**
 * Starts the upload of a push under a free name, and aborts it.
 *
 * @module
 */
import { AlreadyThereError, NotFoundError } from "./errors.ts";
import type { Entry } from "./inventory.ts";
import { keyOf, momentOf } from "./name.ts";
import type { PushJob } from "./push_job.ts";
import { type PushState, writePushState } from "./push_state.ts";
import { addSpan, type Span } from "./span.ts";
import { freeStamp } from "./stamp.ts";
import { partSize, type Store, type Upload } from "./store.ts";

const PART_BYTES = 8 * 1024 * 1024;

/** Starts an upload under an unused timestamp. Retries with the next timestamp if another machine takes this one. */
export async function beginUpload(
  job: PushJob,
  { taken, bytes, copy }: { taken: Set<string>; bytes: number; copy: PushState["copy"] },
): Promise<{ stamp: string; upload: Upload }> {
  const { store, folder, place, recipients, lock, signal, partBytes = PART_BYTES } = job;
  const kind = (copy?.facts.recipients ?? recipients.length) > 0 ? "encrypted data" : "data";
  for (;;) {
    const stamp = await freeStamp(taken, job), key = keyOf({ folder, stamp, kind });
    const state: PushState = { format: 1, location: store.location, folder, stamp, key, upload: null, copy };
    // Write the state before and after the request. If the process dies between the two, the next push finds the upload
    // by its key.
    writePushState(place.statePath, state);
    try {
      const upload = await store.beginUpload(key, {
        signal,
        ...lockOf(lock, stamp),
        // Data that does not compress becomes slightly larger.
        partBytes: partSize(store.abilities, partBytes, bytes * 1.02 + 65_536),
      });
      writePushState(place.statePath, { ...state, upload });
      return { stamp, upload };
    } catch (error) {
      if (!(error instanceof AlreadyThereError)) throw error;
      taken.add(stamp);
    }
  }
}

/** Returns the lock to request for an object with this timestamp. */
export function lockOf(lock: Span | null, stamp: string): { lockUntil?: string } {
  const from = momentOf(stamp);
  return lock === null || from === null ? {} : { lockUntil: new Date(addSpan(from, lock)).toISOString() };
}

/** Returns the timestamps that are in use. */
export function stampsOf(inventory: readonly Entry[]): Set<string> {
  return new Set(inventory.map(({ stamp }) => stamp));
}

/** Aborts an upload if it exists. */
export async function abandon(
  store: Store,
  upload: Pick<Upload, "key" | "id">,
  signal: AbortSignal,
): Promise<void> {
  try {
    await store.abortUpload(upload, { signal });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}

/**
 * Aborts the upload of a state. If the state has no upload, aborts all uploads of its key: one may have started just
 * before the process died.
 */
export async function abandonAll(
  store: Store,
  { key, upload }: Pick<PushState, "key" | "upload">,
  signal: AbortSignal,
): Promise<void> {
  if (upload !== null) return await abandon(store, upload, signal);
  for await (const one of store.unfinishedUploads(key, { signal })) {
    if (one.key === key) await abandon(store, one, signal);
  }
}
