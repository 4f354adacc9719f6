import { assert, assertEquals } from "@std/assert";
import { systemClock as clock } from "../../lib/base/clock.ts";
import { fetchTransport, type Transport } from "../../lib/http/transport.ts";
import { connect, type Connection } from "../../lib/looker/connect.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { backup } from "./_in_process.ts";

/** A connection through a transport. */
function through(sim: Sim, transport: Transport): Connection {
  const { clientId, clientSecret } = sim.options;
  const settings = {
    baseUrl: sim.url,
    clientId,
    clientSecret,
    timeoutSeconds: 60,
    workers: 8,
    maxRetries: 0,
  };
  return connect(settings, { clock, transport });
}

Deno.test("listings go out beside who is asked, and no type is through before that is known", async () => {
  await using sim = startSim({ dashboards: 5, looks: 5, folders: 3, users: 3 });
  await using place = await backup(sim);
  const answered: string[] = [], done: string[] = [];
  const enough = Promise.withResolvers<void>();
  await using connection = through(sim, async (request) => {
    if (request.operation === "me") await enough.promise;
    const answer = await fetchTransport(request);
    answered.push(request.operation);
    if (answered.length === 20) enough.resolve();
    return answer;
  });
  const { status } = await place.run({}, {
    connection,
    sink: (event) => void (event.event === "type_done" && done.push(`${answered.includes("me")}`)),
  });
  assertEquals(status, "completed");
  assert(answered.indexOf("me") >= 20, answered.join(" "));
  assertEquals(new Set(done), new Set(["true"]));
});

Deno.test("no row is made before it is known whose addresses belong to it", async () => {
  await using sim = startSim({ dashboards: 5, looks: 5, folders: 3, users: 3 });
  await using place = await backup(sim);
  const answered: string[] = [], enough = Promise.withResolvers<void>();
  let users = 0;
  await using connection = through(sim, async (request) => {
    if (request.operation === "all_users" && users++ === 0) await enough.promise;
    const answer = await fetchTransport(request);
    answered.push(request.operation);
    if (answered.length === 20) enough.resolve();
    return answer;
  });
  const { status, errors } = await place.run({}, { connection });
  assertEquals([status, errors], ["completed", []]);
  assert(answered.indexOf("all_users") >= 20, answered.join(" "));
});
