/**
 * What no store may lose, whatever happens on the way: killed, cut off, flipped, run out, full, attacked.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../../lib/base/clock.ts";
import { retry } from "../../../lib/snapshot/decorators/retry.ts";
import { digestsOf } from "../../../lib/snapshot/digests.ts";
import {
  AlreadyThereError,
  DamagedError,
  DeniedError,
  ExpiredCredentialError,
  LockedError,
  NotFoundError,
  StoreError,
  StoreFullError,
  UnreachableError,
} from "../../../lib/snapshot/errors.ts";
import type { Send } from "../../../lib/snapshot/http/send.ts";
import type { Store, StoredObject, Upload, UploadedPart } from "../../../lib/snapshot/store.ts";
import { bytesOfSize, keysIn, partsOf, readAll } from "./contract.ts";
import { AzureStub } from "../servers/azure_stub.ts";
import { azureRig, gcsRig, quickSender, type Rig, s3Rig } from "./_rigs.ts";

const signal = new AbortController().signal;
const NOTE = new TextEncoder().encode("a note");
/** The tests are many, so parts are small: Google's cannot be smaller. */
const PARTS = { S3: 4096, Google: 256 * 1024, Azure: 4096 };
const rigs = {
  S3: (options: { quota?: number } = {}): Rig => s3Rig({ leastPart: PARTS.S3, ...options }),
  Google: (options: { quota?: number } = {}): Rig => gcsRig(options),
  Azure: (options: { quota?: number } = {}): Rig => azureRig(options),
};

/** A sender on whose way the `nth` request of all comes to harm: before the store sees it, or after. */
function unlucky(nth: number, trouble: "cut" | "lost"): Send {
  let sent = 0;
  return async (request) => {
    const isTheOne = ++sent === nth;
    if (isTheOne && trouble === "cut") throw new UnreachableError("the connection was cut");
    const answer = await quickSender()(request);
    if (!isTheOne) return answer;
    await answer.stream?.cancel();
    throw new UnreachableError("the answer was lost");
  };
}

/** Tries again without a wait. */
const patient = (store: Store): Store =>
  retry(store, { clock: { ...systemClock, delay: () => Promise.resolve() }, random: () => 0 });

/** Puts two parts and a bit, going on with what is kept of an upload. */
async function push(
  store: Store,
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
  kept: { upload?: Upload } = {},
): Promise<StoredObject> {
  const partBytes = store.abilities.partsInOrder ? PARTS.Google : PARTS.S3;
  let parts: UploadedPart[] = [];
  if (kept.upload !== undefined) {
    try {
      parts = await store.uploadedParts(kept.upload, { signal });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      delete kept.upload;
    }
  }
  const upload = kept.upload ??= await store.beginUpload(key, { partBytes, signal });
  for (const { number, part } of partsOf(bytes, partBytes)) {
    if (!parts.some((one) => one.number === number)) {
      parts.push(await store.putPart(upload, { number, bytes: part }, { signal }));
    }
  }
  return await store.completeUpload(upload, parts, { whole: digestsOf(bytes), signal });
}

