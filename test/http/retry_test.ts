import { assert, assertEquals, assertInstanceOf, assertRejects, assertStrictEquals } from "@std/assert";
import {
  BadAnswerError,
  CallBudgetError,
  NetworkError,
  type NetworkFailure,
  NotSentError,
  TimeoutError,
} from "../../lib/http/errors.ts";
import { isRetriable, retry, type RetryNotice } from "../../lib/http/retry.ts";
import type { Transport } from "../../lib/http/transport.ts";
import { FakeClock } from "./fake_clock.ts";
import { NO_BACKOFF, ok, request, script, status } from "./_request.ts";

const network = (failure: NetworkFailure): NetworkError => new NetworkError("op", failure, "host", undefined);

Deno.test("isRetriable() follows status, error class and method", async (t) => {
  // [error, GET/PUT/PATCH/DELETE, a page (no retry of time-outs), POST]
  const cases: [string, unknown, boolean, boolean, boolean][] = [
    ["400", status(400), false, false, false],
    ["401", status(401), false, false, false],
    ["403", status(403), false, false, false],
    ["404", status(404), false, false, false],
    ["405", status(405), false, false, false],
    ["408", status(408), true, true, false],
    ["409", status(409), false, false, false],
    ["422", status(422), false, false, false],
    ["429", status(429), true, true, true],
    ["500", status(500), true, true, false],
    ["501", status(501), false, false, false],
    ["502", status(502), true, true, false],
    ["503", status(503), true, true, false],
    ["504", status(504), true, true, false],
    ["302", status(302), false, false, false],
    ["time-out", new TimeoutError("op", 1), true, false, false],
    ["total time-out", new TimeoutError("op", 4, { total: true }), false, false, false],
    ["reset", network("reset"), true, true, false],
    ["refused", network("refused"), true, true, false],
    ["dns", network("dns"), true, true, false],
    ["other", network("other"), true, true, false],
    ["tls", network("tls"), false, false, false],
    ["bad answer", new BadAnswerError("op", 200, "it is not JSON"), true, true, false],
    ["call budget", new CallBudgetError("op", 5), false, false, false],
    ["not sent", new NotSentError("op", "no id"), false, false, false],
    ["permission", new Deno.errors.NotCapable("Requires net access"), false, false, false],
    ["abort", new DOMException("stop", "AbortError"), false, false, false],
    ["bug", new TypeError("x is not a function"), false, false, false],
  ];
  for (const [name, error, read, page, post] of cases) {
    await t.step(name, () => {
      assertEquals(isRetriable(error, { idempotent: true, retryTimeouts: true }), read, "read");
      assertEquals(isRetriable(error, { idempotent: true, retryTimeouts: false }), page, "page");
      assertEquals(isRetriable(error, { idempotent: false, retryTimeouts: true }), post, "post");
    });
  }
});

const options = { maxRetries: 5, backoff: NO_BACKOFF };

Deno.test("retry() gets past one failure of each kind", async (t) => {
  const failures = [status(500), status(502), status(503), status(504), status(429), network("reset")];
  for (const failure of [...failures, new TimeoutError("op", 1), new BadAnswerError("op", 200, "HTML")]) {
    await t.step(failure.message, async () => {
      const inner = script(failure, ok("all"));
      assertEquals((await retry(inner, options)(request())).value, "all");
      assertEquals(inner.calls, 2);
    });
  }
});

Deno.test("retry() sends a PATCH again after a reset, a POST only after 429", async () => {
  const patched = script(network("reset"), ok());
  await retry(patched, options)(request({ method: "PATCH" }));
  assertEquals(patched.calls, 2);
  const post = request({ method: "POST", idempotent: false });
  const reset = script(network("reset"), ok());
  await assertRejects(() => retry(reset, options)(post), NetworkError);
  assertEquals(reset.calls, 1);
  const throttled = script(status(429), status(429), ok());
  await retry(throttled, options)(post);
  assertEquals(throttled.calls, 3);
});

Deno.test("retry() never sends again what lacks a permission", async () => {
  const inner = script(new Deno.errors.NotCapable("Requires net access"));
  await assertRejects(() => retry(inner, options)(request()), Deno.errors.NotCapable);
  assertEquals(inner.calls, 1);
});

