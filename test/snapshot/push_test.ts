import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { breaksOf, readCatalog } from "../../lib/snapshot/catalog.ts";
import { retry } from "../../lib/snapshot/decorators/retry.ts";
import { digestsOf } from "../../lib/snapshot/digests.ts";
import { ExpiredCredentialError, StoreFullError, UnreachableError } from "../../lib/snapshot/errors.ts";
import { push } from "../../lib/snapshot/push.ts";
import { parseSpan } from "../../lib/snapshot/span.ts";
import { decompressed } from "../../lib/snapshot/zstd.ts";
import { rememberedCopies } from "../../lib/vault/copied.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { cell, TempDir } from "../vault/_vaults.ts";
import { MemoryStore } from "./_memory_store.ts";
import { change, FOLDER, INSTANCE, Scene, SIGNAL, steppingClock } from "./_scene.ts";

/** Writes what a copy holds to a file. */
async function unpack(
  store: MemoryStore,
  { key, bytes, to }: { key: string; bytes: number; to: string },
): Promise<void> {
  using file = await Deno.open(to, { createNew: true, write: true, mode: 0o600 });
  async function* source() {
    yield store.bytes(key);
  }
  for await (const chunk of decompressed(source(), { bytes })) await file.write(chunk);
}

Deno.test("push() brings a whole copy, its manifest last, and the vault remembers it", async () => {
  const store = new MemoryStore();
  using scene = new Scene(store);
  const { pushed, warnings } = await scene.push();
  assertEquals(warnings, []);
  const [one] = pushed,
    { manifest } = pushed[0] ?? (() => {
      throw new Error("nothing was pushed");
    })();
  assertEquals(store.keys(), [
    `${FOLDER}/2026-01-02T00-00-00Z.db.zst`,
    `${FOLDER}/2026-01-02T00-00-00Z.json`,
  ]);
  assertEquals(store.calls.at(-1), "putIfAbsent");
  assertEquals(one?.wasInterrupted, false);
  assertEquals(
    [manifest.instance, manifest.items, manifest.session, manifest.at, manifest.previous, manifest.encoding],
    [INSTANCE, 3, "s1", "2026-01-02T00:00:00Z", null, ["zstd"]],
  );
  const key = `${FOLDER}/2026-01-02T00-00-00Z.db.zst`, { sha256, bytes } = digestsOf(store.bytes(key));
  assertEquals(manifest.stored, { sha256, bytes });
  await unpack(store, { key, bytes: manifest.plain.bytes, to: scene.file("back.db") });
  assertEquals(digestsOf(await Deno.readFile(scene.file("back.db"))).sha256, manifest.plain.sha256);
  using back = openVaultForReading(scene.file("back.db"));
  assertEquals(cell(back, "SELECT count(*) FROM content_items"), 3);
  using vault = openVaultForReading(scene.file());
  const remembered = rememberedCopies(vault);
  assertEquals(remembered.map(({ location, stamp }) => [location, stamp]), [[
    store.location,
    "2026-01-02T00-00-00Z",
  ]]);
  assertEquals(scene.files().filter((name) => name.includes("push")), []);
});

Deno.test("each copy names the one before it, and what is removed or replaced shows (chain)", async () => {
  const store = new MemoryStore();
  using scene = new Scene(store);
  for (let i = 0; i < 4; i++) await scene.push();
  const heads = (): Map<string, { stamp: string; sha256: string }> => {
    using vault = openVaultForReading(scene.file());
    return new Map(rememberedCopies(vault).map((one) => [one.folder, one]));
  };
  const breaks = async (): Promise<string[]> =>
    breaksOf(await readCatalog(store, { folder: null, signal: SIGNAL }), heads()).map(({ stamp }) => stamp);
  assertEquals(await breaks(), []);
  for (const stamp of await scene.stamps()) {
    const key = `${FOLDER}/${stamp}.json`, held = store.objects.get(key);
    store.objects.delete(key);
    assertEquals(await breaks(), [stamp]);
    if (held !== undefined) store.objects.set(key, held);
  }
  store.objects.clear();
  assertEquals(await breaks(), ["2026-01-05T00-00-00Z"]);
  const { warnings } = await scene.push();
  assertStringIncludes(warnings[0] ?? "", "2026-01-05T00-00-00Z, is missing at memory://copies");
});

