import { assert, assertEquals, assertInstanceOf, assertLess, assertStrictEquals } from "@std/assert";
import { CallBudgetError, NotSentError } from "../../lib/http/errors.ts";
import { Limiter, type LimiterOptions } from "../../lib/http/limiter.ts";
import { retry } from "../../lib/http/retry.ts";
import type { Transport } from "../../lib/http/transport.ts";
import { FakeClock, settle } from "./fake_clock.ts";
import { NO_BACKOFF, ok, request, script, status } from "./_request.ts";

interface Harness {
  clock: FakeClock;
  limiter: Limiter;
  starts: number[];
  send: Transport;
}

/** A limiter around a transport that takes `latency` milliseconds. */
function harness(
  options: Omit<LimiterOptions, "clock">,
  latency: () => number,
  clock = new FakeClock(),
): Harness {
  const starts: number[] = [];
  const limiter = new Limiter({ clock, ...options });
  const send = limiter.limit(async ({ signal }) => {
    starts.push(clock.monotonic());
    await clock.delay(latency(), signal);
    return ok();
  });
  return { clock, limiter, starts, send };
}

/** The most entries of `times` in any window of one second. */
function busiestSecond(times: readonly number[]): number {
  let most = 0, from = 0;
  times.forEach((time, to) => {
    while (time - (times[from] as number) >= 1000) from++;
    most = Math.max(most, to - from + 1);
  });
  return most;
}

Deno.test("Limiter never has more requests in flight than workers", async () => {
  let most = 0;
  const { clock, limiter, send } = harness({ workers: 5 }, () => {
    most = Math.max(most, limiter.inFlight);
    return 1 + Math.random() * 20;
  });
  await clock.runUntil(Promise.all(Array.from({ length: 500 }, () => send(request()))));
  assertEquals([most, limiter.calls, limiter.inFlight, clock.pending], [5, 500, 0, 0]);
});

Deno.test("--rate-limit N: no window of a second holds more than N starts, and little is wasted", async (t) => {
  for (const rateLimit of [1, 5, 10, 50]) {
    for (const late of [0, 4, 10]) {
      await t.step(`${rateLimit} a second, timers up to ${late} ms late`, async () => {
        const clock = new FakeClock({ lateness: () => Math.random() * late });
        const { starts, send } = harness({ workers: 8, rateLimit }, () => Math.random() * 100, clock);
        const requests = 60 * rateLimit;
        await clock.runUntil(Promise.all(Array.from({ length: requests }, () => send(request()))));
        assert(busiestSecond(starts) <= rateLimit, `${busiestSecond(starts)}`);
        assertLess(clock.monotonic() / 1000, 60 * 1.05 + 1);
      });
    }
  }
});

Deno.test("--rate-limit N holds after a pause and after a time without requests", async () => {
  const { clock, starts, send } = harness({ workers: 50, rateLimit: 10 }, () => 1);
  for (let round = 0; round < 5; round++) {
    await clock.runUntil(Promise.all(Array.from({ length: 37 }, () => send(request()))));
    await clock.advance(777 * round);
  }
  assert(busiestSecond(starts) <= 10);
});

Deno.test("--max-calls is exact, retries included; what still waits fails at once", async () => {
  const clock = new FakeClock();
  const limiter = new Limiter({ clock, workers: 2, maxCalls: 7 });
  const inner = script(status(500), ok(), status(500), ok(), ok());
  const send = retry(limiter.limit(inner), { maxRetries: 3, backoff: NO_BACKOFF });
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => send(request())));
  assertEquals([inner.calls, limiter.calls], [7, 7]);
  const failed = outcomes.filter((outcome) => outcome.status === "rejected");
  assertEquals(failed.length, 15);
  for (const { reason } of failed) assertInstanceOf(reason, CallBudgetError);
});

Deno.test("a tally counts the requests of its purpose, retries included", async () => {
  const limiter = new Limiter({ clock: new FakeClock(), workers: 2 });
  const send = retry(limiter.limit(script(status(500), status(502), ok())), {
    maxRetries: 3,
    backoff: NO_BACKOFF,
  });
  const tally = { calls: 0 };
  await send(request({ tally }));
  await send(request());
  assertEquals([tally.calls, limiter.calls], [3, 4]);
});

Deno.test("a request that was not sent after all is not counted", async () => {
  const limiter = new Limiter({ clock: new FakeClock(), workers: 2 });
  const tally = { calls: 0 };
  const send = limiter.limit(() => Promise.reject(new NotSentError("op", "its token expired")));
  await send(request({ tally })).catch(() => {});
  assertEquals([limiter.calls, tally.calls], [0, 0]);
});

Deno.test("Retry-After, in seconds or as a date, holds back every request that waits (21)", async (t) => {
  const epoch = Date.parse("Tue, 01 Jan 2030 00:00:00 GMT");
  const headers: [string, string | null, number][] = [
    ["3", null, 3010],
    ["Tue, 01 Jan 2030 00:00:04 GMT", null, 4000],
    // The server's clock is a year ahead of ours: its own Date header says how long it means.
    ["Wed, 01 Jan 2031 00:00:05 GMT", "Wed, 01 Jan 2031 00:00:00 GMT", 5010],
  ];
  for (const [retryAfter, date, until] of headers) {
    for (const code of [429, 503]) {
      await t.step(`${code}, ${retryAfter}`, async () => {
        const clock = new FakeClock({ epoch });
        const pauses: number[] = [], starts: number[] = [];
        const limiter = new Limiter({ clock, workers: 4, onPause: (ms) => pauses.push(ms) });
        const send = limiter.limit(async () => {
          starts.push(clock.monotonic());
          await clock.delay(10);
          if (starts.length <= 4) throw status(code, retryAfter, date);
          return ok();
        });
        const sent = Array.from({ length: 12 }, () => send(request()).catch(() => {}));
        await clock.runUntil(Promise.all(sent));
        assertEquals(starts.slice(0, 4), [0, 0, 0, 0]);
        assert(starts.slice(4).every((at) => at >= until), `${starts}`);
        assert((starts[4] ?? 0) <= until * 1.01, `${starts}`);
        assertEquals(pauses, [until - 10]);
      });
    }
  }
});

