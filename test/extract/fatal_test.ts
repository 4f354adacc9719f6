/** What ends a run as a whole. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { fetchTransport, type Transport } from "../../lib/http/transport.ts";
import { connect } from "../../lib/looker/connect.ts";
import { LoginError } from "../../lib/looker/errors.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { backup } from "./_in_process.ts";

/** A connection that counts what is under way; a login that nobody waits for any more is broken off, not waited for. */
function watched(sim: Sim): { connection: ReturnType<typeof connect>; underWay: () => number } {
  let underWay = 0;
  const transport: Transport = async (request) => {
    if (request.operation === "login") return await fetchTransport(request);
    underWay++;
    try {
      return await fetchTransport(request);
    } finally {
      underWay--;
    }
  };
  const { url: baseUrl, options: { clientId, clientSecret } } = sim;
  const settings = { baseUrl, clientId, clientSecret, timeoutSeconds: 20, workers: 8, maxRetries: 0 };
  return { connection: connect(settings, { clock: systemClock, transport }), underWay: () => underWay };
}

Deno.test("an error that ends the run waits for the others: nothing is under way any more, and nothing is sent after it", async () => {
  await using sim = startSim({ dashboards: 60, looks: 30, tileBytes: 300, latencyMs: 2 });
  // One is refused while others hang.
  sim.faults.add({ operation: "folder_looks,all_content_metadatas", kind: "hang" });
  sim.faults.add({ operation: "*", kind: "401", after: 25 });
  await using place = await backup(sim);
  const { connection, underWay } = watched(sim);
  await assertRejects(() => place.run({}, { connection }), LoginError);
  assertEquals(underWay(), 0);
  const sent = sim.stats.requests;
  sim.faults.clear();
  const last = await place.run({});
  assertEquals([last.status, last.totals.stored], ["completed", last.totals.listed]);
  assert(sim.stats.requests > sent);
});

Deno.test("an operation that no token opens fails by its name, and the run goes on; tokens that die cost calls only", async () => {
  await using sim = startSim({ dashboards: 30, looks: 12, tileBytes: 300 });
  sim.faults.add({ operation: "search_boards,role_groups", kind: "401" });
  sim.faults.add({
    operation: "search_dashboards,folder_looks,all_group_users",
    kind: "401",
    every: 3,
    times: 10,
  });
  await using place = await backup(sim);
  const summary = await place.run({});
  assertEquals(summary.status, "partial");
  assertEquals(
    new Set(summary.errors.map(({ operation }) => operation)),
    new Set(["search_boards", "role_groups"]),
  );
  assert(summary.errors.every(({ status }) => status === 401));
  const { listed, stored, failed } = summary.totals;
  assertEquals([listed, failed], [stored, 0]);
  assertEquals(summary.types.filter(({ complete }) => !complete).map(({ type }) => type), [
    "boards",
    "roles",
  ]);
});