Deno.test("two pushes in one second: the later waits for a second of its own", async () => {
  const store = new MemoryStore();
  using one = new Scene(store);
  using other = new Scene(store);
  const clock = steppingClock();
  await Promise.all([push(one.request({ clock })), push(other.request({ clock, recipients: [] }))]);
  await push(one.request({ clock: steppingClock() }));
  assertEquals(await one.stamps(), ["2026-01-01T00-00-02Z", "2026-01-01T00-00-01Z", "2026-01-01T00-00-00Z"]);
  assertEquals(store.keys().length, 6);
});

Deno.test("two pushes of one vault: the later waits for the first", async () => {
  const store = new MemoryStore();
  using scene = new Scene(store);
  const told: string[] = [];
  const sink = ({ event }: { event: string }): void => void told.push(event);
  const clock = {
    ...systemClock,
    delay: (_ms: number, signal?: AbortSignal) => systemClock.delay(1, signal),
  };
  await Promise.all([push(scene.request({ clock })), push(scene.request({ clock, sink }))]);
  assertEquals((await scene.stamps()).length, 2);
  assertEquals(told[0], "waiting");
  assertEquals(scene.files().filter((name) => name.includes("push")), []);
});

/** Pushes, and stops as a kill would, before or after each call in turn; then lets the next push do its work. */
for (const moment of ["before", "after"] as const) {
  Deno.test(`a push that is killed ${moment} any request leaves no copy by half, and the next goes on`, async () => {
    const store = new MemoryStore({ partsInOrder: moment === "after" });
    using scene = new Scene(store, 3);
    await scene.push();
    let killed = 0;
    for (let at = 1;; at++) {
      const before = await scene.stamps();
      let calls = 0, isDead = false;
      store[moment] = () => {
        if (isDead || ++calls >= at) {
          isDead = true;
          throw new Error("killed");
        }
      };
      scene.clock.set(scene.clock.now() + 86_400_000);
      // A process that is killed does nothing more: neither does a store that answers nothing more.
      await push(scene.request({ partBytes: 12_000 })).catch(() => {});
      store[moment] = () => {};
      if (!isDead) break;
      killed++;
      const listed = await scene.stamps();
      assert(before.every((one) => listed.includes(one)));
      for (const stamp of listed) await whole(store, stamp);
      const { pushed } = await push(scene.request());
      assert(pushed.length > 0);
      for (const stamp of await scene.stamps()) await whole(store, stamp);
      assertEquals(store.uploads.size, 0, `an upload was left after a kill ${moment} call ${at}`);
      assertEquals(scene.files().filter((name) => name.includes("push")), []);
      const { orphans } = await readCatalog(store, { folder: null, signal: SIGNAL });
      assertEquals(orphans, []);
    }
    assert(killed > 6, String(killed));
  });
}

/** Whether a copy that exists is whole. */
async function whole(store: MemoryStore, stamp: string): Promise<void> {
  const { copies } = await readCatalog(store, { folder: null, signal: SIGNAL });
  const copy = copies.find((one) => one.stamp === stamp);
  assertEquals(copy?.fault, null);
  assertEquals(digestsOf(store.bytes(copy?.data?.key ?? "")).sha256, copy?.manifest.stored.sha256);
}

Deno.test("an interrupted push continues with the parts that are there", async () => {
  const store = new MemoryStore();
  using scene = new Scene(store, 20);
  store.before = (call) => {
    if (call === "completeUpload") throw new UnreachableError("the line is down");
  };
  await assertRejects(() => push(scene.request()), UnreachableError);
  const sent = store.calls.filter((call) => call === "putPart").length;
  assert(sent > 5, String(sent));
  store.before = () => {};
  store.calls.length = 0;
  const { pushed } = await push(scene.request());
  assertEquals(pushed.map(({ wasInterrupted }) => wasInterrupted), [true]);
  assertEquals(store.calls.filter((call) => call === "putPart"), []);
  change(scene.file(), "later");
  store.before = (call) => {
    if (call === "completeUpload") throw new UnreachableError("the line is down");
  };
  await assertRejects(
    () => push(scene.request({ clock: steppingClock(Date.UTC(2026, 1, 1)) })),
    UnreachableError,
  );
  store.before = () => {};
  change(scene.file(), "later still");
  const both = await push(scene.request({ clock: steppingClock(Date.UTC(2026, 1, 2)) }));
  assertEquals(both.pushed.map(({ wasInterrupted }) => wasInterrupted), [true, false]);
  assertEquals(both.pushed.map(({ stamp }) => stamp.slice(0, 10)), ["2026-02-01", "2026-02-02"]);
});

