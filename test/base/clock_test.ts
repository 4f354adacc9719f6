import { assert, assertEquals, assertRejects } from "@std/assert";
import { isoTime, systemClock } from "../../lib/base/clock.ts";

Deno.test("isoTime() is ISO 8601 in UTC with milliseconds", () => {
  assertEquals(isoTime(0), "1970-01-01T00:00:00.000Z");
  assertEquals(isoTime(Date.UTC(2026, 11, 31, 23, 59, 59, 7)), "2026-12-31T23:59:59.007Z");
});

Deno.test("the system's clock tells the time, and goes on steadily", () => {
  const before = Date.now();
  const now = systemClock.now();
  assert(before <= now && now <= Date.now());
  const first = systemClock.monotonic();
  assert(systemClock.monotonic() >= first);
});

Deno.test("delay() ends, or rejects with the reason of its signal, before it and under way", async () => {
  await systemClock.delay(0);
  const reason = new Error("stop");
  const thrown = await assertRejects(() => systemClock.delay(60_000, AbortSignal.abort(reason)), Error);
  assertEquals(thrown, reason);
  const abort = new AbortController();
  const waiting = systemClock.delay(60_000, abort.signal);
  abort.abort(reason);
  assertEquals(await assertRejects(() => waiting, Error), reason);
});

Deno.test("after() calls once, unless it was disposed of", async () => {
  const calls: string[] = [];
  const done = Promise.withResolvers<void>();
  systemClock.after(0, () => calls.push("disposed"))[Symbol.dispose]();
  using _kept = systemClock.after(0, () => {
    calls.push("kept");
    done.resolve();
  });
  await done.promise;
  assertEquals(calls, ["kept"]);
});

Deno.test("every() ticks until it is disposed of", async () => {
  const done = Promise.withResolvers<void>();
  let ticks = 0;
  // Its own timer does not keep the process alive: this one does meanwhile.
  using _alive = systemClock.after(60_000, () => {});
  const handle = systemClock.every(1, () => {
    if (++ticks === 3) done.resolve();
  });
  await done.promise;
  handle[Symbol.dispose]();
  const seen = ticks;
  await systemClock.delay(5);
  assertEquals(ticks, seen);
});

Deno.test("delay(0) lets others run, and hears its signal", async () => {
  const order: string[] = [];
  queueMicrotask(() => order.push("other"));
  await systemClock.delay(0);
  assertEquals(order, ["other"]);
  const reason = new Error("stop"), abort = new AbortController();
  const waiting = systemClock.delay(0, abort.signal);
  abort.abort(reason);
  assertEquals(await assertRejects(() => waiting), reason);
  assertEquals(await assertRejects(() => systemClock.delay(0, abort.signal)), reason);
});
