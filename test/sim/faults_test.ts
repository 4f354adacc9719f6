import { assert, assertEquals, assertMatch } from "@std/assert";
import type { FaultRule } from "./faults.ts";
import { Client, ids } from "./_client.ts";

/** What a client sees: a status, or the class of a broken connection. */
async function outcome(client: Client, path = "/looks"): Promise<string> {
  try {
    const { status, text, headers } = await client.get(path);
    return `${status} ${headers.get("content-type")?.split(";")[0] ?? ""} ${text === "" ? "empty" : text[0]}`;
  } catch (error) {
    return error instanceof TypeError || error instanceof SyntaxError ? "broken" : String(error);
  }
}

const KINDS: [kind: FaultRule["kind"], seen: string][] = [
  ["401", "401 application/json {"],
  ["403", "403 application/json {"],
  ["404", "404 application/json {"],
  ["422", "422 application/json {"],
  ["429", "429 application/json {"],
  ["500", "500 application/json {"],
  ["502-html", "502 text/html <"],
  ["503", "503 application/json {"],
  ["504", "504 application/json {"],
  ["html-200", "200 text/html <"],
  ["empty-200", "200 application/json empty"],
  ["null-200", "200 application/json n"],
  ["wrong-type-200", "200 application/json {"],
  ["reset", "broken"],
  ["truncate", "broken"],
  ["slow", "200 application/json ["],
  ["late", "200 application/json ["],
];

Deno.test("each kind of fault looks to a client like what it is called", async () => {
  await using client = await Client.start();
  for (const [kind, seen] of KINDS) {
    client.sim.faults.add({ kind, operation: "all_looks", ms: 10, times: 1 });
    assertEquals(await outcome(client), seen, kind);
    assertEquals(client.sim.log.at(-1)?.fault, kind);
    assertEquals(await outcome(client), "200 application/json [", `after ${kind}`);
    client.sim.faults.clear();
  }
  assertEquals(client.sim.violations, []);
});

Deno.test("Retry-After comes in seconds or as a date", async () => {
  await using client = await Client.start();
  client.sim.faults.add({ kind: "429", retryAfter: 3, times: 1 }, {
    kind: "503",
    retryAfter: "http-date",
    times: 1,
  });
  assertEquals((await client.get("/looks")).headers.get("retry-after"), "3");
  assertMatch(
    (await client.get("/looks")).headers.get("retry-after") ?? "",
    /^\w{3}, \d\d \w{3} \d{4} .* GMT$/,
  );
});

const RULES: [what: string, rule: Omit<FaultRule, "kind">, hits: string][] = [
  ["always", {}, "xxxxxx"],
  ["every third", { every: 3 }, "..x..x"],
  ["after two", { after: 2 }, "..xxxx"],
  ["twice", { times: 2 }, "xx...."],
  ["never for others", { operation: "all_dashboards" }, "......"],
  ["one of several", { operation: "all_dashboards,all_looks" }, "xxxxxx"],
  ["another method", { method: "POST" }, "......"],
  ["once a request", { timesPerRequest: 1 }, "x....."],
];

Deno.test("a rule fires when its conditions hold", async () => {
  for (const [what, rule, hits] of RULES) {
    await using client = await Client.start({ dashboards: 2, looks: 2 });
    client.sim.faults.add({ kind: "500", ...rule });
    let seen = "";
    for (let n = 0; n < 6; n++) seen += (await client.get("/looks")).status === 500 ? "x" : ".";
    assertEquals(seen, hits, what);
  }
});

Deno.test("a rule can match path and query parameters, or large pages only", async () => {
  await using client = await Client.start();
  client.sim.faults.add(
    { kind: "500", match: { dashboard_id: "2" } },
    { kind: "503", match: { offset: 4 } },
    { kind: "504", limitAbove: 10 },
  );
  const status = async (path: string): Promise<number> => (await client.get(path)).status;
  assertEquals(await status("/dashboards/1"), 200);
  assertEquals(await status("/dashboards/2"), 500);
  assertEquals(await status("/looks/search?offset=4&limit=2"), 503);
  assertEquals([await status("/looks/search?limit=10"), await status("/looks/search?limit=11")], [200, 504]);
});

