/**
 * Copies a vault into a store.
 *
 * The push writes the snapshot to a spool file next to the vault and uploads the file while it grows. It writes the
 * manifest last, and only then does the snapshot exist. An interrupted push never leaves a partial snapshot. The next
 * push uploads the missing parts if the spool was complete; otherwise it aborts the upload.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { rememberedCopies, vaultFacts } from "../vault/copied.ts";
import { freezeVault, type FrozenVault } from "../vault/frozen.ts";
import { openVaultForReading } from "../vault/open.ts";
import { vaultError } from "../vault/errors.ts";
import { vaultSize } from "../vault/file_size.ts";
import { NotFoundError } from "./errors.ts";
import { fileDigests } from "./file_digests.ts";
import { Growing } from "./growing.ts";
import type { Pushed, PushJob, PushRequest, PushResult } from "./push_job.ts";
import { finishPush, freeSpool } from "./push_finish.ts";
import { abandon, abandonAll, beginUpload, stampsOf } from "./push_upload.ts";
import { checkRecipients } from "./identity.ts";
import { type Entry, takeInventory } from "./inventory.ts";
import { linkTo, LONGEST_MANIFEST } from "./manifest.ts";
import { instanceFolder } from "./name.ts";
import { type CopyFacts, type PushState, readPushState, writePushState } from "./push_state.ts";
import { readSmall } from "./read_object.ts";
import { clearSpool, lockSpool } from "./spool_place.ts";
import type { Store } from "./store.ts";
import { stage } from "./stage.ts";
import { putParts } from "./upload.ts";

/** Pushes a snapshot. @throws {UsageError} {@linkcode StoreError} */
export async function push(request: PushRequest): Promise<PushResult> {
  const { path, clock, signal, sink, recipients } = request;
  checkRecipients(recipients);
  const instance = instanceOf(path);
  using place = await lockSpool(path, { clock, signal, onWait: () => sink({ event: "waiting" }) });
  const warnings: string[] = [];
  const job: PushJob = { ...request, place, warnings, folder: instanceFolder(instance), instance };
  try {
    return await pushed(job);
  } catch (error) {
    // Without a state, no push can resume.
    if (readPushState(place.statePath) === null) clearSpool(place);
    throw error;
  }
}

async function pushed(job: PushJob): Promise<PushResult> {
  const { path, place, warnings } = job;
  const before = await goOn(job);
  if (before !== null && before.facts.state === stateOf(path)) {
    clearSpool(place);
    return { pushed: [before.pushed], warnings };
  }
  const made = await pushNew(job);
  clearSpool(place);
  return { pushed: before === null ? [made] : [before.pushed, made], warnings };
}

function instanceOf(path: string): string {
  using vault = openVaultForReading(path);
  const { instance } = vaultFacts(vault);
  if (instance !== null && URL.canParse(instance)) return instance;
  throw new UsageError(`Cannot push ${path}: it contains no backup`, {
    hint: "Run `lookervault extract` first.",
  });
}

function stateOf(path: string): string {
  using vault = openVaultForReading(path);
  return vaultFacts(vault).state;
}

/** Finishes an interrupted push if its spool is complete. Otherwise removes the parts of it that remain. */
async function goOn(job: PushJob): Promise<{ pushed: Pushed; facts: CopyFacts } | null> {
  const { place, store, signal, warnings } = job;
  const state = readPushState(place.statePath);
  if (state === null) return null;
  if (state.location !== store.location) {
    warnings.push(
      `Abandoning an interrupted push to ${state.location}, because this one goes to ${store.location}.`,
    );
    freeSpool(place);
    return null;
  }
  const { copy } = state;
  const isWhole = copy !== null && copy.facts.instance === job.instance &&
    (await fileDigests(place.path, { signal })).sha256 === copy.stored.sha256;
  if (copy === null || !isWhole) {
    await abandonAll(store, state, signal);
    freeSpool(place);
    return null;
  }
  const inventory = await inventoryOf(store, state.folder, signal);
  return {
    pushed: await finishPush(job, { ...state, copy }, { inventory, parts: null, wasInterrupted: true }),
    facts: copy.facts,
  };
}

