import { assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { StalledError, TimeoutError } from "../../lib/http/errors.ts";
import { timeout } from "../../lib/http/timeout.ts";
import { fetchTransport, type Transport } from "../../lib/http/transport.ts";
import { FakeClock } from "./fake_clock.ts";
import { ok, request, status } from "./_request.ts";

/** Never answers, but listens to the signal, as fetch does. */
const hang: Transport = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

const limits = { seconds: 10, totalSeconds: 40 };

Deno.test("timeout() ends an attempt after its time, not before", async () => {
  const clock = new FakeClock();
  let thrown: unknown;
  const sent = timeout(hang, { clock, ...limits })(request()).catch((error) => thrown = error);
  await clock.advance(9999);
  assertEquals(thrown, undefined);
  await clock.advance(1);
  await sent;
  assertInstanceOf(thrown, TimeoutError);
  assertEquals(
    thrown.message,
    "Cannot finish search_dashboards: no complete response within 10 s (one attempt)",
  );
  assertEquals(thrown.total, false);
});

Deno.test("timeout() leaves no timer after an answer or an error", async () => {
  const clock = new FakeClock();
  await timeout(() => Promise.resolve(ok()), { clock, ...limits })(request());
  await timeout(() => Promise.reject(status(500)), { clock, ...limits })(request()).catch(() => {});
  assertEquals(clock.pending, 0);
});

Deno.test("timeout() ends the last attempt when the time of all together is used up", async () => {
  const clock = new FakeClock();
  const spent = { ms: 0 };
  const seconds: unknown[] = [];
  for (let i = 0; i < 5; i++) {
    const sent = timeout(hang, { clock, ...limits, totalSeconds: 35 })(request({ spent }));
    const error = await clock.runUntil(sent).catch((error) => error);
    assertInstanceOf(error, TimeoutError);
    seconds.push([clock.monotonic() / 1000, error.total]);
    // Waiting in line or for a back-off is free.
    await clock.advance(100_000);
  }
  assertEquals(seconds, [[10, false], [120, false], [230, false], [335, true], [435, true]]);
  assertEquals(spent.ms, 35_000);
});

Deno.test("timeout() passes on the outer signal's own reason, at once", async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const reason = new Error("Ctrl-C");
  const sent = timeout(hang, { clock, ...limits })(request({ signal: controller.signal }))
    .catch((error) => error);
  controller.abort(reason);
  assertStrictEquals(await sent, reason);
  assertEquals([clock.monotonic(), clock.pending], [0, 0]);
});

Deno.test("timeout() sends nothing for a signal that is aborted already", async () => {
  const reason = new Error("Ctrl-C");
  let sent = 0;
  const inner: Transport = () => Promise.resolve((sent++, ok()));
  const thrown = await timeout(inner, { clock: new FakeClock(), ...limits })(
    request({ signal: AbortSignal.abort(reason) }),
  ).catch((error) => error);
  assertStrictEquals(thrown, reason);
  assertEquals(sent, 0);
});

Deno.test("timeout() counts a body that drips: headers alone are no answer", async () => {
  const clock = new FakeClock();
  const dripping = Promise.withResolvers<void>();
  await using server = Deno.serve({ port: 0, onListen() {} }, () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode("["));
        dripping.resolve();
        return new Promise(() => {});
      },
    }, { highWaterMark: 0 });
    return new Response(body);
  });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const sent = timeout(fetchTransport, { clock, ...limits })(request({ url })).catch((error) => error);
  await dripping.promise;
  await clock.advance(10_000);
  assertInstanceOf(await sent, TimeoutError);
});

/** Headers at once, then `bytes` every second, for ever. */
function trickle(clock: FakeClock, bytes: number): Transport {
  return ({ signal, pace }) =>
    new Promise((_, reject) => {
      pace?.received(0);
      const drops = clock.every(1000, () => pace?.received(bytes));
      signal.addEventListener("abort", () => {
        drops[Symbol.dispose]();
        reject(signal.reason);
      }, { once: true });
    });
}

Deno.test("timeout() ends an answer that trickles, long before its time; the second time for good", async () => {
  const clock = new FakeClock(), spent = { ms: 0 }, limits = { seconds: 600, totalSeconds: 2400 };
  const seen: unknown[] = [];
  for (let i = 0; i < 2; i++) {
    const sent = timeout(trickle(clock, 1000), { clock, ...limits })(request({ spent }));
    const error = await clock.runUntil(sent).catch((error) => error);
    assertInstanceOf(error, StalledError);
    seen.push([clock.monotonic() / 1000, error.last]);
  }
  assertEquals(seen, [[12, false], [24, true]]);
  assertEquals(clock.pending, 0);
});

Deno.test("timeout() lets a slow answer come that does not trickle, up to its time", async () => {
  const clock = new FakeClock();
  const sent = timeout(trickle(clock, 1200), { clock, seconds: 100, totalSeconds: 400 })(request());
  assertInstanceOf(await clock.runUntil(sent).catch((error) => error), TimeoutError);
  assertEquals(clock.monotonic(), 100_000);
});

Deno.test("timeout() does not count the time in which an answer waits for memory", async () => {
  const clock = new FakeClock(), spent = { ms: 0 };
  const waiting: Transport = async ({ pace, signal }) => {
    pace?.received(0);
    pace?.waits(true);
    await clock.delay(1_000_000, signal);
    pace?.waits(false);
    await clock.delay(5000, signal);
    return ok();
  };
  const sent = timeout(waiting, { clock, seconds: 10, totalSeconds: 40 })(request({ spent }));
  await clock.runUntil(sent);
  assertEquals(spent.ms, 5000);
});

Deno.test("timeout() waits for a quick request a fifth of the time, and twice at most", async () => {
  const clock = new FakeClock(), limits = { seconds: 120, totalSeconds: 480 }, spent = { ms: 0 };
  const seen: unknown[] = [];
  for (let i = 0; i < 2; i++) {
    const sent = timeout(hang, { clock, ...limits })(request({ quick: true, spent }));
    const error = await clock.runUntil(sent).catch((error) => error);
    assertInstanceOf(error, TimeoutError);
    seen.push([clock.monotonic() / 1000, error.total]);
  }
  assertEquals(seen, [[24, false], [48, true]]);
  const brief = timeout(hang, { clock, seconds: 3, totalSeconds: 12 })(request({ quick: true }));
  await clock.runUntil(brief).catch(() => {});
  assertEquals(clock.monotonic(), 51_000, "never more than what was asked for");
});
