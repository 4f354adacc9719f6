/**
 * What every store has to do, whatever it is: one suite for all of them.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { digestsOf } from "../../../lib/snapshot/digests.ts";
import {
  AlreadyThereError,
  LockedError,
  LockUnavailableError,
  NotFoundError,
  RefusedError,
  StoreError,
} from "../../../lib/snapshot/errors.ts";
import { partSize, type Store, type StoredObject, type Upload } from "../../../lib/snapshot/store.ts";

/** A store to try, with nothing in it, and another object for the same place, as a second process has it. */
export interface Subject extends AsyncDisposable {
  store: Store;
  again(): Store;
}

/** Options of {@linkcode storeContract}. */
export interface ContractOptions {
  /** Why it is left out; null where it is not. */
  missing?: string | null;
  /** It can lock objects. */
  locks: boolean;
  /** Starts a server that all tests share. */
  start?: () => Promise<void>;
  /** How large the objects are that are put in parts. */
  sizes?: readonly number[];
}

const MIB = 1024 * 1024;
const SIZES = [0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20_000_000];
const signal = new AbortController().signal;

/** Bytes of which no two parts are alike. */
export function bytesOfSize(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let state = size + 1;
  for (let at = 0; at < size; at++) {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** All bytes of an object, or of a range. */
export async function readAll(
  store: Store,
  key: string,
  range?: { from: number; to?: number },
): Promise<Uint8Array> {
  const body = await store.get({ key }, { signal, ...(range && { range }) });
  return new Uint8Array(await new Response(body.stream).arrayBuffer());
}

/** Puts bytes in parts. */
export async function upload(
  store: Store,
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<StoredObject> {
  const partBytes = partSize(store.abilities, 8 * MIB);
  const begun = await store.beginUpload(key, { partBytes, signal });
  const parts = [];
  for (const { number, part } of partsOf(bytes, partBytes)) {
    parts.push(await store.putPart(begun, { number, bytes: part }, { signal }));
  }
  return await store.completeUpload(begun, parts, { whole: digestsOf(bytes), signal });
}

/** The parts of bytes. */
export function partsOf(
  bytes: Uint8Array<ArrayBuffer>,
  partBytes: number,
): { number: number; part: Uint8Array<ArrayBuffer> }[] {
  return Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, index) => ({
    number: index + 1,
    part: bytes.subarray(index * partBytes, (index + 1) * partBytes),
  }));
}

/** Keys that a store lists. */
export async function keysIn(store: Store, prefix = ""): Promise<string[]> {
  return (await Array.fromAsync(store.list(prefix, { signal }))).map(({ key }) => key).sort();
}

const same = (a: Uint8Array, b: Uint8Array): boolean => digestsOf(a).sha256 === digestsOf(b).sha256;
const text = (words: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(words);

/** Registers the suite for one store. */
export function storeContract(name: string, open: () => Promise<Subject>, options: ContractOptions): void {
  const { missing = null, locks, sizes = SIZES, start } = options;
  const test = (what: string, run: (subject: Subject) => Promise<void>): void => {
    Deno.test({
      name: `${name}: ${what}${missing === null ? "" : ` (left out: ${missing})`}`,
      ignore: missing !== null,
      fn: async () => {
        await using subject = await open();
        await run(subject);
      },
    });
  };

  /** A real server outlives the test in which it starts. */
  if (start !== undefined) {
    Deno.test({
      name: `${name}: the server starts`,
      ignore: missing !== null,
      sanitizeOps: false,
      sanitizeResources: false,
      fn: start,
    });
  }

  for (const size of sizes) {
    test(`${size} bytes come back as they were put, in parts`, async ({ store, again }) => {
      const bytes = bytesOfSize(size), put = await upload(store, "a/x.db.zst", bytes);
      assertEquals([put.key, put.bytes], ["a/x.db.zst", size]);
      const body = await again().get({ key: "a/x.db.zst" }, { signal });
      assertEquals(body.bytes, size);
      assert(same(new Uint8Array(await new Response(body.stream).arrayBuffer()), bytes));
      const shown = await again().stat({ key: "a/x.db.zst" }, { signal });
      assertEquals([shown.bytes, shown.lockedUntil], [size, null]);
      assert(Math.abs(Date.parse(shown.modifiedAt) - Date.now()) < 120_000, shown.modifiedAt);
    });
  }

  test("ranges are what was asked for, and name the whole size", async ({ store }) => {
    const bytes = bytesOfSize(1000);
    await store.putIfAbsent("r.json", bytes, { signal });
    for (
      const [from, to] of [[0, 1], [0, 1000], [10, 20], [999, undefined], [500, 5000], [1000, undefined], [
        3,
        3,
      ]] as const
    ) {
      const range = { from, ...(to !== undefined && { to }) };
      assert(same(await readAll(store, "r.json", range), bytes.subarray(from, to)), `${from}-${to}`);
    }
    const body = await store.get({ key: "r.json" }, { signal, range: { from: 5, to: 6 } });
    assertEquals(body.bytes, 1000);
    await body.stream.cancel();
    const rest = await store.get({ key: "r.json" }, { signal, range: { from: 990 }, ifTag: body.tag });
    assertEquals((await new Response(rest.stream).bytes()).length, 10);
    await assertRejects(
      () => store.get({ key: "r.json" }, { signal, range: { from: 990 }, ifTag: '"0"' }),
      NotFoundError,
    );
  });

  test("a small object is written once: the same again is done, another is refused", async ({ store, again }) => {
    const first = await store.putIfAbsent("m/a.json", text("first"), { signal });
    assertEquals(first.bytes, 5);
    assertEquals((await again().putIfAbsent("m/a.json", text("first"), { signal })).bytes, 5);
    for (const other of ["other", "longer than before", ""]) {
      await assertRejects(() => again().putIfAbsent("m/a.json", text(other), { signal }), AlreadyThereError);
    }
    assertEquals(new TextDecoder().decode(await readAll(store, "m/a.json")), "first");
    await store.putIfAbsent("m/empty.json", text(""), { signal });
    assertEquals((await readAll(store, "m/empty.json")).length, 0);
  });

  test("of many who write one key at once, at most one wins where the store says so", async ({ store, again }) => {
    await store.putIfAbsent("before.json", text("x"), { signal });
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) => again().putIfAbsent("race.json", text(`writer ${i}`), { signal })),
    );
    const won = results.flatMap((result, i) => result.status === "fulfilled" ? [i] : []);
    for (const result of results) {
      if (result.status === "fulfilled" || result.reason instanceof AlreadyThereError) continue;
      assert(result.reason instanceof StoreError && result.reason.retryable, String(result.reason));
    }
    if ((await store.facts({ signal })).atomicPut) {
      assertEquals(won.length, 1);
      assertEquals(new TextDecoder().decode(await readAll(store, "race.json")), `writer ${won[0]}`);
    }
  });

  test("an upload does not take the name of what is there", async ({ store, again }) => {
    const begun = await store.beginUpload("t.db.zst", { partBytes: partSize(store.abilities, 1), signal });
    await again().putIfAbsent("t.db.zst", text("theirs"), { signal });
    const part = await store.putPart(begun, { number: 1, bytes: text("mine") }, { signal });
    await assertRejects(
      () => store.completeUpload(begun, [part], { whole: digestsOf(text("mine")), signal }),
      AlreadyThereError,
    );
    assertEquals(new TextDecoder().decode(await readAll(store, "t.db.zst")), "theirs");
    await assertRejects(
      () => store.beginUpload("t.db.zst", { partBytes: partSize(store.abilities, 1), signal }),
      AlreadyThereError,
    );
  });

  test("another process goes on with an upload, and puts no part twice", async ({ store, again }) => {
    const partBytes = partSize(store.abilities, 1), bytes = bytesOfSize(2 * partBytes + 7);
    const parts = partsOf(bytes, partBytes);
    const kept = JSON.stringify(await store.beginUpload("b/r.db.zst", { partBytes, signal }));
    await store.putPart(JSON.parse(kept), { number: 1, bytes: parts[0]?.part ?? bytes }, { signal });
    assertEquals(await keysIn(store), []);

    const second = again(), begun: Upload = JSON.parse(kept);
    const there = await second.uploadedParts(begun, { signal });
    assertEquals(there.map(({ number, bytes }) => [number, bytes]), [[1, partBytes]]);
    const { md5 } = there[0] ?? {};
    if (md5 !== null) assertEquals(md5, digestsOf(parts[0]?.part ?? bytes).md5);
    for (const { number, part } of parts.slice(1)) {
      there.push(await second.putPart(begun, { number, bytes: part }, { signal }));
    }
    const whole = digestsOf(bytes);
    await second.completeUpload(begun, there, { whole, signal });
    assert(same(await readAll(store, "b/r.db.zst"), bytes));
    // The answer was lost: asked again, it is done.
    assertEquals((await again().completeUpload(begun, there, { whole, signal })).bytes, bytes.length);
    assertEquals(await keysIn(store), ["b/r.db.zst"]);
  });

  test("a part may be put anew", async ({ store }) => {
    const partBytes = partSize(store.abilities, 1), bytes = bytesOfSize(partBytes + 3);
    const [first, last] = partsOf(bytes, partBytes);
    assert(first && last);
    const begun = await store.beginUpload("anew.db", { partBytes, signal }), parts = [];
    for (const { number, part } of [first, first, last, last]) {
      parts[number - 1] = await store.putPart(begun, { number, bytes: part }, { signal });
    }
    await store.completeUpload(begun, parts, { whole: digestsOf(bytes), signal });
    assert(same(await readAll(store, "anew.db"), bytes));
  });

  test("unfinished uploads are listed and given up", async ({ store, again }) => {
    const partBytes = partSize(store.abilities, 1);
    const begun = await store.beginUpload("u/one.db", { partBytes, signal });
    await store.putPart(begun, { number: 1, bytes: bytesOfSize(partBytes) }, { signal });
    const listed = await Array.fromAsync(again().unfinishedUploads("u/", { signal }));
    if (store.abilities.listsUploads) assertEquals(listed.map(({ key }) => key), ["u/one.db"]);
    assertEquals(await Array.fromAsync(again().unfinishedUploads("other/", { signal })), []);
    if (await again().abortUpload(listed[0] ?? begun, { signal })) {
      assertEquals(await Array.fromAsync(store.unfinishedUploads("", { signal })), []);
      await assertRejects(() => again().uploadedParts(begun, { signal }), NotFoundError);
      await store.abortUpload(begun, { signal });
    }
    assertEquals(await keysIn(store), []);
  });

  test("a listing has the whole objects below a prefix", async ({ store, again }) => {
    const keys = ["i/a.json", "i/b.db.zst", "i/sub/c.json", "ix.json", "j/a.json"];
    for (const key of keys) await store.putIfAbsent(key, text(key), { signal });
    assertEquals(await keysIn(again()), keys);
    assertEquals(await keysIn(again(), "i/"), keys.slice(0, 3));
    assertEquals(await keysIn(again(), "i"), keys.slice(0, 4));
    assertEquals(await keysIn(again(), "i/b"), ["i/b.db.zst"]);
    assertEquals(await keysIn(again(), "none/"), []);
    const [first] = await Array.fromAsync(store.list("i/a", { signal }));
    assertEquals(first?.bytes, "i/a.json".length);
  });

  test("what is removed is gone, also when it is removed again", async ({ store, again }) => {
    await store.putIfAbsent("gone.json", text("x"), { signal });
    const [object] = await Array.fromAsync(store.list("", { signal }));
    assert(object);
    await again().remove(object, { signal });
    await again().remove(object, { signal });
    assertEquals(await keysIn(store), []);
    await assertRejects(() => store.stat({ key: "gone.json" }, { signal }), NotFoundError);
    await assertRejects(() => store.get({ key: "gone.json" }, { signal }), NotFoundError);
  });

  test("a key that not every store can hold is refused", async ({ store }) => {
    for (const key of ["../up", "/root", "a//b", "ä", ""]) {
      await assertRejects(() => store.putIfAbsent(key, text("x"), { signal }), RefusedError);
    }
  });

  test("whoever aborts gets the reason, and nothing is left", async ({ store }) => {
    const controller = new AbortController(), reason = new Error("enough");
    controller.abort(reason);
    const error = await assertRejects(() =>
      store.putIfAbsent("x.json", text("x"), { signal: controller.signal })
    );
    assertEquals(error, reason);
    assertEquals(await keysIn(store), []);
  });

  test(
    locks ? "a locked object stays" : "a lock is refused where there is none, and nothing is written",
    async ({ store }) => {
      const facts = await store.facts({ signal });
      assertEquals(facts.lock, locks ? "yes" : "no");
      assertEquals(facts.why === null, locks);
      const lockUntil = new Date(Date.now() + 86_400_000).toISOString();
      if (locks) {
        const { key, version, lockedUntil } = await store.putIfAbsent("l.json", text("x"), {
          lockUntil,
          signal,
        });
        assert(
          lockedUntil && Math.abs(Date.parse(lockedUntil) - Date.parse(lockUntil)) < 1000,
          String(lockedUntil),
        );
        const object = { key, ...(version !== undefined && { version }) };
        await assertRejects(() => store.remove(object, { signal }), LockedError);
        assertEquals((await store.stat({ key }, { signal })).lockedUntil, lockedUntil);
        return;
      }
      await assertRejects(
        () => store.putIfAbsent("l.json", text("x"), { lockUntil, signal }),
        LockUnavailableError,
      );
      const partBytes = partSize(store.abilities, 1);
      await assertRejects(
        () => store.beginUpload("l.db", { partBytes, lockUntil, signal }),
        LockUnavailableError,
      );
      assertEquals(await keysIn(store), []);
    },
  );
}
