import { assertEquals, assertRejects } from "@std/assert";
import { StoreDecorator } from "../../../lib/snapshot/decorators/decorator.ts";
import { dryRun, type StoreWish } from "../../../lib/snapshot/decorators/dry_run.ts";
import { AlreadyThereError, LockedError, LockUnavailableError } from "../../../lib/snapshot/errors.ts";
import type { CallOptions, ObjectRef, StoredObject } from "../../../lib/snapshot/store.ts";
import { bytesOfSize, keysIn, upload } from "../contract/contract.ts";
import { directory, noting } from "./_faulty.ts";

const signal = new AbortController().signal;

Deno.test("dryRun() writes and removes nothing, and tells what it would", async () => {
  await using place = await directory();
  await place.store.putIfAbsent("old.json", bytesOfSize(3), { signal });
  const wishes: StoreWish[] = [], { clock } = noting();
  const store = dryRun(place.store, { clock, onSkipped: (wish) => wishes.push(wish) });
  assertEquals((await store.putIfAbsent("new.json", bytesOfSize(5), { signal })).bytes, 5);
  assertEquals((await upload(store, "new.db", bytesOfSize(9_000_000))).bytes, 9_000_000);
  await store.remove({ key: "old.json" }, { signal });
  assertEquals(wishes, [
    { method: "putIfAbsent", key: "new.json", bytes: 5 },
    { method: "completeUpload", key: "new.db", bytes: 9_000_000 },
    { method: "remove", key: "old.json", bytes: 0 },
  ]);
  assertEquals(await keysIn(place.store), ["old.json"]);
  assertEquals(await Array.fromAsync(place.store.unfinishedUploads("", { signal })), []);
});

Deno.test("dryRun() fails where the real thing would", async () => {
  await using place = await directory();
  await place.store.putIfAbsent("old.json", bytesOfSize(3), { signal });
  const { clock } = noting(), store = dryRun(place.store, { clock });
  await assertRejects(() => store.putIfAbsent("old.json", bytesOfSize(5), { signal }), AlreadyThereError);
  const lockUntil = new Date(Date.now() + 1e6).toISOString();
  await assertRejects(
    () => store.putIfAbsent("x.json", bytesOfSize(5), { signal, lockUntil }),
    LockUnavailableError,
  );

  class Locked extends StoreDecorator {
    override async stat(object: ObjectRef, options: CallOptions): Promise<StoredObject> {
      return { ...await super.stat(object, options), lockedUntil: lockUntil };
    }
  }
  const locked = dryRun(new Locked(place.store), { clock });
  await assertRejects(() => locked.remove({ key: "old.json" }, { signal }), LockedError);
});
