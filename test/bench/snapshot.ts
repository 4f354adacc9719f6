/**
 * `deno task bench --only snapshot [--items MB]`: a push, and a pull, of a vault into a directory, encrypted; beside it, in
 * the same run and on the same bytes, what they are made of: writing the bytes there, and zstd with age alone.
 *
 * @module
 */
import { systemClock } from "../../lib/base/clock.ts";
import { encrypted } from "../../lib/snapshot/age.ts";
import { readCatalog } from "../../lib/snapshot/catalog.ts";
import { DirectoryStore } from "../../lib/snapshot/directory/store.ts";
import { newIdentity } from "../../lib/snapshot/identity.ts";
import { pullBeside } from "../../lib/snapshot/pull.ts";
import { push } from "../../lib/snapshot/push.ts";
import { compressed } from "../../lib/snapshot/zstd.ts";
import { digestsOf } from "../../lib/snapshot/digests.ts";
import { bigVault } from "./snapshot_vault.ts";

const MIB = 1024 * 1024;
const signal = new AbortController().signal;

/** What one pass took. */
export interface SnapshotFigures {
  /** Bytes of the vault. */
  bytes: number;
  /** Seconds. */
  push: number;
  pull: number;
  upload: number;
  encode: number;
  /** The most memory during push and pull, bytes. */
  memory: number;
}

/** Measures with a vault of so many megabytes; what comes back is the same. */
export async function snapshotFigures(megabytes: number): Promise<SnapshotFigures> {
  const dir = await Deno.makeTempDir({ prefix: "lookervault-bench-" });
  try {
    const path = `${dir}/v.db`;
    bigVault(path, megabytes * MIB);
    const { identity, recipient } = await newIdentity({ postQuantum: false });
    const store = new DirectoryStore(`${dir}/copies`, { clock: systemClock });
    let memory = 0;
    using _watch = systemClock.every(20, () => memory = Math.max(memory, Deno.memoryUsage().rss));
    const request = { path, store, lock: null, version: "bench", clock: systemClock, signal, sink: () => {} };
    const pushing = await timed(() => push({ ...request, recipients: [recipient] }));
    const [copy] = (await readCatalog(store, { folder: null, signal })).copies;
    if (copy === undefined) throw new Error("nothing was pushed");
    const pulling = await timed(async () => {
      using pulled = await pullBeside(`${dir}/back.db`, { store, copy, identities: [identity], signal });
      const { size } = await Deno.stat(pulled.path);
      if (size !== copy.manifest.plain.bytes) throw new Error(`${size} bytes came back`);
    });
    const most = memory;
    const encode = await timed(async () => {
      for await (const _chunk of encrypted(compressed(read(path)), [recipient]));
    });
    const stored = `${store.location}/${copy.data?.key}`;
    const upload = await timed(() => bareUpload(store, stored));
    return { bytes: copy.manifest.plain.bytes, push: pushing, pull: pulling, upload, encode, memory: most };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The same stored bytes, in parts, under another name. */
async function bareUpload(store: DirectoryStore, path: string): Promise<void> {
  const bytes = await Deno.readFile(path), partBytes = 8 * MIB;
  const upload = await store.beginUpload("other/2026-01-01T00-00-00Z.db.zst.age", { partBytes, signal });
  const parts = [];
  for (let number = 1; (number - 1) * partBytes < bytes.length; number++) {
    const part = bytes.slice((number - 1) * partBytes, number * partBytes);
    parts.push(await store.putPart(upload, { number, bytes: part }, { signal }));
  }
  await store.completeUpload(upload, parts, { signal, whole: digestsOf(bytes) });
}

async function* read(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  using file = await Deno.open(path);
  for (;;) {
    const chunk = new Uint8Array(256 * 1024), size = await file.read(chunk);
    if (size === null) return;
    yield chunk.subarray(0, size);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Prints what was measured. */
export async function benchSnapshot(megabytes: number): Promise<void> {
  const { bytes, push, pull, upload, encode, memory } = await snapshotFigures(megabytes);
  const speed = (seconds: number): string =>
    `${seconds.toFixed(2)} s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
  const slower = Math.max(upload, encode);
  console.log(`\na vault of ${(bytes / 1e6).toFixed(0)} MB, encrypted, into a directory`);
  console.log(
    `  push                 ${speed(push)}: ${(100 * slower / push).toFixed(0)} % of the slower of`,
  );
  console.log(`    bare upload        ${speed(upload)}`);
  console.log(`    zstd and age alone ${speed(encode)}`);
  console.log(`  pull                 ${speed(pull)}`);
  console.log(`  memory at most       ${(memory / 1e6).toFixed(0)} MB`);
}
