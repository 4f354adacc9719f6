import { assertEquals, assertStringIncludes } from "@std/assert";
import { breaker } from "../../lib/http/breaker.ts";
import { BadAnswerError, NetworkError, TimeoutError, type UnreachableError } from "../../lib/http/errors.ts";
import { FakeClock } from "./fake_clock.ts";
import { ok, request, status } from "./_request.ts";

function harness(): { clock: FakeClock; opened: UnreachableError[]; send: (error?: Error) => Promise<void> } {
  const clock = new FakeClock();
  const opened: UnreachableError[] = [];
  let next: Error | undefined;
  const transport = breaker(() => next ? Promise.reject(next) : Promise.resolve(ok()), {
    clock,
    onOpen: (error) => opened.push(error),
  });
  const send = async (error?: Error): Promise<void> => {
    next = error;
    await transport(request()).catch(() => {});
  };
  return { clock, opened, send };
}

const refused = new NetworkError("op", "refused", "host", undefined);

Deno.test("breaker() opens after 20 attempts without an answer over at least 5 seconds", async () => {
  const { clock, opened, send } = harness();
  for (let i = 0; i < 20; i++) {
    assertEquals(opened.length, 0);
    await send(i % 2 ? refused : new TimeoutError("op", 1));
    if (i < 19) await clock.advance(300);
  }
  assertEquals(opened.length, 1);
  assertStringIncludes(opened[0]?.message ?? "", "20 requests in a row");
});

Deno.test("breaker() is told once, and again only after an answer", async () => {
  const { clock, opened, send } = harness();
  const fail = async (): Promise<void> => {
    for (let i = 0; i < 30; i++) await send(refused), await clock.advance(300);
  };
  await fail();
  await fail();
  assertEquals(opened.length, 1);
  await send();
  await fail();
  assertEquals(opened.length, 2);
});

Deno.test("breaker() waits 5 seconds however many attempts fail before", async () => {
  const { clock, opened, send } = harness();
  for (let i = 0; i < 1000; i++) await send(refused);
  assertEquals(opened.length, 0);
  await clock.advance(5000);
  await send(refused);
  assertEquals(opened.length, 1);
});

Deno.test("breaker() counts an answer of any status as an answer", async (t) => {
  for (const answer of [undefined, status(500), status(404), new BadAnswerError("op", 200, "HTML")]) {
    await t.step(String(answer?.message), async () => {
      const { clock, opened, send } = harness();
      for (let i = 0; i < 100; i++) {
        await send(i % 15 === 14 ? answer : refused);
        await clock.advance(1000);
      }
      assertEquals(opened.length, 0);
    });
  }
});

Deno.test("breaker() learns nothing from an aborted attempt", async () => {
  const { clock, opened, send } = harness();
  for (let i = 0; i < 40; i++) {
    await send(i % 2 ? new DOMException("stop", "AbortError") : refused);
    await clock.advance(1000);
  }
  assertEquals(opened.length, 1);
});

Deno.test("breaker() opens when everything is throttled and no answer says until when", async () => {
  for (
    const [wait, opens] of [[null, true], ["-5", true], ["0", true], ["1000000000", true], [
      "7",
      false,
    ]] as const
  ) {
    const { clock, opened, send } = harness();
    for (let i = 0; i < 60; i++) await send(status(429, wait)), await clock.advance(500);
    assertEquals(opened.length, opens ? 1 : 0, String(wait));
  }
});

Deno.test("breaker() counts no throttling that another answer interrupts", async () => {
  for (const other of [undefined, status(404), status(503)]) {
    const { clock, opened, send } = harness();
    for (let i = 0; i < 120; i++) await send(i % 30 === 29 ? other : status(429)), await clock.advance(500);
    assertEquals(opened.length, 0);
  }
});
