import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { CallBudgetError, StatusError, TimeoutError, type UnreachableError } from "../../lib/http/errors.ts";
import type { RetryNotice } from "../../lib/http/retry.ts";
import { FakeClock } from "../http/fake_clock.ts";
import { connectTo, never, testLooker } from "./_looker.ts";

const isApi = ({ url }: Request): boolean => !/log(in|out)$/.test(url);

Deno.test("connect() puts the parts together: calls, retries, bytes and notices are counted", async () => {
  let failures = 2;
  await using looker = testLooker((request) =>
    isApi(request) && failures-- > 0 ? new Response("oops", { status: 502 }) : null
  );
  const notices: RetryNotice[] = [];
  await using connection = connectTo(`${looker.url}/`, {}, { onRetry: (notice) => notices.push(notice) });
  assertEquals(looker.asked, [], "nothing is sent before the first call");
  await connection.client.call("all_boards", {}, { signal: never() });
  assertEquals(looker.asked, ["POST /login", "GET /boards", "GET /boards", "GET /boards"]);
  assertEquals([connection.limiter.calls, connection.retries()], [4, 2]);
  assertEquals(notices.map(({ operation, status }) => [operation, status]), [["all_boards", 502], [
    "all_boards",
    502,
  ]]);
  assert(connection.bytes() > 8);
});

Deno.test("a page that times out is not sent again, another request is", async () => {
  const clock = new FakeClock();
  let asked = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  await using looker = testLooker(async (request) => {
    if (!isApi(request)) return Response.json({ access_token: "t", expires_in: 9999 });
    asked.resolve();
    await free.promise;
    return new Response("[]");
  });
  await using connection = connectTo(looker.url, {}, { clock });
  const call = async (retryTimeouts: boolean, attempts: number): Promise<void> => {
    const before = looker.count("GET /boards");
    const sent = connection.client.list("all_boards", {}, { signal: never(), retryTimeouts });
    const failed = assertRejects(() => sent, TimeoutError);
    for (let i = 0; i < attempts; i++) {
      await asked.promise;
      asked = Promise.withResolvers();
      await clock.advance(10_000);
    }
    await failed;
    assertEquals(looker.count("GET /boards") - before, attempts);
  };
  await call(false, 1);
  await call(true, 4);
  free.resolve();
});

Deno.test("--max-calls holds over login and retries", async () => {
  await using looker = testLooker((request) => isApi(request) ? new Response("", { status: 500 }) : null);
  await using connection = connectTo(looker.url, { maxCalls: 3 });
  await assertRejects(() => connection.client.call("all_boards", {}, { signal: never() }), CallBudgetError);
  assertEquals(looker.asked, ["POST /login", "GET /boards", "GET /boards"]);
});

Deno.test("an error that stays is reported after a handful of requests", async () => {
  await using looker = testLooker((request) => isApi(request) ? new Response("", { status: 403 }) : null);
  await using connection = connectTo(looker.url);
  await assertRejects(() => connection.client.call("all_boards", {}, { signal: never() }), StatusError);
  assertEquals(looker.asked.length, 2);
});

Deno.test("a server that is gone is noticed once", async () => {
  const clock = new FakeClock();
  const opened: UnreachableError[] = [];
  const transport = (): Promise<never> => {
    throw new TimeoutError("login", 10);
  };
  await using connection = connectTo("http://127.0.0.1:1", {}, {
    clock,
    transport,
    onUnreachable: (error) => opened.push(error),
  });
  for (let i = 0; i < 10; i++) {
    await connection.client.call("all_boards", {}, { signal: never() }).catch(() => {});
    await clock.advance(1000);
  }
  assertEquals(opened.length, 1);
  assertEquals(opened[0]?.exitCode, 3);
});

Deno.test("Ctrl-C ends what is under way, waits and is queued at once, with its own reason", async () => {
  const asked = Promise.withResolvers<void>(), free = Promise.withResolvers<void>();
  let count = 0;
  await using looker = testLooker(async (request) => {
    if (!isApi(request)) return Response.json({ access_token: "t" });
    if (++count === 2) asked.resolve();
    await free.promise;
    return new Response("[]");
  });
  const connection = connectTo(looker.url, { workers: 2 });
  const controller = new AbortController();
  const { signal } = controller;
  const calls = Array.from(
    { length: 10 },
    () => connection.client.call("all_boards", {}, { signal }).catch((error) => error),
  );
  await asked.promise;
  const reason = new Error("Ctrl-C");
  controller.abort(reason);
  for (const error of await Promise.all(calls)) assertStrictEquals(error, reason);
  assertEquals(count, 2, "nothing was sent after it");
  free.resolve();
  await connection[Symbol.asyncDispose]();
});
