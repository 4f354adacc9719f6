import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../../lib/base/clock.ts";
import { limits } from "../../../lib/snapshot/decorators/limits.ts";
import { StoreDecorator } from "../../../lib/snapshot/decorators/decorator.ts";
import type { CallOptions, StoreFacts } from "../../../lib/snapshot/store.ts";
import { bytesOfSize } from "../contract/contract.ts";
import { directory, noting } from "./_faulty.ts";

const signal = new AbortController().signal;

Deno.test("limits() keeps to so many bytes a second, both ways together", async () => {
  await using place = await directory();
  const { clock, waits } = noting(), store = limits(place.store, { clock, bytesPerSecond: 1_000_000 });
  const bytes = bytesOfSize(1024 * 1024),
    upload = await store.beginUpload("a.db", { partBytes: bytes.length, signal });
  for (const number of [1, 2, 3]) await store.putPart(upload, { number, bytes }, { signal });
  await store.putIfAbsent("b.json", bytes, { signal });
  const body = await store.get({ key: "b.json" }, { signal });
  assertEquals((await new Response(body.stream).bytes()).length, bytes.length);
  // Five times a megabyte at a megabyte a second: all but the last chunk has been waited for.
  const waited = waits.reduce((sum, ms) => sum + ms, 0);
  assert(waited > 4.9 * 1048 - 300 && waited < 5 * 1049, String(waited));
});

Deno.test("limits() without any waits for nothing", async () => {
  await using place = await directory();
  const { clock, waits } = noting(), store = limits(place.store, { clock });
  await store.putIfAbsent("b.json", bytesOfSize(5000), { signal });
  assertEquals(waits, []);
});

/** Calls that end when they are told to. */
class Slow extends StoreDecorator {
  running = 0;
  most = 0;
  readonly ends: (() => void)[] = [];

  override async facts(options: CallOptions): Promise<StoreFacts> {
    this.most = Math.max(this.most, ++this.running);
    await new Promise<void>((resolve) => this.ends.push(resolve));
    this.running--;
    return await super.facts(options);
  }
}

Deno.test("limits() has no more calls under way than are allowed, and all get their turn", async () => {
  await using place = await directory();
  await place.store.putIfAbsent("a.json", bytesOfSize(1), { signal });
  const slow = new Slow(place.store), { clock } = noting(), store = limits(slow, { clock, calls: 2 });
  const all = Array.from({ length: 7 }, () => store.facts({ signal }));
  const controller = new AbortController(), left = store.facts({ signal: controller.signal });
  controller.abort(new Error("gone"));
  await assertRejects(() => left, Error, "gone");
  let done = false;
  const end = Promise.all(all).then(() => done = true);
  while (!done) {
    slow.ends.shift()?.();
    await systemClock.delay(0);
  }
  await end;
  assertEquals(slow.most, 2);
});