Deno.test("retry() throws the last attempt's own error after maxRetries more attempts", async (t) => {
  for (const maxRetries of [0, 1, 5]) {
    await t.step(`${maxRetries} retries`, async () => {
      const errors = Array.from({ length: maxRetries + 1 }, () => status(500));
      const inner = script(...errors);
      const notices: RetryNotice[] = [];
      const transport = retry(inner, { ...options, maxRetries, onRetry: (notice) => notices.push(notice) });
      const thrown = await transport(request()).catch((error) => error);
      assertStrictEquals(thrown, errors.at(-1));
      assertEquals(inner.calls, maxRetries + 1);
      assertEquals(
        notices.map(({ attempt }) => attempt),
        Array.from({ length: maxRetries }, (_, i) => i + 1),
      );
    });
  }
});

Deno.test("retry() tells operation, attempt, status and reason of what it sends again", async () => {
  const notices: RetryNotice[] = [];
  const inner = script(network("reset"), status(503), ok());
  await retry(inner, { ...options, onRetry: (notice) => notices.push(notice) })(request());
  assertEquals(notices.map(({ attempt, status }) => [attempt, status]), [[1, null], [2, 503]]);
  assertEquals(notices[1]?.reason, "search_dashboards returned 503");
});

Deno.test("retry() gives each request its own stopwatch, kept over its attempts", async () => {
  const seen: unknown[] = [];
  const inner: Transport = ({ spent }) => {
    seen.push(spent);
    if (seen.length % 2 === 1) throw status(500);
    return Promise.resolve(ok());
  };
  const transport = retry(inner, options);
  await transport(request());
  await transport(request());
  assertStrictEquals(seen[0], seen[1]);
  assertEquals(seen[0] === seen[2], false);
});

Deno.test("retry() ends at once with the signal's reason while it waits to try again", async () => {
  const controller = new AbortController();
  const reason = new Error("Ctrl-C");
  const inner = script(status(500));
  const hour = { minTimeout: 3_600_000, maxTimeout: 3_600_000, multiplier: 1, jitter: 0 };
  const transport = retry(inner, {
    maxRetries: 5,
    backoff: hour,
    onRetry: () => queueMicrotask(() => controller.abort(reason)),
  });
  const thrown = await transport(request({ signal: controller.signal })).catch((error) => error);
  assertStrictEquals(thrown, reason);
  assertEquals(inner.calls, 1);
});

Deno.test("retry() waits as long as any status that it sends again asks for, in seconds or until a date", async (t) => {
  const asked: [string, number][] = [["7", 7000], ["Tue, 01 Jan 2030 00:00:04 GMT", 4000], ["4000", 300_000]];
  for (const code of [408, 500, 502, 504]) {
    for (const [header, ms] of asked) {
      await t.step(`${code}, ${header}`, async () => {
        const clock = new FakeClock({ epoch: Date.parse("Tue, 01 Jan 2030 00:00:00 GMT") });
        const inner = script(status(code, header), ok());
        const sent = retry(inner, { ...options, clock })(request());
        while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
        await clock.advance(ms - 1);
        assertEquals([inner.calls, clock.pending], [1, 1]);
        await clock.advance(1);
        await sent;
        assertEquals(inner.calls, 2);
      });
    }
  }
});

Deno.test("retry() leaves the waits of 429 and 503 to the limiter, and asks none of those that are not sent again", async () => {
  const clock = new FakeClock();
  await retry(script(status(429, "9"), status(503, "9"), status(502), ok()), { ...options, clock })(
    request(),
  );
  const post = request({ method: "POST", idempotent: false });
  await assertRejects(() => retry(script(status(500, "9")), { ...options, clock })(post));
  assertEquals([clock.pending, clock.monotonic()], [0, 0]);
});

Deno.test("retry() gives an operation up whose answers are never what it gives, and looks from time to time", async () => {
  const bad = new BadAnswerError("look", 200, "it is not a JSON object");
  let calls = 0, good = false;
  const send = retry(() => {
    calls++;
    return good ? Promise.resolve(ok()) : Promise.reject(bad);
  }, { maxRetries: 5, backoff: NO_BACKOFF });
  const ask = (): Promise<unknown> => send(request({ operation: "look" })).catch((error) => error);
  for (let i = 0; i < 3; i++) await ask();
  assertEquals(calls, 18, "three are tried six times each");
  for (let i = 0; i < 997; i++) assertInstanceOf(await ask(), BadAnswerError);
  assert(calls < 18 + 37 + 60, `${calls} calls`);
  const other = await send(request({ operation: "user" })).catch((error) => error);
  assertInstanceOf(other, BadAnswerError);
  good = true;
  let asked = 0;
  while (await ask() instanceof Error) assert(++asked <= 20, "it is asked again before long");
  for (let i = 0; i < 5; i++) assertEquals(await ask(), ok());
});
