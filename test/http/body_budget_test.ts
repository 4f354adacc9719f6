import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { BodyBudget } from "../../lib/http/body_budget.ts";
import { BadAnswerError, StatusError, TooLargeError } from "../../lib/http/errors.ts";
import { fetchWithin } from "../../lib/http/transport.ts";
import { request, wholly } from "./_request.ts";

const KB = 1024;
/** 128 KB for all, 24 KB an answer without asking, 32 KB for the large one, 4 KB for errors. */
const SMALL = { total: 128 * KB, sharers: 4, small: 4 * KB };

interface Fountain extends AsyncDisposable {
  url: string;
  /** Bytes that were taken off it. */
  drawn(): number;
}

/** Serves `bytes` blanks (for ever where that is Infinity), with these headers. */
function fountain(bytes: number, init: ResponseInit = {}, pack: "gzip" | null = null): Fountain {
  let drawn = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    let left = bytes;
    const plain = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        const size = Math.min(16 * KB, left);
        left -= size;
        drawn += size;
        if (size === 0) controller.close();
        else controller.enqueue(new Uint8Array(size).fill(32));
      },
    });
    const body = pack === null ? plain : plain.pipeThrough(new CompressionStream(pack));
    return new Response(body, init);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    drawn: () => drawn,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("an answer larger than any may be is given up: plain, without end, and as a gzip bomb", async () => {
  const gzip = { headers: { "content-encoding": "gzip" } };
  const cases: [string, Fountain][] = [
    ["a little too large", fountain(33 * KB)],
    ["without end", fountain(Infinity)],
    ["a bomb", fountain(64 * 1024 * KB, gzip, "gzip")],
  ];
  for (const [what, server] of cases) {
    await using _server = server;
    const send = wholly(fetchWithin(new BodyBudget(SMALL)));
    const error = await send(request({ url: server.url })).catch((error) => error);
    assertInstanceOf(error, TooLargeError, what);
    assertStringIncludes(error.message, "larger than 32 KB");
    assertStringIncludes(error.hint ?? "", "--max-memory");
  }
});

Deno.test("a length that is promised and too large is refused before a byte is read", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(4096));
    await connection.write(
      new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n["),
    );
    // Open until the client has gone.
    await connection.read(new Uint8Array(1)).catch(() => {});
  })();
  const send = wholly(fetchWithin(new BodyBudget(SMALL)));
  await assertRejects(() => send(request({ url: `http://127.0.0.1:${listener.addr.port}/` })), TooLargeError);
  listener.close();
  await serving;
});

Deno.test("an error's body is read up to its cap; its status is told all the same", async () => {
  await using server = fountain(Infinity, { status: 404 });
  const send = wholly(fetchWithin(new BodyBudget(SMALL)));
  const error = await send(request({ url: server.url })).catch((error) => error);
  assertInstanceOf(error, StatusError);
  assertEquals([error.status, error.message], [404, "search_dashboards returned 404"]);
});

Deno.test("a small answer has the cap of errors", async () => {
  await using server = fountain(5 * KB);
  const send = wholly(fetchWithin(new BodyBudget(SMALL)));
  await assertRejects(
    () => send(request({ url: server.url, small: true })),
    TooLargeError,
    "larger than 4 KB",
  );
  assertEquals((await send(request({ url: server.url }))).status, 200);
});

Deno.test("more headers than any answer of Looker has are refused", async () => {
  const many: [string, string][] = Array.from({ length: 98 }, (_, i) => [`x-${i}`, "b"]);
  const long: [string, string][] = Array.from({ length: 20 }, (_, i) => [`x-${i}`, "b".repeat(8000)]);
  for (const headers of [[...many, ["y", "1"]], long] as [string, string][][]) {
    await using server = fountain(10, { headers });
    const send = wholly(fetchWithin(new BodyBudget(SMALL)));
    const error = await send(request({ url: server.url })).catch((error) => error);
    assert(error instanceof BadAnswerError || error.code === "network", Deno.inspect(error));
  }
});

Deno.test("large answers take turns: together they never exceed the total, and all are read", async () => {
  const budget = new BodyBudget(SMALL);
  await using server = fountain(30 * KB);
  const send = wholly(fetchWithin(budget));
  let inside = 0, most = 0;
  const enlarge = budget.enlarge.bind(budget);
  budget.enlarge = async (signal) => {
    const end = await enlarge(signal);
    most = Math.max(most, ++inside);
    return () => {
      inside--;
      end();
    };
  };
  const lengths: number[] = [];
  const read = ({ body }: { body: Uint8Array }): null => {
    lengths.push(body.length);
    return null;
  };
  await Promise.all(Array.from({ length: 12 }, () => send(request({ url: server.url, read }))));
  assertEquals(lengths, Array(12).fill(30 * KB));
  assertEquals([most, inside], [1, 0]);
});

Deno.test("who gives up while waiting for the large turn leaves it to the next", async () => {
  const budget = new BodyBudget(SMALL);
  const never = new AbortController().signal, gone = new AbortController();
  const end = await budget.enlarge(never);
  const left = budget.enlarge(gone.signal).catch((error) => error);
  const next = budget.enlarge(never);
  gone.abort(new Error("Ctrl-C"));
  assertEquals((await left).message, "Ctrl-C");
  end();
  end();
  (await next)();
  (await budget.enlarge(never))();
});

Deno.test("what is asked for with bounds of its own is given up beyond them; no share is beyond 8 MB", async () => {
  await using server = fountain(9 * KB);
  const send = wholly(fetchWithin(new BodyBudget(SMALL)));
  await send(request({ url: server.url, most: 9 * KB }));
  const error = await assertRejects(
    () => send(request({ url: server.url, most: 8 * KB })),
    TooLargeError,
    "larger than 8 KB",
  );
  // More memory would not help.
  assert(!(error.hint ?? "").includes("--max-memory"));
  const { share, large } = new BodyBudget({ total: 4096 * KB * KB, sharers: 2 });
  assertEquals([share, large], [8 * KB * KB, 1024 * KB * KB]);
});
