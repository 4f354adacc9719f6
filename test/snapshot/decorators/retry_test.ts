import { assert, assertEquals, assertRejects } from "@std/assert";
import { retry, type StoreRetryNotice } from "../../../lib/snapshot/decorators/retry.ts";
import { digestsOf } from "../../../lib/snapshot/digests.ts";
import {
  AlreadyThereError,
  DamagedError,
  DeniedError,
  UnreachableError,
} from "../../../lib/snapshot/errors.ts";
import type { Store } from "../../../lib/snapshot/store.ts";
import { bytesOfSize } from "../contract/contract.ts";
import { directory, type Failing, FaultyStore, noting } from "./_faulty.ts";

const signal = new AbortController().signal;
const away = (): UnreachableError => new UnreachableError("Cannot reach it");
const NOTE = new TextEncoder().encode("note");

async function using_(
  failing: Failing,
  work: (
    tried: { store: Store; faulty: FaultyStore; waits: number[]; notices: StoreRetryNotice[] },
  ) => Promise<void>,
): Promise<void> {
  await using place = await directory();
  const { clock, waits } = noting(), notices: StoreRetryNotice[] = [];
  const faulty = new FaultyStore(place.store, failing, away);
  const store = retry(faulty, { clock, random: () => 1, onRetry: (notice) => notices.push(notice) });
  await work({ store, faulty, waits, notices });
}

Deno.test("retry() makes a call again that failed for now, each time waiting longer", async () => {
  await using_(({ nth }) => nth <= 3 ? away() : null, async ({ store, faulty, waits, notices }) => {
    await store.putIfAbsent("a.json", NOTE, { signal });
    assertEquals(faulty.calls, Array(4).fill("putIfAbsent"));
    assertEquals(waits, [250, 500, 1000]);
    assertEquals(notices.map(({ method, key, attempt }) => [method, key, attempt]), [
      ["putIfAbsent", "a.json", 1],
      ["putIfAbsent", "a.json", 2],
      ["putIfAbsent", "a.json", 3],
    ]);
  });
});

Deno.test("retry() gives up after five, with the last error as it is", async () => {
  await using_(away, async ({ store, faulty }) => {
    const error = await assertRejects(() => store.facts({ signal }), UnreachableError);
    assertEquals(error.message, "Cannot reach it");
    assertEquals(faulty.calls.length, 6);
  });
});

Deno.test("retry() waits at least as long as the store asks", async () => {
  const asking = new UnreachableError("busy", { retryAfterMs: 7000 });
  await using_(({ nth }) => nth === 1 ? asking : null, async ({ store, waits }) => {
    await store.facts({ signal });
    assertEquals(waits, [7000]);
  });
});

Deno.test("retry() does not repeat what will not get better", async () => {
  for (
    const error of [
      new DeniedError("no"),
      new AlreadyThereError("there"),
      new DamagedError("broken", { retryable: false }),
      new TypeError("a fault of ours"),
    ]
  ) {
    await using_(() => error, async ({ store, faulty }) => {
      assertEquals(await assertRejects(() => store.facts({ signal })), error);
      assertEquals(faulty.calls.length, 1);
    });
  }
});

Deno.test("retry() puts a part again that was damaged on its way", async () => {
  const failing: Failing = ({ method, nth }) =>
    method === "putPart" && nth === 2 ? new DamagedError("flipped") : null;
  await using_(failing, async ({ store }) => {
    const upload = await store.beginUpload("b.db", { partBytes: 1024 * 1024, signal });
    const part = await store.putPart(upload, { number: 1, bytes: NOTE }, { signal });
    assertEquals((await store.completeUpload(upload, [part], { whole: digestsOf(NOTE), signal })).bytes, 4);
  });
});

Deno.test("retry() reads on where the bytes broke off", async () => {
  await using_(() => null, async ({ store, faulty, notices }) => {
    const bytes = bytesOfSize(1_000_000);
    await store.putIfAbsent("c.db", bytes, { signal });
    for (
      const [range, broken] of [[{ from: 0 }, 300_001], [{ from: 10, to: 900_000 }, 0], [
        { from: 999_999 },
        0,
      ]] as const
    ) {
      faulty.breakAfter = broken;
      const body = await store.get({ key: "c.db" }, { signal, range });
      const read = await new Response(body.stream).bytes();
      assertEquals(
        digestsOf(read).sha256,
        digestsOf(bytes.subarray(range.from, "to" in range ? range.to : undefined)).sha256,
      );
      assertEquals(faulty.breakAfter, null);
    }
    assertEquals(notices.map(({ method }) => method), ["get", "get", "get"]);
  });
});

Deno.test("retry() does not read on in another object that took the name", async () => {
  await using_(() => null, async ({ store, faulty }) => {
    await store.putIfAbsent("d.db", bytesOfSize(1_000_000), { signal });
    faulty.breakAfter = 300_000;
    const body = await store.get({ key: "d.db" }, { signal });
    await store.remove({ key: "d.db" }, { signal });
    await store.putIfAbsent("d.db", bytesOfSize(900_000), { signal });
    await assertRejects(() => new Response(body.stream).bytes());
  });
});

Deno.test("retry() begins a listing again and gives out each object once", async () => {
  await using_(() => null, async ({ store, faulty, notices }) => {
    for (const key of ["a", "b", "c", "d"]) await store.putIfAbsent(`${key}.json`, NOTE, { signal });
    faulty.breakListing = 2;
    const listed = (await Array.fromAsync(store.list("", { signal }))).map(({ key }) => key);
    assertEquals(listed.toSorted(), ["a.json", "b.json", "c.json", "d.json"]);
    assertEquals(notices.length, 1);
  });
});

Deno.test("retry() stops when it is told to", async () => {
  const controller = new AbortController();
  await using_(() => {
    controller.abort(new Error("enough"));
    return away();
  }, async ({ store, faulty }) => {
    await assertRejects(() => store.facts({ signal: controller.signal }));
    assert(faulty.calls.length === 1);
  });
});
