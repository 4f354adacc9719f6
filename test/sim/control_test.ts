import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { simOptions } from "../../scripts/simulator.ts";
import { Client } from "./_client.ts";

async function control(client: Client, method: string, path: string, body?: unknown): Promise<unknown> {
  const reply = await fetch(`${client.sim.url}/_sim${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return text === "" ? reply.status : JSON.parse(text);
}

Deno.test("another process reads the log, the violations, the counters and the truth", async () => {
  await using client = await Client.start();
  await client.get("/looks?nope=1");
  const log = await control(client, "GET", "/log") as Record<string, unknown>[];
  assertEquals([log.length, log.at(-1)?.["operation"], log.at(-1)?.["status"], log.at(-1)?.["query"]], [
    2,
    "all_looks",
    400,
    "nope=1",
  ]);
  assertEquals(((await control(client, "GET", "/violations")) as unknown[]).length, 1);
  const stats = await control(client, "GET", "/stats") as {
    operations: Record<string, number>;
    max_in_flight: number;
  };
  assertEquals([stats.operations["all_looks"], stats.max_in_flight], [1, 1]);
  const dump = await control(client, "GET", "/dump") as Record<string, Record<string, unknown>>;
  const single = JSON.parse((await client.get("/dashboards/3")).text);
  assertEquals(dump["dashboards"]?.["3"], single);
  assertEquals(client.sim.count("all_looks"), 1);
});

Deno.test("another process adds and clears faults, and changes the instance", async () => {
  await using client = await Client.start();
  assertEquals(await control(client, "POST", "/faults", { kind: "500", operation: "all_looks" }), 204);
  assertEquals((await client.get("/looks")).status, 500);
  assertEquals(await control(client, "DELETE", "/faults"), 204);
  assertEquals((await client.get("/looks")).status, 200);
  assertEquals(
    await control(client, "POST", "/mutate", {
      op: "update",
      type: "looks",
      id: "2",
      values: { title: "Changed" },
    }),
    { id: "2" },
  );
  assertEquals((await client.object("/looks/2"))["title"], "Changed");
  assertEquals(await control(client, "POST", "/mutate", { op: "delete", type: "looks", id: "2" }), {
    id: "2",
  });
  assertEquals((await client.get("/looks/2")).status, 404);
  const { id } = await control(client, "POST", "/mutate", {
    op: "insert",
    type: "dashboards",
    values: { title: "New" },
  }) as { id: string };
  assertEquals((await client.object(`/dashboards/${id}`))["title"], "New");
});

Deno.test("a change that the simulator does not know is refused with the list of those that it knows", async () => {
  await using client = await Client.start();
  const before = client.sim.normalForm({ ids: true });
  for (
    const [body, list] of [
      ["{}", "delete, trash, insert, update"],
      ['{"op":"edit","type":"dashboards","id":"3"}', "delete, trash, insert, update"],
      ["oops", "delete, trash, insert, update"],
      ["null", "delete, trash, insert, update"],
      ['{"op":"update"}', "dashboards"],
      ['{"op":"update","type":"dashboard","id":"3"}', "dashboards"],
    ] as const
  ) {
    const reply = await fetch(`${client.sim.url}/_sim/mutate`, { method: "POST", body });
    assertEquals(reply.status, 400, body);
    assertStringIncludes((await reply.json()).message, list);
  }
  assertEquals(client.sim.normalForm({ ids: true }), before);
});

Deno.test("a deleted generated dashboard is gone from everywhere", async () => {
  await using client = await Client.start({ dashboards: 30 });
  client.sim.mutate({ op: "delete", type: "dashboards", id: "25" });
  assertEquals((await client.get("/dashboards/25")).status, 404);
  assertEquals((await client.list("/dashboards/search?id=25")).length, 0);
});

Deno.test("without a log only the counters grow; with one its length is bounded", async () => {
  await using quiet = await Client.start({ noLog: true });
  await quiet.get("/user");
  assertEquals([quiet.sim.log.length, quiet.sim.stats.requests], [0, 2]);
  await using short = await Client.start({ logLimit: 10 });
  for (let n = 0; n < 25; n++) await short.get("/user");
  assert(short.sim.log.length <= 10);
  assertEquals(short.sim.log.at(-1)?.n, 26);
});

Deno.test("the command line speaks the same options", () => {
  const given = simOptions([
    "--port",
    "0",
    "--tiles",
    "2",
    "--tile-bytes",
    "4000",
    "--giant",
    "--no-shuffle",
    "--faults",
    '[{"kind":"500"}]',
    "--json",
  ]);
  assertEquals(given, {
    options: {
      port: 0,
      tilesPerDashboard: 2,
      tileBytes: 4000,
      giant: true,
      shuffleUnsorted: false,
      faults: [{ kind: "500" }],
    },
    json: true,
  });
  for (const wrong of [["--prot", "1"], ["--port", "x"]]) {
    let message = "";
    try {
      simOptions(wrong);
    } catch (error) {
      message = String(error);
    }
    assert(message.includes("Cannot start the simulator"), message);
  }
});

Deno.test("writes, mails and the normal form are told to other processes, and an instance emptied for them", async () => {
  await using client = await Client.start();
  await client.send("POST", "/groups", { name: "New" });
  const get = async (path: string): Promise<Record<string, unknown>> =>
    await (await fetch(`${client.sim.url}/_sim/${path}`)).json();
  assertEquals((await get("writes"))["length"], 1);
  assertEquals((await get("mails"))["length"], 0);
  assertEquals(Object.keys(await get("normal?ids&restorable")).includes("dashboards"), true);
  const emptied = await fetch(`${client.sim.url}/_sim/empty`, { method: "POST" });
  await emptied.body?.cancel();
  assertEquals([emptied.status, (await get("normal"))["dashboards"]], [204, {}]);
});
