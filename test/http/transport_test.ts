import { assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { BadAnswerError, NetworkError, type NetworkFailure, StatusError } from "../../lib/http/errors.ts";
import { fetchTransport, networkFailure, reading, type Transport } from "../../lib/http/transport.ts";
import { rawServer } from "./_raw_server.ts";
import { request, wholly } from "./_request.ts";
import { HAS_OPENSSL, makeAuthority } from "./_tls.ts";

const QUERY = "?title=a%20secret&tls=1&refused=certificate";

async function failureOf(url: string): Promise<NetworkError> {
  const error = await fetchTransport(request({ url })).catch((error) => error);
  assertInstanceOf(error, NetworkError);
  return error;
}

function serve(handler: (request: Request) => Response | Promise<Response>): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
}

Deno.test("fetchTransport() tells real network failures apart, by Deno's own errors", async (t) => {
  const cases: [string, string | Uint8Array<ArrayBuffer> | null, NetworkFailure][] = [
    ["closed before the request", null, "reset"],
    ["closed after the request", "", "reset"],
    ["closed within the headers", "HTTP/1.1 200 OK\r\ncontent-le", "reset"],
    ["truncated content-length", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1,", "reset"],
    ["truncated chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n[1,", "reset"],
    [
      "truncated gzip",
      "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 9\r\n\r\n\x1f",
      "reset",
    ],
    ["no HTTP at all", "220 mail.example ESMTP\r\n\r\n", "other"],
  ];
  for (const [name, answer, failure] of cases) {
    await t.step(name, async () => {
      await using server = rawServer(answer);
      const error = await failureOf(`http://127.0.0.1:${server.port}/x${QUERY}`);
      assertEquals(error.failure, failure, Deno.inspect(error.cause));
    });
  }
  await t.step("connection refused", async () => {
    const port = closedPort();
    const error = await failureOf(`http://127.0.0.1:${port}/dns-lookup${QUERY}`);
    assertEquals([error.failure, error.status], ["refused", null]);
    assertStringIncludes(error.message, `Cannot reach 127.0.0.1:${port}: the connection was refused`);
  });
  await t.step("a name that does not resolve", async () => {
    assertEquals((await failureOf(`http://tls-refused.invalid/${QUERY}`)).failure, "dns");
  });
  await t.step("a TLS handshake cut off", async () => {
    await using server = rawServer(null);
    assertEquals((await failureOf(`https://127.0.0.1:${server.port}/${QUERY}`)).failure, "reset");
  });
  await t.step("no TLS on that port", async () => {
    await using server = rawServer("HTTP/1.1 400 Bad Request\r\n\r\n");
    assertEquals((await failureOf(`https://127.0.0.1:${server.port}/${QUERY}`)).failure, "tls");
  });
  await t.step({
    name: "a certificate of an unknown authority",
    ignore: !HAS_OPENSSL,
    fn: async () => {
      const dir = await Deno.makeTempDir();
      try {
        const { cert, key } = await makeAuthority(dir);
        const listen = { hostname: "127.0.0.1", port: 0, onListen() {} };
        await using server = Deno.serve({ ...listen, cert, key }, () => new Response("[]"));
        const error = await failureOf(`https://127.0.0.1:${server.addr.port}/${QUERY}`);
        assertEquals(error.failure, "tls");
        assertStringIncludes(error.hint ?? "", "DENO_CERT");
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    },
  });
});

/** A port that nobody listens on. */
function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

Deno.test("a network error holds neither path nor query, not even in its cause", async () => {
  await using server = rawServer("");
  const error = await failureOf(`http://127.0.0.1:${server.port}/secret-path${QUERY}`);
  for (const text of [error.message, String(error.cause), Deno.inspect(error), JSON.stringify(error)]) {
    assertEquals(/secret/.test(text), false, text);
  }
});

Deno.test("networkFailure() is not led astray by words in the URL", () => {
  const cause = new Error(
    "error sending request for url (https://dns.refused.example/certificate/lookup?x=eof): client error (Connect)",
  );
  assertEquals(networkFailure(new TypeError("fetch failed", { cause })), "other");
  assertEquals(networkFailure("strange"), "other");
});

Deno.test("fetchTransport() follows no redirect and sends the token nowhere else (3xx)", async () => {
  const reached: string[] = [];
  await using elsewhere = serve(({ url }) => (reached.push(url), new Response("{}")));
  await using server = serve(() => Response.redirect(`http://localhost:${elsewhere.addr.port}/steal`, 302));
  const error = await wholly(fetchTransport)(
    request({ url: `http://127.0.0.1:${server.addr.port}/`, headers: { authorization: "Bearer t" } }),
  ).catch((error) => error);
  assertInstanceOf(error, StatusError);
  assertEquals([error.status, error.message], [
    302,
    `search_dashboards returned 302 (a redirect to http://localhost:${elsewhere.addr.port}: redirects are not followed)`,
  ]);
  assertStringIncludes(error.hint ?? "", "Check the base URL");
  assertEquals(reached, []);
});

Deno.test("fetchTransport() decodes gzip, and reads more than 10 MB whole", async () => {
  const large = "x".repeat(12 * 1024 * 1024);
  const sent: (string | null)[] = [];
  await using server = serve(({ url, headers }) => {
    sent.push(headers.get("accept-encoding"));
    if (url.endsWith("/plain")) return new Response(large);
    const body = new Blob([large]).stream().pipeThrough(new CompressionStream("gzip"));
    return new Response(body, { headers: { "content-encoding": "gzip" } });
  });
  for (const path of ["plain", "gzip"]) {
    const url = `http://127.0.0.1:${server.addr.port}/${path}`;
    const { body, release } = await fetchTransport(request({ url }));
    assertEquals(body.length, large.length);
    assertEquals(body.every((byte) => byte === 0x78), true);
    // It was the one large answer.
    release?.();
  }
  assertStringIncludes(sent[0] ?? "", "gzip");
});

Deno.test("fetchTransport() lets a missing permission through as it is", async () => {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", import.meta.resolve("./_fetch_child.ts")],
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), "NotCapable", new TextDecoder().decode(stderr));
});

