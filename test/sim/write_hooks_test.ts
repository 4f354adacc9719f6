import { assert, assertEquals, assertRejects } from "@std/assert";
import { Client, ids } from "./_client.ts";

Deno.test("writes are listed with what was sent and what became of it", async () => {
  await using client = await Client.start();
  await client.get("/user");
  await client.send("POST", "/groups", { name: "New" });
  await client.send("POST", "/groups", { name: "New" });
  assertEquals(
    client.sim.writes().map(({ operation, path, body, status }) => [operation, path, body, status]),
    [
      ["create_group", "/api/4.0/groups", '{"name":"New"}', 200],
      ["create_group", "/api/4.0/groups", '{"name":"New"}', 422],
    ],
  );
  assertEquals(client.sim.deletions(), []);
  await client.send("DELETE", "/dashboards/404");
  assertEquals(client.sim.deletions().map((one) => one.operation), ["delete_dashboard"]);
});

Deno.test("the n-th write that was done is held until the test lets its answer go", async () => {
  await using client = await Client.start();
  const seen: string[] = [];
  const held = Promise.withResolvers<void>(), reached = Promise.withResolvers<void>();
  client.sim.onWrite(2, (record) => {
    seen.push(record.body ?? "");
    reached.resolve();
    return held.promise;
  });
  await client.send("POST", "/groups", { name: "One" });
  await client.send("POST", "/groups", { name: "One" });
  const second = client.send("POST", "/groups", { name: "Two" }).then(() => seen.push("answered"));
  await reached.promise;
  assertEquals(seen, ['{"name":"Two"}']);
  assert((await client.list("/groups")).some((group) => group["name"] === "Two"));
  held.resolve();
  await second;
  assertEquals(seen, ['{"name":"Two"}', "answered"]);
});

Deno.test("an answer can be lost, or never come, after the write was done", async () => {
  await using client = await Client.start();
  client.sim.faults.add({ kind: "lost-hang", writes: true, times: 1 });
  const abort = new AbortController();
  client.sim.onWrite(1, () => abort.abort());
  await assertRejects(async () => {
    const response = await fetch(`${client.sim.url}/api/4.0/groups`, {
      method: "POST",
      headers: { authorization: `token ${client.token}`, "content-type": "application/json" },
      body: '{"name":"Lost"}',
      signal: abort.signal,
    });
    await response.text();
  });
  assertEquals((await client.list("/groups")).filter((group) => group["name"] === "Lost").length, 1);
  client.sim.faults.add({ kind: "503", method: "POST,PATCH", writes: true, times: 1 });
  assertEquals(ids(await client.list("/groups")).length > 0, true);
  assertEquals((await client.send("POST", "/groups", { name: "Refused" })).status, 503);
  assertEquals((await client.list("/groups")).filter((group) => group["name"] === "Refused").length, 0);
});
