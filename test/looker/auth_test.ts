import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { EXIT, LookervaultError } from "../../lib/base/errors.ts";
import { StatusError, TooLargeError } from "../../lib/http/errors.ts";
import { BadTokenError, LoginError } from "../../lib/looker/errors.ts";
import { FakeClock, settle } from "../http/fake_clock.ts";
import { CLIENT_ID, connectTo, never, SECRET, testLooker } from "./_looker.ts";

const isLogin = ({ url }: Request): boolean => url.endsWith("/login");

Deno.test("Auth logs in once for many requests at the same time, and logs out once", async () => {
  const tokens = new Set<string | null>();
  await using looker = testLooker((request, token) => {
    if (request.url.endsWith("/groups")) tokens.add(token);
    return null;
  });
  const secrets: string[] = [];
  {
    await using connection = connectTo(looker.url, {}, { onSecret: (secret) => secrets.push(secret) });
    const { client } = connection;
    await Promise.all(Array.from({ length: 30 }, () => client.call("all_groups", {}, { signal: never() })));
    await connection[Symbol.asyncDispose]();
  }
  assertEquals([looker.count("POST /login"), looker.count("DELETE /logout")], [1, 1]);
  assertEquals([...tokens], ["token-1"]);
  assertEquals(secrets, ["token-1"]);
});

Deno.test("Auth sends id and secret as a form body, and nowhere else", async () => {
  await using looker = testLooker();
  await using connection = connectTo(looker.url);
  await connection.client.call("all_groups", {}, { signal: never() });
  const form = new URLSearchParams(looker.logins[0]);
  assertEquals([...form], [["client_id", CLIENT_ID], ["client_secret", SECRET]]);
  assertEquals(looker.asked, ["POST /login", "GET /groups"]);
});

Deno.test("a connection that never sent anything does not log out", async () => {
  await using looker = testLooker();
  await connectTo(looker.url)[Symbol.asyncDispose]();
  assertEquals(looker.asked, []);
});

Deno.test("Auth renews a token of 40 seconds before it expires, with few logins", async () => {
  const clock = new FakeClock();
  const issued = new Map<string, number>();
  await using looker = testLooker((request, token) => {
    if (isLogin(request)) issued.set(`token-${looker.logins.length}`, clock.monotonic());
    else if (clock.monotonic() - (issued.get(token ?? "") ?? -Infinity) >= 40_000) {
      return new Response("expired", { status: 401 });
    }
    return null;
  }, 40);
  await using connection = connectTo(looker.url, {}, { clock });
  for (let i = 0; i < 100; i++) {
    await connection.client.call("all_groups", {}, { signal: never() });
    await clock.advance(4000);
  }
  assertEquals(looker.count("GET /groups"), 100, "none was refused and sent again");
  assert(looker.logins.length <= 12, `${looker.logins.length} logins`);
});