Deno.test("answered() names status and Looker's message, and cuts or drops every other body", async (t) => {
  const json = (body: unknown): string => JSON.stringify(body);
  const cases: [string, number, string, string][] = [
    ["Error", 404, json({ message: "Not found", documentation_url: "https://x" }), ": Not found"],
    [
      "ValidationError",
      422,
      json({ message: "Validation Failed", errors: [{ field: "title", message: "is taken" }] }),
      ": Validation Failed; title: is taken",
    ],
    ["HTML that speaks of other statuses", 502, "<html>503 429 timeout</html>", ""],
    ["empty", 500, "", ""],
    ["JSON null", 500, "null", ""],
    ["JSON of another shape", 500, '{"message":{"a":1}}', ""],
    ["errors that are no objects", 422, '{"message":"m","errors":[null,1]}', ": m"],
    ["a long message", 500, json({ message: "x".repeat(2000) }), `: ${"x".repeat(500)}`],
  ];
  for (const [name, code, body, said] of cases) {
    await t.step(name, async () => {
      await using server = serve(() => new Response(body, { status: code }));
      const url = `http://127.0.0.1:${server.addr.port}/`;
      const error = await wholly(fetchTransport)(request({ url })).catch((error) => error);
      assertInstanceOf(error, StatusError);
      assertEquals(error.status, code);
      assertEquals(error.message, `search_dashboards returned ${code}${said}`);
    });
  }
  await t.step("nothing is quoted of a confidential request", async () => {
    await using server = serve(() => Response.json({ message: "wrong: hunter2" }, { status: 500 }));
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const sent = wholly(fetchTransport)(request({ url, confidential: true }));
    assertEquals(Deno.inspect(await sent.catch((error) => error)).includes("hunter2"), false);
  });
});

Deno.test("reading() makes whatever read() throws a failed attempt", async () => {
  await using server = serve(() => new Response("<html>", { headers: { "retry-after": "9" } }));
  const read = (): never => {
    throw new Error("it is not JSON");
  };
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const error = await assertRejects(
    () => wholly(fetchTransport)(request({ url, read })),
    BadAnswerError,
    "Cannot use the response to search_dashboards: it is not JSON",
  );
  assertEquals(error.status, 200);
});

Deno.test("reading() lets the next request out before a large answer is read, and a small one costs no turn", async () => {
  for (const [size, order] of [[64, ["read"]], [1 << 20, ["turn", "read"]]] as const) {
    const happened: string[] = [];
    const inner: Transport = () =>
      Promise.resolve({ status: 200, headers: new Headers(), body: new Uint8Array(size) });
    const turn = (): Promise<void> => Promise.resolve(void happened.push("turn"));
    const read = (): number => happened.push("read");
    const { body } = await reading(inner, turn)(request({ read }));
    assertEquals([happened, body.length], [[...order], 0]);
  }
});