Deno.test("a 503 burst halves the requests in flight, which are regained one by one", async () => {
  const clock = new FakeClock();
  const limiter = new Limiter({ clock, workers: 8 });
  let overloaded = true;
  const send = limiter.limit(async () => {
    await clock.delay(10);
    if (overloaded) throw status(503);
    return ok();
  });
  const burst = async (): Promise<void> => {
    await clock.runUntil(Promise.all(Array.from({ length: 8 }, () => send(request()).catch(() => {}))));
  };
  await burst();
  assertEquals(limiter.allowedInFlight, 4);
  await clock.advance(1000);
  await burst();
  assertEquals(limiter.allowedInFlight, 2);
  overloaded = false;
  const allowed: number[] = [];
  for (let i = 0; i < 8; i++) {
    await clock.advance(1995);
    await burst();
    allowed.push(limiter.allowedInFlight);
  }
  assertEquals(allowed.at(-1), 8);
  allowed.slice(1).forEach((now, i) => assert(now - (allowed[i] ?? 0) <= 2, `${allowed}`));
});

Deno.test("one slow request does not keep the regained ones waiting", async () => {
  const clock = new FakeClock();
  const limiter = new Limiter({ clock, workers: 2 });
  let sent = 0;
  const send = limiter.limit(async () => {
    if (sent++ === 0) throw status(503);
    await clock.delay(60_000);
    return ok();
  });
  await send(request()).catch(() => {});
  const both = Promise.all([send(request()), send(request())]);
  await settle();
  assertEquals(limiter.inFlight, 1);
  await clock.advance(2500);
  assertEquals(limiter.inFlight, 2);
  await clock.runUntil(both);
});

Deno.test("setCeiling() lowers and raises the requests in flight, from 1 to the workers", async () => {
  const { clock, limiter, send } = harness({ workers: 8 }, () => 100);
  const all = Promise.all(Array.from({ length: 100 }, () => send(request())));
  await settle();
  const seen: number[] = [];
  for (const ceiling of [3, 0, 100]) {
    limiter.setCeiling(ceiling);
    await clock.advance(250);
    seen.push(limiter.inFlight);
  }
  assertEquals(seen, [3, 1, 8]);
  await clock.runUntil(all);
});

Deno.test("an abort ends a wait in the queue at once, with the signal's own reason", async (t) => {
  const reason = new Error("Ctrl-C");
  await t.step("while all workers are busy", async () => {
    const { clock, limiter, send } = harness({ workers: 1 }, () => 1000);
    const controller = new AbortController();
    const first = send(request());
    const second = send(request({ signal: controller.signal })).catch((error) => error);
    await settle();
    controller.abort(reason);
    assertStrictEquals(await second, reason);
    assertEquals(clock.monotonic(), 0);
    await clock.runUntil(first);
    assertEquals(limiter.calls, 1);
  });
  await t.step("while Looker asked for a pause", async () => {
    const clock = new FakeClock();
    const limiter = new Limiter({ clock, workers: 1 });
    const send = limiter.limit(script(status(429, "300"), ok()));
    await send(request()).catch(() => {});
    const controller = new AbortController();
    const second = send(request({ signal: controller.signal })).catch((error) => error);
    await settle();
    assertEquals(clock.pending, 1);
    controller.abort(reason);
    assertStrictEquals(await second, reason);
    assertEquals([clock.monotonic(), clock.pending], [0, 0]);
  });
  await t.step("before it waits", async () => {
    const { limiter, send } = harness({ workers: 1 }, () => 1);
    const sent = send(request({ signal: AbortSignal.abort(reason) })).catch((error) => error);
    assertStrictEquals(await sent, reason);
    assertEquals(limiter.calls, 0);
  });
});

Deno.test("an urgent request goes before all that wait", async () => {
  const order: string[] = [];
  const clock = new FakeClock();
  const send = new Limiter({ clock, workers: 1 }).limit(async ({ operation }) => {
    order.push(operation);
    await clock.delay(10);
    return ok();
  });
  const all = ["a", "b", "c"].map((operation) => send(request({ operation })));
  all.push(send(request({ operation: "login", urgent: true })));
  await clock.runUntil(Promise.all(all));
  assertEquals(order, ["a", "login", "b", "c"]);
});

Deno.test("busyMs over workers times duration is the utilization", async () => {
  const { clock, limiter, send } = harness({ workers: 4 }, () => 100);
  await clock.runUntil(Promise.all(Array.from({ length: 10 }, () => send(request()))));
  assertEquals([limiter.busyMs, clock.monotonic()], [1000, 300]);
  assertEquals(limiter.busyMs / (4 * clock.monotonic()), 10 / 12);
});
