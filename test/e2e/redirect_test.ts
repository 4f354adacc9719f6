/** A host other than the configured one is never contacted, whatever the configured one answers. */
import { assertEquals, assertMatch } from "@std/assert";
import { extract, run } from "./_inside.ts";
import { Workplace } from "./_run.ts";
import { type Sim, tiny } from "./_sim.ts";

/** A Looker that sends some requests elsewhere, and that elsewhere. */
interface Misleading extends AsyncDisposable {
  url: string;
  /** Method and path of each request that came to the other host. */
  strayed: string[];
  /** How many requests were sent there. */
  sent(): number;
}

/** Stands before a simulator and answers what `leads` names with a redirect to another server. */
function misleading(sim: Sim, status: number, leads: (method: string, path: string) => boolean): Misleading {
  const strayed: string[] = [];
  let sent = 0;
  const quiet = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const other = Deno.serve(quiet, (request) => {
    strayed.push(`${request.method} ${new URL(request.url).pathname}`);
    return Response.json({ access_token: "t", token_type: "Bearer", expires_in: 3600 });
  });
  const front = Deno.serve(quiet, async (request) => {
    const { pathname, search } = new URL(request.url);
    if (leads(request.method, pathname)) {
      sent++;
      await request.body?.cancel();
      const location = `http://127.0.0.1:${other.addr.port}${pathname}${search}`;
      return new Response(null, { status, headers: { location } });
    }
    const body = request.body === null ? null : await request.arrayBuffer();
    return await fetch(`${sim.url}${pathname}${search}`, {
      method: request.method,
      headers: request.headers,
      body,
    });
  });
  return {
    url: `http://127.0.0.1:${front.addr.port}`,
    strayed,
    sent: () => sent,
    async [Symbol.asyncDispose]() {
      await front.shutdown();
      await other.shutdown();
    },
  };
}

/** What is led astray: which requests, in which command, and how that ends. */
const CASES: [
  what: string,
  status: number,
  leads: (method: string, path: string) => boolean,
  code: number,
][] = [
  ["the login", 301, (_method, path) => path.endsWith("/login"), 3],
  ["the login", 307, (_method, path) => path.endsWith("/login"), 3],
  ["a list", 302, (_method, path) => path.endsWith("/dashboards/search"), 4],
  ["a single read", 308, (_method, path) => path.endsWith("/content_metadata_access"), 4],
];
for (const [what, status, leads, code] of CASES) {
  Deno.test(`extract does not follow ${what} to another host (${status})`, async () => {
    await using sim = tiny();
    await using front = misleading(sim, status, leads);
    using place = new Workplace(front.url);
    const ended = await run(place, "--json", "extract", "dashboards", "folders");
    assertEquals(ended.code, code, ended.stderr);
    assertEquals([front.strayed, front.sent() > 0], [[], true]);
    const { error, errors } = JSON.parse(ended.stdout);
    const message: string = code === 3 ? error.message : errors[0].message;
    assertMatch(
      message,
      new RegExp(`returned ${status} \\(a redirect to http://127.0.0.1:\\d+: redirects are not followed\\)`),
    );
  });
}

Deno.test("restore does not follow a write to another host (307), and the item waits in the queue", async () => {
  await using sim = tiny();
  await using front = misleading(sim, 307, (method) => method === "PATCH");
  using place = new Workplace(front.url);
  await extract(place);
  sim.store.patch("dashboards", "1", { title: "Changed" });
  const ended = await run(place, "--json", "restore", "single", "dashboards", "1", "--yes");
  assertEquals(ended.code, 4, ended.stderr);
  assertEquals([front.strayed, front.sent()], [[], 1]);
  assertMatch(JSON.parse(ended.stdout).errors[0].message, /returned 307 \(a redirect to .+ not followed\)/);
  assertEquals(JSON.parse((await run(place, "--json", "restore", "dlq", "list")).stdout).total, 1);
});