async function pushNew(job: PushJob): Promise<Pushed> {
  const { path, place, store, folder, signal, clock, sink } = job;
  const inventory = await inventoryOf(store, folder, signal);
  await checkMemory(job, inventory);
  const taken = stampsOf(inventory);
  const { stamp, upload } = await beginUpload(job, { taken, bytes: vaultSize(path), copy: null });
  const state: PushState = {
    format: 1,
    location: store.location,
    folder,
    key: upload.key,
    stamp,
    upload,
    copy: null,
  };
  const growing = new Growing(), stopped = new AbortController();
  const both = AbortSignal.any([signal, stopped.signal]);
  const sending = putParts(store, upload, {
    path: place.path,
    growing,
    has: [],
    signal: both,
    onPart: (sent) => sink({ event: "uploading", sent, total: null }),
  });
  sending.catch(() => stopped.abort());
  let copy: PushState["copy"] = null;
  try {
    {
      using frozen = await freezeVault(path, { clock, signal: both });
      copy = await staged(job, { frozen, growing, signal: both });
    }
    const whole = { ...state, copy };
    writePushState(place.statePath, whole);
    return await finishPush(job, whole, { inventory, parts: await sending, wasInterrupted: false });
  } catch (error) {
    growing.failed(error);
    const first = await sending.then(() => error, (reason) => reason);
    // The next push cannot use an incomplete spool.
    if (copy === null && !signal.aborted) {
      await abandon(store, upload, signal);
      freeSpool(place);
    }
    throw first;
  }
}

/**
 * Lists the snapshots in the store. Returns an empty list if the destination does not exist yet: the first write
 * creates it, or fails with the reason.
 */
async function inventoryOf(store: Store, folder: string, signal: AbortSignal): Promise<Entry[]> {
  try {
    return await takeInventory(store, { folder, signal });
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}

async function staged(
  { place, recipients, sink, instance }: PushJob,
  { frozen, growing, signal }: { frozen: FrozenVault; growing: Growing; signal: AbortSignal },
): Promise<NonNullable<PushState["copy"]>> {
  const { items, session, state } = vaultFacts(frozen.vault);
  try {
    const { plain, stored } = await stage(frozen, {
      file: place.file,
      growing,
      recipients,
      onRead(read) {
        signal.throwIfAborted();
        sink({ event: "copying", read, total: frozen.bytes });
      },
    });
    growing.ended();
    const facts = {
      instance,
      schema: frozen.schema,
      items,
      session,
      plain,
      recipients: recipients.length,
      state,
    };
    return { facts, stored };
  } catch (error) {
    throw vaultError(error, "spool a copy next to", place.path.replace(/\.push$/, ""));
  }
}

/** Warns if the newest snapshot of this vault no longer exists. */
async function checkMemory(
  { path, store, folder, warnings, signal }: PushJob,
  inventory: readonly Entry[],
): Promise<void> {
  using vault = openVaultForReading(path);
  const known = rememberedCopies(vault).find((one) =>
    one.location === store.location && one.folder === folder
  );
  if (known === undefined || inventory.some(({ objects }) => objects["prune record"] !== undefined)) return;
  const object = inventory.find(({ stamp }) => stamp === known.stamp)?.objects["manifest"];
  const isThere = object !== undefined &&
    linkTo(known.stamp, await readSmall(store, object, { most: LONGEST_MANIFEST, signal })).sha256 ===
      known.sha256;
  if (isThere) return;
  warnings.push(
    `The newest snapshot of this vault, ${known.stamp}, is missing at ${store.location} or has been ` +
      "replaced: see `lookervault snapshot list`.",
  );
}
