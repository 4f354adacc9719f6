import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../../lib/base/clock.ts";
import { fixed } from "../../../lib/snapshot/credentials/lease.ts";
import { ExpiredCredentialError, RefusedError, UnreachableError } from "../../../lib/snapshot/errors.ts";
import { caller } from "../../../lib/snapshot/http/call.ts";
import { isBusy, sender, type StoreRequest, textOf } from "../../../lib/snapshot/http/send.ts";
import { rawServer } from "../../http/_raw_server.ts";
import { FakeClock } from "../../http/fake_clock.ts";

const signal = new AbortController().signal;
const send = sender({ clock: systemClock });

function request(port: number, more: Partial<StoreRequest> = {}): StoreRequest {
  const url = `http://127.0.0.1:${port}/bucket/key?sig=hidden`;
  return { doing: "read s3://bucket/key", method: "GET", url, headers: {}, signal, ...more };
}

Deno.test("an answer of any status comes back whole", async () => {
  await using server = rawServer("HTTP/1.1 404 Not Found\r\nx-a: b\r\ncontent-length: 4\r\n\r\ngone");
  const { status, headers, body, stream } = await send(request(server.port, { stream: true }));
  assertEquals([status, headers.get("x-a"), textOf(body), stream], [404, "b", "gone", null]);
});

Deno.test("a redirect is not followed: what is signed is meant for one host", async () => {
  await using server = rawServer(
    "HTTP/1.1 307 Elsewhere\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
  );
  assertEquals((await send(request(server.port))).status, 307);
});

Deno.test("a connection that breaks is worth another try, and its message holds no query", async () => {
  for (const answer of [null, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"]) {
    await using server = rawServer(answer);
    const error = await assertRejects(() => send(request(server.port)), UnreachableError);
    assert(
      error.retryable && error.message.startsWith("Cannot read s3://bucket/key: 127.0.0.1:"),
      error.message,
    );
    assertEquals(JSON.stringify([error.message, error.hint, String(error.cause)]).includes("hidden"), false);
  }
  const closed = rawServer(null);
  await closed[Symbol.asyncDispose]();
  await assertRejects(() => send(request(closed.port)), UnreachableError, "refused");
});

Deno.test("a stream that breaks off, or ends too early, fails", async () => {
  await using server = rawServer("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
  const { stream } = await send(request(server.port, { stream: true }));
  assert(stream !== null);
  await assertRejects(() => new Response(stream).bytes(), UnreachableError);
});

Deno.test("an answer that does not come is given up, sooner for small requests than for large ones", async () => {
  for (const [bytes, seconds] of [[0, 60], [32 * 1024 * 100, 160]] as const) {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 }), clock = new FakeClock();
    const asked = sender({ clock })(
      request(listener.addr.port, { method: "PUT", body: new Uint8Array(bytes) }),
    );
    const connection = await listener.accept();
    const failed = assertRejects(() => asked, UnreachableError, `no data arrived for ${seconds} s`);
    await clock.advance(seconds * 1000 - 1);
    assertEquals(clock.pending, 1);
    await clock.advance(1);
    await failed;
    connection.close();
    listener.close();
  }
});

Deno.test("an answer that is no object and yet huge is refused", async () => {
  const body = "x".repeat(17 * 1024 * 1024);
  await using server = rawServer(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  await assertRejects(() => send(request(server.port)), RefusedError, "more than 16 MB");
});

Deno.test("whoever aborts gets the reason", async () => {
  await using server = rawServer("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  const controller = new AbortController(), reason = new Error("enough");
  controller.abort(reason);
  assertEquals(await assertRejects(() => send(request(server.port, { signal: controller.signal }))), reason);
});

Deno.test("isBusy() tells a store that may be better soon from one that never will", () => {
  assertEquals([408, 429, 500, 502, 503, 504].map(isBusy), Array(6).fill(true));
  assertEquals([200, 304, 400, 403, 404, 409, 412, 501, 505, 507].map(isBusy), Array(10).fill(false));
});

Deno.test("caller() renews a credential once, and says when there is no other", async () => {
  const used: string[] = [];
  const ask = (renew: () => Promise<string | null>, good: string): Promise<{ status: number }> =>
    caller<string>({
      send: ({ headers }) => {
        used.push(headers["authorization"] ?? "");
        const status = headers["authorization"] === good ? 200 : 401;
        return Promise.resolve({ status, headers: new Headers(), body: new Uint8Array(), stream: null });
      },
      credentials: { ...fixed("old"), renew },
      authorize: (one, credential) => ({ ...one, headers: { authorization: credential } }),
      isExpired: ({ status }) => status === 401,
    })(request(1));
  assertEquals((await ask(() => Promise.resolve("new"), "new")).status, 200);
  assertEquals(used, ["old", "new"]);
  for (const next of ["new", null]) {
    await assertRejects(() => ask(() => Promise.resolve(next), "other"), ExpiredCredentialError, "expired");
  }
  assertEquals(used.slice(2), ["old", "new", "old"]);
});