Deno.test("a spool that was changed, or is of a copy to elsewhere, is not resumed", async () => {
  const store = new MemoryStore();
  using scene = new Scene(store);
  const interrupt = async (): Promise<void> => {
    store.before = (call) => {
      if (call === "completeUpload") throw new UnreachableError("the line is down");
    };
    await assertRejects(() => push(scene.request()), UnreachableError);
    store.before = () => {};
  };
  await interrupt();
  const spool = await Deno.readFile(scene.file("v.db.push"));
  spool[100] = (spool[100] ?? 0) ^ 1;
  await Deno.writeFile(scene.file("v.db.push"), spool);
  const first = await push(scene.request());
  assertEquals(first.pushed.map(({ wasInterrupted }) => wasInterrupted), [false]);
  assertEquals(store.uploads.size, 0);
  await interrupt();
  const other = new MemoryStore();
  Object.assign(other, { location: "memory://elsewhere" });
  const { pushed, warnings } = await push(scene.request({ store: other }));
  assertEquals(pushed.map(({ wasInterrupted }) => wasInterrupted), [false]);
  assertStringIncludes(warnings[0] ?? "", "Abandoning an interrupted push to memory://copies");
});

for (
  const [what, failure] of [
    ["a full store", new StoreFullError("it failed so")],
    ["a credential that expires", new ExpiredCredentialError("it failed so")],
  ] as const
) {
  Deno.test(`${what} in the middle of a push loses nothing, and says so; what was begun is ended`, async () => {
    const store = new MemoryStore();
    using scene = new Scene(store, 30);
    await scene.push();
    let parts = 0;
    store.before = (call) => {
      if (call === "putPart" && ++parts > 3) throw failure;
    };
    assertEquals(await assertRejects(() => scene.push()), failure);
    assertEquals((await scene.stamps()).length, 1);
    store.before = () => {};
    await scene.push();
    assertEquals([(await scene.stamps()).length >= 2, store.uploads.size], [true, 0]);
  });
}

Deno.test("a lock is asked for both objects, from the copy's moment on", async () => {
  const store = new MemoryStore();
  using scene = new Scene(store);
  const { pushed } = await scene.push({ lock: parseSpan("30d") });
  assertEquals(pushed[0]?.lockedUntil, "2026-02-01T00:00:00.000Z");
  assertEquals([...store.objects.values()].map(({ lockedUntil }) => lockedUntil), [
    "2026-02-01T00:00:00.000Z",
    "2026-02-01T00:00:00.000Z",
  ]);
});

Deno.test("a vault without a run is no backup: nothing is pushed", async () => {
  using dir = new TempDir();
  const store = new MemoryStore();
  using scene = new Scene(store);
  const empty = dir.file("empty.db");
  const { openVaultForWriting } = await import("../../lib/vault/open.ts");
  const { WRITING } = await import("../vault/_vaults.ts");
  openVaultForWriting(empty, WRITING)[Symbol.dispose]();
  await assertRejects(() => push(scene.request({ path: empty })), UsageError, "it contains no backup");
  assertEquals(store.calls, []);
});

Deno.test("with one call in ten failing, every copy is intact, and each is listed", async () => {
  const memory = new MemoryStore();
  using scene = new Scene(memory, 5);
  let state = 7;
  memory.before = () => {
    state = (state * 48271) % 2147483647;
    if (state % 10 === 0) throw new UnreachableError("the line is bad");
  };
  const store = retry(memory, { clock: scene.clock, random: () => 0 });
  for (let i = 0; i < 10; i++) await scene.push({ store });
  const failed = memory.calls.length;
  memory.before = () => {};
  const stamps = await scene.stamps();
  assertEquals([stamps.length, failed > 100], [10, true]);
  for (const stamp of stamps) await whole(memory, stamp);
});
