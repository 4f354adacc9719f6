/**
 * Three gigabytes into each store and back: byte-identical, in bounded memory.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { systemClock } from "../../lib/base/clock.ts";
import { forEachPooled } from "../../lib/base/pool.ts";
import { createRedactor } from "../../lib/base/redactor.ts";
import { AzureClient } from "../../lib/snapshot/azure/client.ts";
import type { AzureCredential } from "../../lib/snapshot/credentials/azure.ts";
import { fixed } from "../../lib/snapshot/credentials/lease.ts";
import { retry } from "../../lib/snapshot/decorators/retry.ts";
import { Digests } from "../../lib/snapshot/digests.ts";
import { sender } from "../../lib/snapshot/http/send.ts";
import { openStore } from "../../lib/snapshot/open_store.ts";
import { S3Client } from "../../lib/snapshot/s3/client.ts";
import type { Store, UploadedPart } from "../../lib/snapshot/store.ts";
import { azuriteMissing, startAzurite, startSwift, swiftMissing } from "../snapshot/servers/real_server.ts";

const MIB = 1024 * 1024, PART = 8 * MIB, PARTS = 384, TAIL = 12_345;
/** Parts on their way at once. */
const ABREAST = 2;
/** Memory that the whole may take, MB. */
const MOST_MB = 250;
const signal = new AbortController().signal;
const own = { send: sender({ clock: systemClock }), clock: systemClock, redact: String };

/** Pushes 3 GB to a directory, and to Swift and Azurite where these are installed; what it came to. */
export async function stores3gb(seed: number): Promise<string> {
  const told: string[] = [];
  const directory = await Deno.makeTempDir({ prefix: "lookervault-soak-" });
  try {
    told.push(await thereAndBack("directory", await open(directory, {}), seed));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  if (swiftMissing() === null) {
    await using server = await startSwift();
    const { endpoint = "", access_key = "", secret_key = "" } = server.ready;
    const store = await open("s3://soak/copies", {
      AWS_ACCESS_KEY_ID: access_key,
      AWS_SECRET_ACCESS_KEY: secret_key,
    }, endpoint);
    const credentials = fixed({ accessKeyId: access_key, secretAccessKey: secret_key });
    const options = { bucket: "soak", region: "us-east-1", endpoint, credentials, ...own };
    await new S3Client(options).call({ doing: "make a bucket", method: "PUT", signal });
    told.push(await thereAndBack("S3 (Swift)", store, seed));
  } else told.push(`no Swift (${swiftMissing()})`);
  if (azuriteMissing() === null) {
    await using server = await startAzurite();
    const { endpoint = "", key = "" } = server.ready;
    const credentials = fixed<AzureCredential>({ kind: "key", key: Uint8Array.fromBase64(key) });
    const options = { account: "backup", container: "soak", endpoint, credentials, ...own };
    const query = { restype: "container" };
    await new AzureClient(options).call({ doing: "make a container", method: "PUT", query, signal });
    told.push(
      await thereAndBack(
        "Azure (Azurite)",
        await open("azure://backup/soak", { AZURE_STORAGE_KEY: key }, endpoint),
        seed,
      ),
    );
  } else told.push(`no Azurite (${azuriteMissing()})`);
  return told.join("; ");
}

async function open(
  destination: string,
  variables: Record<string, string>,
  endpoint?: string,
): Promise<Store> {
  const store = await openStore(destination, {
    env: (name) => variables[name],
    clock: systemClock,
    redactor: createRedactor(),
    endpoint,
  });
  return retry(store, { clock: systemClock });
}

async function thereAndBack(name: string, store: Store, seed: number): Promise<string> {
  const began = performance.now(), memory = new Peak(), whole = new Digests();
  const base = randomBytes(seed), buffers = Array.from({ length: ABREAST + 1 }, () => base.slice());
  const upload = await store.beginUpload("soak.db", { partBytes: PART, signal }), parts: UploadedPart[] = [];
  // Digests are made in order, so the parts are filled in order too.
  const filled = function* (): Generator<
    { number: number; bytes: Uint8Array<ArrayBuffer>; buffer: Uint8Array<ArrayBuffer> }
  > {
    for (let number = 1; number <= PARTS + 1; number++) {
      const buffer = buffers.pop() ?? base.slice();
      new DataView(buffer.buffer).setUint32(0, number);
      const bytes = number > PARTS ? buffer.subarray(0, TAIL) : buffer;
      whole.update(bytes);
      yield { number, bytes, buffer };
    }
  };
  await forEachPooled(
    filled(),
    store.abilities.partsInOrder ? 1 : ABREAST,
    async ({ number, bytes, buffer }) => {
      parts[number - 1] = await store.putPart(upload, { number, bytes }, { signal });
      buffers.push(buffer);
      memory.look();
    },
  );
  const digests = whole.finish();
  await store.completeUpload(upload, parts, { whole: digests, signal });
  const up = performance.now(), hash = createHash("sha256");
  const { bytes, stream } = await store.get({ key: "soak.db" }, { signal });
  for await (const chunk of stream) {
    hash.update(chunk);
    memory.look();
  }
  const down = performance.now();
  if (bytes !== digests.bytes || hash.digest("hex") !== digests.sha256) {
    throw new Error(`${name}: other bytes came back`);
  }
  if (memory.mb > MOST_MB) throw new Error(`${name}: it took ${memory.mb} MB of memory`);
  await store.remove({ key: "soak.db" }, { signal });
  const rate = (ms: number): string => `${(digests.bytes / 1000 / ms).toFixed(0)} MB/s`;
  return `${name}: ${digests.bytes} bytes, ${rate(up - began)} up, ${rate(down - up)} down, ${memory.mb} MB`;
}

/** The most memory that this process had. */
class Peak {
  mb = 0;

  look(): void {
    this.mb = Math.max(this.mb, Math.round(Deno.memoryUsage().rss / MIB));
  }
}

function randomBytes(seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PART);
  for (
    let at = 0, block = createHash("sha256").update(String(seed)).digest();
    at < PART;
    at += block.length
  ) {
    bytes.set(block, at);
    block = createHash("sha256").update(block).digest();
  }
  return bytes;
}