Deno.test("a probability follows the seed", async () => {
  const run = async (): Promise<string> => {
    await using client = await Client.start({
      dashboards: 2,
      looks: 2,
      faults: [{ kind: "500", operation: "all_looks", probability: 0.4 }],
    });
    let seen = "";
    for (let n = 0; n < 40; n++) seen += (await client.get("/looks")).status === 500 ? "x" : ".";
    return seen;
  };
  const first = await run();
  assertEquals(first, await run());
  assert(first.includes("x") && first.includes("."));
});

Deno.test("a lost reply has done its work", async () => {
  await using client = await Client.start();
  client.sim.faults.add({ kind: "lost-reply", operation: "create_group", times: 1 });
  const before = ids(await client.list("/groups")).length;
  const error = await client.send("POST", "/groups", { name: "Lost" }).catch((reason: unknown) => reason);
  assert(error instanceof TypeError);
  assertEquals(ids(await client.list("/groups")).length, before + 1);
});

Deno.test("a hang ends when the client goes away", async () => {
  await using client = await Client.start();
  client.sim.faults.add({ kind: "hang", times: 1 });
  const stop = new AbortController();
  const hanging = fetch(`${client.sim.url}/api/4.0/versions`, { signal: stop.signal }).catch((
    error: unknown,
  ) => error);
  await client.get("/user");
  stop.abort();
  assert(await hanging instanceof DOMException);
});

Deno.test("a hang ends with the simulator", async () => {
  const client = await Client.start();
  client.sim.faults.add({ kind: "hang", times: 1 });
  const hanging = fetch(`${client.sim.url}/api/4.0/versions`).then((reply) => reply.text()).catch((
    error: unknown,
  ) => error);
  await client.get("/user");
  await client[Symbol.asyncDispose]();
  assert(await hanging instanceof Error);
});

Deno.test("with a gate, a reset comes before any header", async () => {
  await using client = await Client.start({ gate: true });
  client.sim.faults.add({ kind: "reset", operation: "all_looks" });
  const error = await fetch(`${client.sim.url}/api/4.0/looks`, {
    headers: { authorization: `token ${client.token}` },
  })
    .catch((reason: unknown) => reason);
  assert(error instanceof TypeError);
  client.sim.faults.clear();
  assertEquals(await outcome(client), "200 application/json [");
});

Deno.test("beyond the rate limit the answer is 429 with Retry-After, until the limit is lifted", async () => {
  await using client = await Client.start({ rateLimitPerSecond: 5 });
  const statuses = await Promise.all(
    Array.from({ length: 12 }, async () => (await client.get("/user")).status),
  );
  assertEquals(statuses.filter((status) => status === 200).length, 4);
  client.sim.setRateLimit(undefined);
  assertEquals((await client.get("/user")).status, 200);
});

Deno.test("items vanish, appear and change while a listing is paged", async () => {
  await using client = await Client.start({
    looks: 20,
    mutations: [
      { op: "delete", type: "looks", operation: "search_looks", every: 1, times: 3 },
      { op: "insert", type: "dashboards", operation: "search_dashboards", every: 2, times: 1 },
      { op: "trash", type: "dashboards", operation: "search_dashboards", every: 1, times: 1 },
    ],
  });
  const lengths: number[] = [];
  for (let n = 0; n < 5; n++) lengths.push((await client.list("/looks/search?fields=id")).length);
  assertEquals(
    lengths.map((length) => (lengths[0] ?? 0) - length).slice(0, 4).every((gone, n) => gone <= n),
    true,
  );
  assert((lengths[0] ?? 0) > (lengths.at(-1) ?? 0));
  const counts: number[] = [];
  for (let n = 0; n < 3; n++) counts.push((await client.list("/dashboards/search?fields=id")).length);
  assertEquals(counts, [12, 11, 12]);
});
