import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { AdaptiveRate } from "../../lib/http/adaptive_rate.ts";
import {
  faulty,
  fixedWindow,
  type RunResult,
  type Server,
  simulate,
  slidingWindow,
  tokenBucket,
} from "./_throttled_run.ts";

/** `deno test -A test/http/adaptive_rate_test.ts` with SHOW set prints the figures that specs/003 quotes. */
const SHOW = Deno.env.has("SHOW");
function show(name: string, { seconds, paused, sent, throttled, lateShare }: RunResult, more = ""): void {
  const late = (lateShare * 100).toFixed(2);
  const line = `${name}: ${seconds.toFixed(1)} s, asked to pause ${paused.toFixed(0)} s, sent ${sent}, ` +
    `429 ${throttled}, after 5 s ${late} % ${more}`;
  // deno-lint-ignore no-console
  if (SHOW) console.log(line);
}

Deno.test("a server that allows 50 requests a second is used to the full, with few 429", async (t) => {
  const servers: [string, () => Server][] = [
    ["fixed window", () => fixedWindow(50)],
    ["fixed window, begun in between", () => fixedWindow(50, 730)],
    ["sliding window", () => slidingWindow(50)],
    ["token bucket of 50", () => tokenBucket(50, 50)],
    ["token bucket of 100", () => tokenBucket(50, 100)],
  ];
  for (const [name, server] of servers) {
    for (const latencyMs of [5, 100]) {
      for (const retryAfter of ["1", null]) {
        const title = `${name}, ${latencyMs} ms, Retry-After ${retryAfter ?? "none"}`;
        await t.step(title, async () => {
          const run = await simulate({ server: server(), requests: 3000, latencyMs, retryAfter });
          show(title, run);
          assertEquals(run.done.length, 3000);
          assertLess(run.lateShare, 0.03);
          assertLess(run.seconds, 60 * 1.15);
        });
      }
    }
  }
});

Deno.test("a run of half a minute is not slowed much more than a long one", async (t) => {
  const servers: [string, () => Server][] = [
    ["fixed window", () => fixedWindow(50)],
    ["fixed window, begun in between", () => fixedWindow(50, 730)],
    ["sliding window", () => slidingWindow(50)],
  ];
  for (const [name, server] of servers) {
    for (const latencyMs of [5, 20, 100]) {
      await t.step(`${name}, ${latencyMs} ms`, async () => {
        const run = await simulate({ server: server(), requests: 1500, latencyMs });
        show(`1,500 requests, ${name}, ${latencyMs} ms`, run);
        assertLess(run.seconds, 30 * 1.15);
      });
    }
  }
});

Deno.test("one worker and fifty find the limit too", async (t) => {
  for (const workers of [1, 3, 16, 50]) {
    await t.step(`${workers} workers`, async () => {
      const run = await simulate({ server: fixedWindow(50), requests: 3000, workers });
      show(`${workers} workers, fixed window`, run);
      assertLess(run.lateShare, 0.03);
      assertLess(run.seconds, 60 * 1.15);
    });
  }
});

Deno.test("full speed is back soon after the limit is lifted", async (t) => {
  for (const latencyMs of [5, 100]) {
    for (const lift of [20, 30, 60]) {
      const full = 8000 / latencyMs;
      await t.step(`${latencyMs} ms, lifted after ${lift} s`, async () => {
        const limit = fixedWindow(50);
        const server: Server = (now) => now < lift * 1000 ? limit(now) : "ok";
        const run = await simulate({ server, latencyMs, requests: 50 * lift + 60 * full });
        let from = lift;
        const rate = (): number => run.done.filter((at) => at >= from && at < from + 1).length;
        while (rate() < 0.95 * full && from < run.seconds) from++;
        show(`${latencyMs} ms, lifted after ${lift} s`, run, `full speed after ${from - lift} s`);
        assertLess(from - lift, 70);
      });
    }
  }
});

