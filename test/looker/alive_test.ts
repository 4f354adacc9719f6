import { assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { type Answering, answering } from "../../lib/looker/alive.ts";

async function ask(respond: () => Response): Promise<Answering & { asked: string[] }> {
  const asked: string[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname} ${request.headers.get("authorization")}`);
    return respond();
  });
  const { port } = server.addr as Deno.NetAddr;
  const signal = new AbortController().signal;
  return { ...await answering(`http://127.0.0.1:${port}`, { clock: systemClock, signal }), asked };
}

Deno.test("answering() takes every answer for one, tells where it leads, and sends no credentials", async () => {
  const cases: [respond: () => Response, leads: string | null][] = [
    [() => new Response("alive"), null],
    [() => new Response("gone", { status: 404 }), null],
    [() => new Response("broken", { status: 503 }), null],
    [
      () => new Response(null, { status: 301, headers: { location: "https://bi.acme.com/alive" } }),
      "https://bi.acme.com",
    ],
    [() => new Response(null, { status: 302, headers: { location: "/login" } }), null],
  ];
  for (const [respond, leads] of cases) {
    const { answers, redirects_to, asked } = await ask(respond);
    assertEquals([answers, redirects_to, asked], [true, leads, ["GET /alive null"]]);
  }
});

Deno.test("answering() says that nothing answers, and stops when it is told to", async () => {
  const signal = new AbortController().signal;
  const closed = await answering("http://127.0.0.1:1", { clock: systemClock, signal });
  assertEquals([closed.answers, closed.redirects_to], [false, null]);
  const stopped = AbortSignal.abort(new Error("Ctrl-C"));
  await assertRejects(
    () => answering("http://127.0.0.1:1", { clock: systemClock, signal: stopped }),
    Error,
    "Ctrl-C",
  );
});
