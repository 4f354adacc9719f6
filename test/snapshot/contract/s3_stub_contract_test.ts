import { assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../../lib/base/clock.ts";
import { AlreadyThereError } from "../../../lib/snapshot/errors.ts";
import type { S3StubOptions } from "../servers/s3_stub.ts";
import { s3Rig } from "./_rigs.ts";
import { keysIn, readAll, storeContract, type Subject } from "./contract.ts";

const signal = new AbortController().signal;
const text = (words: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(words);

function subject(options: S3StubOptions): Promise<Subject> {
  const rig = s3Rig(options);
  const again = () => rig.open();
  return Promise.resolve({ store: again(), again, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() });
}

storeContract("S3 (stub)", () => subject({}), { locks: false, sizes: [0, 1] });
storeContract("S3 with object lock (stub)", () => subject({ locks: true }), { locks: true, sizes: [1] });
storeContract("S3 with KMS (stub)", () => subject({ kms: true }), { locks: false, sizes: [1] });

for (const conditions of ["refused", "ignored"] as const) {
  Deno.test(`a store of S3's kind by which conditions are ${conditions} is not written over either`, async () => {
    await using rig = s3Rig({ conditions });
    await rig.open().putIfAbsent("a.json", text("first"), { signal });
    await assertRejects(
      () => rig.open().putIfAbsent("a.json", text("second"), { signal }),
      AlreadyThereError,
    );
    assertEquals(new TextDecoder().decode(await readAll(rig.open(), "a.json")), "first");
  });
}

Deno.test("a lock that a store took and did not set is not trusted", async () => {
  await using rig = s3Rig({ locks: true });
  const store = rig.open(), lockUntil = new Date(systemClock.now() + 1e8).toISOString();
  rig.stub.fault = ({ headers }) => {
    headers.delete("x-amz-object-lock-mode");
    headers.delete("x-amz-object-lock-retain-until-date");
    return undefined;
  };
  await assertRejects(
    () => store.putIfAbsent("a.json", text("x"), { lockUntil, signal }),
    Error,
    "did not lock it",
  );
});

Deno.test("who may not read retention is told that a lock is not known, not that there is none", async () => {
  await using rig = s3Rig({ locks: true });
  const lockUntil = new Date(systemClock.now() + 1e8).toISOString();
  await rig.open().putIfAbsent("a.json", text("x"), { lockUntil, signal });
  const blind = rig.stub.key({ may: ["GetObject", "ListBucket", "GetBucketObjectLockConfiguration"] });
  const store = rig.open({
    credentials: { current: () => Promise.resolve(blind), renew: () => Promise.resolve(null) },
  });
  assertEquals((await store.stat({ key: "a.json" }, { signal })).lockedUntil, undefined);
  // Nor may it list versions: it lists what is shown.
  assertEquals(await keysIn(store), ["a.json"]);
});

Deno.test("credentials that may only write are enough to write", async () => {
  await using rig = s3Rig();
  const writer = rig.stub.key({ may: ["PutObject"] });
  const store = rig.open({
    credentials: { current: () => Promise.resolve(writer), renew: () => Promise.resolve(null) },
  });
  assertEquals((await store.putIfAbsent("a.json", text("x"), { signal })).bytes, 1);
  await assertRejects(() => store.putIfAbsent("a.json", text("y"), { signal }));
  assertEquals(new TextDecoder().decode(await readAll(rig.open(), "a.json")), "x");
});