Deno.test("faults that have nothing to do with the rate do not slow a run to a crawl", async (t) => {
  const shares = { "429": 0.015, "503": 0.015, fault: 0.07 };
  const cases: [number, string | null, number, number][] = [
    [5, null, 20_000, 0.6],
    [100, null, 20_000, 0.6],
    [100, "1", 20_000, 0.6],
    // A pause of a second after each 50 ms: what is left without the pauses is a twelfth of the run.
    [5, "1", 20_000, 0.3],
  ];
  for (const [latencyMs, retryAfter, requests, least] of cases) {
    for (const seed of [1, 2, 3, 4, 5]) {
      const title = `${latencyMs} ms, Retry-After ${retryAfter ?? "none"}, seed ${seed}`;
      await t.step(title, async () => {
        const options = { requests, latencyMs, retryAfter };
        const free = await simulate({ ...options, server: faulty(seed, shares), adaptive: false });
        const run = await simulate({ ...options, server: faulty(seed, shares) });
        const speed = free.seconds / (run.seconds - run.paused);
        show(title, run, `${(speed * 100).toFixed(0)} % of ${free.seconds.toFixed(1)} s`);
        assertGreater(speed, least);
        assertLess(run.seconds, (free.seconds + run.paused) * 1.5);
      });
    }
  }
});

Deno.test("what AdaptiveRate is bad at stays bounded", async (t) => {
  await t.step("a token bucket of only 10", async () => {
    const run = await simulate({ server: tokenBucket(50, 10), requests: 3000 });
    show("token bucket of 10", run);
    assertLess(run.lateShare, 0.03);
    assertLess(run.seconds, 90);
  });
  const shares = { "429": 0.015, "503": 0.015, fault: 0.07 };
  for (const latencyMs of [5, 100]) {
    for (const seed of [1, 2, 3, 4, 5]) {
      const title = `short, ${latencyMs} ms, Retry-After 1, seed ${seed}`;
      await t.step(title, async () => {
        const free = await simulate({
          requests: 3000,
          latencyMs,
          server: faulty(seed, shares),
          adaptive: false,
        });
        const run = await simulate({ requests: 3000, latencyMs, server: faulty(seed, shares) });
        const times = run.seconds / (free.seconds + run.paused);
        show(title, run, `${times.toFixed(2)} times pauses and work`);
        assertLess(times, 2.5);
      });
    }
  }
});

Deno.test("AdaptiveRate starts without a limit and falls at the first 429", () => {
  const rate = new AdaptiveRate();
  assertEquals(rate.rate(0), Infinity);
  for (let at = 0; at < 1000; at += 10) rate.succeeded(at);
  rate.throttled(1000, 990);
  assert(rate.rate(1000) < 110 && rate.rate(1000) > 50, `${rate.rate(1000)}`);
});

Deno.test("AdaptiveRate takes the 429 of one burst for one", () => {
  const rate = new AdaptiveRate();
  for (let at = 0; at < 1000; at += 10) rate.succeeded(at);
  rate.throttled(1000, 990);
  const once = rate.rate(1000);
  for (let i = 0; i < 20; i++) rate.throttled(1000 + i, 995);
  assertEquals(rate.rate(1000), once);
  rate.throttled(2500, 999);
  assertGreater(rate.rate(2500), once, "it was sent before the rate fell");
});

Deno.test("AdaptiveRate holds below a limit it found, probes slowly, then doubles", () => {
  const rate = new AdaptiveRate();
  for (let at = 0; at < 1000; at += 20) rate.succeeded(at);
  for (let i = 0; i < 3; i++) rate.throttled(1000, 990);
  for (let at = 1100; at < 2100; at += 20) rate.succeeded(at);
  rate.throttled(2100, 2090);
  const held = rate.rate(2100);
  assert(held > 45 && held < 50, `${held}`);
  assertEquals(rate.rate(14_000), held);
  assertLess(rate.rate(16_000), held * 1.2);
  assertGreater(rate.rate(24_100), held * 3);
  assertEquals(rate.rate(34_000), Infinity);
});