for (const [name, rigOf] of Object.entries(rigs)) {
  const partBytes = name === "Google" ? PARTS.Google : PARTS.S3, bytes = bytesOfSize(2 * partBytes + 9);
  const whole = async (store: Store, key: string): Promise<boolean> =>
    digestsOf(await readAll(store, key)).sha256 === digestsOf(bytes).sha256;

  /** How many requests a push and a note take. */
  const requests = async (): Promise<number> => {
    await using rig = rigOf();
    await push(rig.open(), "x.db", bytes);
    await rig.open().putIfAbsent("x.json", NOTE, { signal });
    return rig.stub.log.length;
  };

  Deno.test(`${name}: the answer of any request may be lost, and each object is there once and whole`, async () => {
    for (let nth = await requests(); nth > 0; nth--) {
      for (const trouble of ["lost", "cut", "busy"] as const) {
        await using rig = rigOf();
        if (trouble === "busy") rig.stub.fault = (request) => request.nth === nth ? busy() : undefined;
        const store = patient(rig.open(trouble === "busy" ? {} : { send: unlucky(nth, trouble) }));
        await push(store, "x.db", bytes);
        await store.putIfAbsent("x.json", NOTE, { signal });
        assertEquals(await keysIn(store), ["x.db", "x.json"], `${trouble} ${nth}`);
        assert(await whole(store, "x.db"), `${trouble} ${nth}`);
      }
    }
  });

  Deno.test(`${name}: killed at any request, nothing incomplete is listed and the next push goes on`, async () => {
    for (let nth = await requests(); nth > 0; nth--) {
      await using rig = rigOf();
      await rig.open().putIfAbsent("old.json", NOTE, { signal });
      const before = rig.stub.log.length, kept: { upload?: Upload } = {};
      // From then on nothing gets through: the process is gone.
      const dead: Send = (request) =>
        rig.stub.log.length - before >= nth - 1
          ? Promise.reject(new Error("killed"))
          : quickSender()(request);
      await assertRejects(
        async () => {
          await push(rig.open({ send: dead }), "x.db", bytes, kept);
          await rig.open({ send: dead }).putIfAbsent("x.json", NOTE, { signal });
        },
        Error,
        "killed",
      );
      const store = rig.open();
      for (const key of await keysIn(store)) if (key === "x.db") assert(await whole(store, key));
      await push(store, "x.db", bytes, kept).catch((error) => {
        // It was finished before.
        if (!(error instanceof AlreadyThereError)) throw error;
      });
      assert(await whole(store, "x.db"), String(nth));
      assertEquals((await keysIn(store)).filter((key) => key !== "x.json"), ["old.json", "x.db"]);
    }
  });

  Deno.test(`${name}: a byte that is flipped on the way is noticed, and sent again`, async () => {
    await using rig = rigOf();
    let flips = Infinity;
    const flipping: Send = (request) => {
      const last = (request.body?.length ?? 0) - 1,
        isData = last > 200 || request.url.includes("uploadType=multipart");
      if (request.method === "GET" || request.body === undefined || !isData || flips-- <= 0) {
        return quickSender()(request);
      }
      const body = request.body.slice(), at = Math.max(0, last - 45);
      body[at] = (body[at] ?? 0) ^ 1;
      return quickSender()({ ...request, body });
    };
    const store = rig.open({ send: flipping });
    await assertRejects(() => push(store, "x.db", bytes), DamagedError);
    assertEquals(await keysIn(store), []);
    flips = 1;
    const kept: { upload?: Upload } = {};
    await push(patient(store), "y.db", bytes, kept).catch(async (error) => {
      assert(error instanceof DamagedError);
      delete kept.upload;
      await push(patient(store), "y.db", bytes, kept);
    });
    assert(await whole(store, "y.db"));
  });

  Deno.test(`${name}: credentials that run out in the middle are renewed, or named; a new one goes on`, async () => {
    await using rig = rigOf();
    const [first, ...rest] = partsOf(bytes, partBytes);
    assert(first);
    for (const renewed of [true, false]) {
      const { store, end } = rig.expiring(renewed), key = renewed ? "renewed.db" : "ended.db";
      const upload = await store.beginUpload(key, { partBytes, signal });
      const parts = [await store.putPart(upload, { number: 1, bytes: first.part }, { signal })];
      end();
      const goOn = async (by: Store): Promise<StoredObject> => {
        for (const { number, part } of rest) {
          if (parts.length < number) {
            parts.push(await by.putPart(upload, { number, bytes: part }, { signal }));
          }
        }
        return await by.completeUpload(upload, parts, { whole: digestsOf(bytes), signal });
      };
      if (!renewed) {
        const error = await assertRejects(() => goOn(store), ExpiredCredentialError);
        assertEquals(error.message.includes("expired"), true);
        await assertRejects(() => store.stat({ key: "x" }, { signal }), ExpiredCredentialError);
        parts.splice(1);
      }
      await goOn(renewed ? store : rig.open());
      assert(await whole(rig.open(), key));
    }
  });

  Deno.test(`${name}: a full store says so, and what is there stays`, async () => {
    await using rig = rigOf({ quota: bytes.length + 100 });
    const store = rig.open();
    await push(store, "old.db", bytes);
    await assertRejects(() => push(store, "new.db", bytes), StoreFullError);
    await assertRejects(() => store.putIfAbsent("new.json", bytesOfSize(200), { signal }), StoreFullError);
    assertEquals(await keysIn(store), ["old.db"]);
    assert(await whole(store, "old.db"));
  });

  Deno.test(`${name}: what may write and not delete suffices to push, and deletes or alters 0 of 20 locked copies`, async () => {
    await using rig = locking(name);
    const mine = rig.open({ may: "push" }), lockUntil = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const copies = Array.from(
      { length: 20 },
      (_, i) => ({ key: `c/${String(i).padStart(2, "0")}.db`, bytes: bytesOfSize(i + 1) }),
    );
    for (const { key, bytes } of copies) {
      const made = await mine.putIfAbsent(key, bytes, { lockUntil, signal });
      assertEquals(Math.abs(Date.parse(made.lockedUntil ?? "") - Date.parse(lockUntil)) < 1000, true);
    }
    const big = await push(mine, "c/big.db", bytes);
    assertEquals(big.bytes, bytes.length);

    // With the same credentials.
    for (const { key } of copies) {
      const refused = await assertRejects(() => mine.remove({ key }, { signal }));
      assert(refused instanceof DeniedError || refused instanceof LockedError, String(refused));
      await assertRejects(() => mine.putIfAbsent(key, NOTE, { signal }), AlreadyThereError);
    }
    // With all rights there are, and past this program's own care: written over, hidden, deleted by version.
    const all = rig.open(), listed = await Array.fromAsync(all.list("c/", { signal }));
    for (const [index, object] of listed.filter(({ key }) => key !== "c/big.db").entries()) {
      if (index % 2 === 0) await overwrite(rig, object.key);
      await hide(rig, object.key);
      const error = await assertRejects(() => all.remove(object, { signal }), LockedError);
      assert(error.until !== null && error.message.includes("locked until"));
    }
    let lost = 0;
    const after = await Array.fromAsync(mine.list("c/", { signal }));
    for (const { key, bytes } of copies) {
      const object = after.find((one) => one.key === key);
      assertEquals(object?.disturbed, "hidden");
      const body = object === undefined ? null : await mine.get(object, { signal });
      const read = body === null ? NOTE : await new Response(body.stream).bytes();
      if (digestsOf(read).sha256 !== digestsOf(bytes).sha256) lost++;
    }
    assertEquals(lost, 0);
  });

  Deno.test(`${name}: no message holds a secret`, async () => {
    await using rig = rigOf();
    const store = rig.open();
    const upload = await store.beginUpload("x.db", { partBytes, signal });
    rig.stub.fault = ({ headers, url }) =>
      new Response(`echo ${headers.get("authorization")} ${url.href}`, { status: 418 });
    const secret = name === "S3" ? "secret-AKIA" : upload.id;
    for (
      const work of [
        () => store.putPart(upload, { number: 1, bytes }, { signal }),
        () => store.facts({ signal }),
      ]
    ) {
      const error = await assertRejects(work);
      assert(error instanceof StoreError, String(error));
      assertEquals(error.message.includes(secret), false, error.message);
      assertEquals(/upload_id=[^*]/.test(error.message), false, error.message);
    }
  });

  Deno.test(`${name}: wrong credentials are told apart from those that ran out`, async () => {
    await using rig = rigOf();
    const poor = rig.open({ may: "push" });
    await poor.putIfAbsent("a.json", NOTE, { signal });
    await assertRejects(() => poor.remove({ key: "a.json" }, { signal }), DeniedError);
  });
}