Deno.test("a token that expires while its request waits in line is renewed before it is sent", async () => {
  const clock = new FakeClock();
  let last = 0;
  await using looker = testLooker((request, token) => {
    if (isLogin(request)) last = clock.monotonic();
    else if (token !== `token-${looker.logins.length}` || clock.monotonic() - last >= 40_000) {
      return new Response("expired", { status: 401 });
    }
    return null;
  }, 40);
  const connection = connectTo(looker.url, { rateLimit: 0.1 }, { clock });
  const all = Promise.all(
    Array.from({ length: 12 }, () => connection.client.call("all_groups", {}, { signal: never() })),
  );
  let done = false;
  const finished = all.then(() => done = true);
  // Real requests under a clock that a test moves: time goes on whenever nothing is under way.
  while (!done) {
    if (connection.limiter.inFlight === 0) await clock.advance(2000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await finished;
  assertEquals(looker.count("GET /groups"), 12);
  assertEquals(connection.limiter.calls, looker.asked.length, "what was not sent is not counted");
  await clock.advance(5000);
  await connection[Symbol.asyncDispose]();
});

Deno.test("tokens that live less than 30 seconds are an error after three logins, and no fourth is tried", async () => {
  for (const life of [29.9, 1, 0.0001]) {
    const clock = new FakeClock();
    await using looker = testLooker(() => null, life);
    const { client } = connectTo(looker.url, {}, { clock });
    const call = (): Promise<unknown> => client.call("all_groups", {}, { signal: never() });
    const errors: unknown[] = [];
    for (let i = 0; i < 6; i++) {
      await call().catch((error) => errors.push(error));
      await clock.advance(60_000);
    }
    assertInstanceOf(errors[0], BadTokenError, `${life}`);
    assertEquals([looker.logins.length, errors.length], [3, 4], `${life}`);
    assertStringIncludes(errors[0].message, "3 tokens in a row are valid for less than 30 seconds");
  }
});

Deno.test("a token of normal life in between makes two short ones harmless", async () => {
  const clock = new FakeClock();
  const lives = [5, 5, 3600, 5, 5, 3600];
  let n = 0;
  await using looker = testLooker((request) =>
    isLogin(request) ? Response.json({ access_token: `token-${n}`, expires_in: lives[n++] }) : null
  );
  await using connection = connectTo(looker.url, {}, { clock });
  for (let i = 0; i < 6; i++) {
    await connection.client.call("all_groups", {}, { signal: never() });
    await clock.advance(4_000_000);
  }
  assertEquals(looker.logins.length, 6);
});

Deno.test("a token that cannot be sent is a clear error without its text, after one login", async () => {
  const hidden = "0123456789abcdef";
  for (
    const token of [
      hidden.repeat(320_000),
      `${hidden}\r\nX-Injected: 1`,
      `${hidden} ${hidden}`,
      `${hidden}é€`,
    ]
  ) {
    await using looker = testLooker((request) =>
      isLogin(request) ? Response.json({ access_token: token, expires_in: 3600 }) : null
    );
    const { client } = connectTo(looker.url);
    for (let i = 0; i < 2; i++) {
      const error = await client.call("all_groups", {}, { signal: never() }).catch((error) => error);
      assert(error instanceof LookervaultError);
      assertEquals(error.exitCode, EXIT.looker);
      assert(!Deno.inspect(error).includes(hidden), error.message.slice(0, 200));
    }
    assert(looker.logins.length <= 2 && looker.count("GET /groups") === 0, `${looker.logins.length}`);
  }
});

Deno.test("a token is not trusted to live for ever", async () => {
  const clock = new FakeClock();
  await using looker = testLooker(() => null, 1e300);
  await using connection = connectTo(looker.url, {}, { clock });
  await connection.client.call("all_groups", {}, { signal: never() });
  await clock.advance(25 * 3600 * 1000);
  await connection.client.call("all_groups", {}, { signal: never() });
  assertEquals(looker.logins.length, 2);
});

Deno.test("a login's answer without end is given up after its first megabyte", async () => {
  let sent = 0;
  await using looker = testLooker((request) =>
    isLogin(request)
      ? new Response(
        new ReadableStream({
          pull(controller) {
            sent += 65536;
            controller.enqueue(new Uint8Array(65536).fill(32));
          },
        }),
      )
      : null
  );
  const { client } = connectTo(looker.url);
  const error = await client.call("all_groups", {}, { signal: never() }).catch((error) => error);
  assertInstanceOf(error, TooLargeError);
  assertStringIncludes(error.message, "larger than 1 MB");
  assert(
    looker.logins.length === 1 && sent < 16 * 1024 * 1024,
    `${looker.logins.length} logins, ${sent} bytes`,
  );
});

Deno.test("Auth logs in again on 401, once for all, and sends the requests again", async () => {
  await using looker = testLooker((request, token) =>
    !isLogin(request) && token === "token-1" ? new Response("", { status: 401 }) : null
  );
  await using connection = connectTo(looker.url);
  const { client } = connection;
  const calls = Array.from({ length: 8 }, () => client.call("all_groups", {}, { signal: never() }));
  assertEquals(await Promise.all(calls), Array(8).fill([]));
  assertEquals([looker.logins.length, looker.count("GET /groups")], [2, 16]);
});

Deno.test("an operation that a good token does not open fails alone, and costs no logins after the first", async () => {
  const refused = /\/(alerts|boards\/7)/;
  await using looker = testLooker((request) =>
    refused.test(request.url) ? Response.json({ message: "no" }, { status: 401 }) : null
  );
  await using connection = connectTo(looker.url);
  const { client } = connection;
  const alerts = (): Promise<unknown> => client.call("search_alerts", {}, { signal: never() });
  const results = await Promise.allSettled([
    alerts(),
    client.call("board", { board_id: "7" }, { signal: never() }),
    client.call("all_groups", {}, { signal: never() }),
  ]);
  assertEquals(results.map(({ status }) => status), ["rejected", "rejected", "fulfilled"]);
  for (const result of results.slice(0, 2)) {
    assert(result.status === "rejected");
    assertInstanceOf(result.reason, StatusError);
    assertEquals(result.reason.status, 401);
  }
  const [logins, asked] = [looker.logins.length, looker.asked.length];
  await assertRejects(alerts, StatusError);
  assertEquals(looker.logins.length, logins, "it is known that a new token does not help");
  assertEquals(looker.asked.slice(asked), ["GET /alerts/search", "GET /session"]);
  assertEquals(await client.call("all_groups", {}, { signal: never() }), []);
});

Deno.test("an operation that was refused and is open again is refused no more: a dead token is the first thought", async () => {
  let refused = true, dead = "";
  await using looker = testLooker((request, token) =>
    refused && request.url.includes("/alerts") || token === dead ? new Response("", { status: 401 }) : null
  );
  await using connection = connectTo(looker.url);
  const alerts = (): Promise<unknown> => connection.client.call("search_alerts", {}, { signal: never() });
  await assertRejects(alerts, StatusError);
  refused = false;
  await alerts();
  dead = `token-${looker.logins.length}`;
  const asked = looker.asked.length;
  await alerts();
  assertEquals(looker.asked.slice(asked), ["GET /alerts/search", "POST /login", "GET /alerts/search"]);
});

Deno.test("tokens that die two at a time, ten times, under eight workers cost calls and nothing else", async () => {
  const dead = new Set<string | null>();
  let answers = 0, kills = 0;
  await using looker = testLooker((request, token) => {
    if (isLogin(request)) return null;
    if (dead.has(token)) return new Response("", { status: 401 });
    // This token and the next are dead from now on.
    if (++answers % 12 === 0 && kills < 10) {
      kills++;
      dead.add(token).add(`token-${looker.logins.length + 1}`);
    }
    return null;
  });
  await using connection = connectTo(looker.url, { workers: 8 });
  const calls = Array.from(
    { length: 200 },
    () => connection.client.call("all_groups", {}, { signal: never() }),
  );
  assertEquals(await Promise.all(calls), Array(200).fill([]));
  assertEquals(kills, 10);
});

Deno.test("tokens of which none is ever accepted are a LoginError, after few logins", async () => {
  await using looker = testLooker((request) => isLogin(request) ? null : new Response("", { status: 401 }));
  await using connection = connectTo(looker.url);
  const error = await assertRejects(
    () => connection.client.call("all_groups", {}, { signal: never() }),
    LoginError,
  );
  assertEquals([error.exitCode, error.status], [3, 401]);
  assertEquals(looker.logins.length, 10);
});

Deno.test("a refused login is a LoginError with exit code 3, and is not tried again", async (t) => {
  for (const code of [400, 401, 403, 404]) {
    await t.step(String(code), async () => {
      await using looker = testLooker((request) =>
        isLogin(request) ? Response.json({ message: `wrong: ${SECRET}` }, { status: code }) : null
      );
      const connection = connectTo(looker.url);
      const call = (): Promise<unknown> => connection.client.call("all_groups", {}, { signal: never() });
      const errors = await Promise.all([call(), call()].map((sent) => sent.catch((error) => error)));
      errors.push(await call().catch((error) => error));
      for (const error of errors) {
        assertInstanceOf(error, LoginError);
        assertEquals([error.exitCode, error.status, error.code], [3, code, "login_refused"]);
        assertStringIncludes(error.message, `Cannot log in to ${new URL(looker.url).host}`);
      }
      assertEquals(looker.asked, ["POST /login"]);
      await connection[Symbol.asyncDispose]();
    });
  }
});

Deno.test("a login is tried again after 503, HTML and a body without a token", async () => {
  const bad = [
    new Response("busy", { status: 503 }),
    new Response("<html>log in</html>"),
    Response.json({ token_type: "Bearer" }),
  ];
  await using looker = testLooker((request) => isLogin(request) ? bad.shift() ?? null : null);
  await using connection = connectTo(looker.url);
  await connection.client.call("all_groups", {}, { signal: never() });
  assertEquals(looker.logins.length, 4);
});

Deno.test("one caller's abort does not fail a login that others wait for", async () => {
  const asked = Promise.withResolvers<void>(), answer = Promise.withResolvers<void>();
  await using looker = testLooker(async (request) => {
    if (isLogin(request)) asked.resolve(), await answer.promise;
    return isLogin(request) ? Response.json({ access_token: "t", expires_in: 60 }) : Response.json([]);
  });
  await using connection = connectTo(looker.url);
  const controller = new AbortController();
  const first = connection.client.call("all_groups", {}, { signal: controller.signal })
    .catch((error) => error);
  const second = connection.client.call("all_groups", {}, { signal: never() });
  await asked.promise;
  controller.abort(new Error("Ctrl-C"));
  assertEquals((await first).message, "Ctrl-C");
  answer.resolve();
  assertEquals(await second, []);
  assertEquals(looker.asked, ["POST /login", "GET /groups"]);
});

Deno.test("a logout that fails or hangs never fails a run", async (t) => {
  await t.step("500", async () => {
    await using looker = testLooker(({ url }) =>
      url.endsWith("/logout") ? new Response("", { status: 500 }) : null
    );
    const connection = connectTo(looker.url);
    await connection.client.call("all_groups", {}, { signal: never() });
    await connection[Symbol.asyncDispose]();
    assertEquals(looker.count("DELETE /logout"), 1);
  });
  await t.step("no answer", async () => {
    const clock = new FakeClock(),
      asked = Promise.withResolvers<void>(),
      free = Promise.withResolvers<void>();
    await using looker = testLooker(async ({ url }) => {
      if (!url.endsWith("/logout")) {
        return url.endsWith("/login") ? Response.json({ access_token: "t" }) : Response.json([]);
      }
      asked.resolve();
      await free.promise;
      return new Response("");
    });
    const connection = connectTo(looker.url, {}, { clock });
    await connection.client.call("all_groups", {}, { signal: never() });
    const closed = connection[Symbol.asyncDispose]();
    await asked.promise;
    await clock.advance(1000);
    await closed;
    free.resolve();
    await settle();
  });
});

Deno.test("neither secret nor token is in any error, message, JSON or inspection", async (t) => {
  const echo = (request: Request, token: string | null): Promise<string> =>
    request.text().then((body) => JSON.stringify({ message: `${body} ${SECRET} ${token}` }));
  const servers: [string, Parameters<typeof testLooker>[0]][] = [
    ["500 with an echo", async (request, token) => new Response(await echo(request, token), { status: 500 })],
    ["404 with an echo", async (request, token) => new Response(await echo(request, token), { status: 404 })],
    ["200 with an echo", async (request, token) => new Response(await echo(request, token))],
    ["200, broken JSON", () => new Response(`{"access_token":"${SECRET}`)],
    ["reset", () => Promise.reject(new Error("x"))],
  ];
  for (const [name, handler] of servers) {
    await t.step(name, async () => {
      await using looker = testLooker(handler);
      const notices: unknown[] = [];
      await using connection = connectTo(looker.url, {}, { onRetry: (notice) => notices.push(notice) });
      const error = await connection.client.call("all_groups", {}, { signal: never() })
        .catch((error) => error);
      const texts = [
        Deno.inspect(error, { depth: 20, showHidden: true }),
        JSON.stringify(error),
        error.stack,
      ];
      const all = [...texts, Deno.inspect(notices, { depth: 20 })].join("\n");
      for (const form of [SECRET, encodeURIComponent(SECRET), "client_secret", "s3cr"]) {
        assertEquals(all.includes(form), false, all);
      }
      assert(error instanceof LoginError || error.operation === "login" || error instanceof StatusError);
    });
  }
});