/** A store that locks. */
function locking(name: string): Rig {
  if (name === "S3") return s3Rig({ locks: true, leastPart: PARTS.S3 });
  return name === "Azure" ? azureRig({ locks: true }) : gcsRig({ objectRetention: true, versioning: true });
}

/** Removes what is shown, as somebody would who does not look at locks. */
async function hide(rig: Rig, key: string): Promise<void> {
  if (!(rig.stub instanceof AzureStub)) return await rig.open().remove({ key }, { signal });
  const headers = { authorization: `Bearer ${rig.stub.token()}`, "x-ms-version": "1" };
  const answer = await fetch(`${rig.stub.url}/backup/copies/p/${key}`, { method: "DELETE", headers });
  await answer.body?.cancel();
  assertEquals(answer.status, 202);
}

/** Writes over a key as somebody would who does not use this program. */
async function overwrite(rig: Rig, key: string): Promise<void> {
  if ("client" in rig) {
    const { client, stub } = rig as ReturnType<typeof s3Rig>;
    await client(stub.key()).call({ doing: "attack", method: "PUT", key: `p/${key}`, body: "evil", signal });
    return;
  }
  if (rig.stub instanceof AzureStub) {
    const answer = await fetch(`${rig.stub.url}/backup/copies/p/${key}`, {
      method: "PUT",
      headers: {
        authorization: `Bearer ${rig.stub.token()}`,
        "x-ms-version": "1",
        "x-ms-blob-type": "BlockBlob",
      },
      body: "evil",
    });
    await answer.body?.cancel();
    return assertEquals(answer.status, 201);
  }
  const { stub } = rig as ReturnType<typeof gcsRig>;
  const answer = await fetch(`${stub.url}/upload/storage/v1/b/copies/o?uploadType=multipart`, {
    method: "POST",
    headers: { authorization: `Bearer ${stub.token()}`, "content-type": "multipart/related; boundary=b" },
    body: `--b\r\n\r\n${JSON.stringify({ name: `p/${key}` })}\r\n--b\r\n\r\nevil\r\n--b--\r\n`,
  });
  await answer.body?.cancel();
  assertEquals(answer.status, 200);
}

function busy(): Response {
  return new Response("slow down", { status: 503 });
}
