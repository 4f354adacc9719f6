import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { fetchTransport } from "../../lib/http/transport.ts";
import { connect } from "../../lib/looker/connect.ts";
import { backedUp } from "../extract/_in_process.ts";
import { type FaultRule, type Sim, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { differ } from "./_differ.ts";
import { restore } from "./_in_process.ts";

const TINY = { dashboards: 6, looks: 4, folders: 6, users: 9, groups: 8, tileBytes: 300 };

/** Backs an instance up, restores it into an emptied one that has these faults, and compares. */
async function throughFaults(
  faults: Partial<FaultRule>[],
  check: (sim: Sim, other: Sim, vault: string) => Promise<void>,
): Promise<void> {
  const { sim, vault } = await backedUp(TINY, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  await using other = startSim({ ...TINY, emptied: true, idOffset: 3000, gate: true });
  for (const fault of faults) other.faults.add(fault as FaultRule);
  await check(sim, other, vault.path);
}

Deno.test("restore() through 10 % of faults makes everything once", async () => {
  const kinds = ["500", "503", "429", "reset", "lost-reply"] as const;
  await throughFaults(
    kinds.map((kind) => ({ kind, operation: "*", probability: 0.02, writes: true })),
    async (sim, other, path) => {
      const summary = await restore(path, other, { options: { enableSchedules: true, maxRetries: 8 } });
      assertEquals(summary.errors, []);
      assertEquals(differ(sim, other), []);
      assertEquals(other.violations, []);
    },
  );
});

Deno.test("restore() looks for what a lost reply may have made, and makes nothing twice", async () => {
  await throughFaults(
    [{ kind: "lost-reply", operation: "*", every: 3, writes: true }],
    async (sim, other, path) => {
      const summary = await restore(path, other, { options: { enableSchedules: true, maxRetries: 8 } });
      assertEquals(summary.errors, []);
      assertEquals(differ(sim, other), []);
    },
  );
});

Deno.test("restore() queues what is refused, continues with the rest, and brings it in when the cause is gone", async () => {
  await throughFaults(
    [{ kind: "422", operation: "create_look", after: 1, times: 1 }],
    async (sim, other, path) => {
      const summary = await restore(path, other, { options: { enableSchedules: true } });
      assertEquals(summary.status, "partial");
      assertEquals(summary.errors.filter((error) => error.operation === "create_look").length, 1);
      assert(differ(sim, other).length > 0);
      const again = await restore(path, other, { options: { enableSchedules: true } });
      assertEquals(again.errors, []);
      assertEquals(differ(sim, other), []);
    },
  );
});

Deno.test("restore() refers to nothing that was made and came back without its id, and makes it no second time", async () => {
  const { sim, vault } = await backedUp(TINY, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  await admin(sim, "DELETE", "/looks/2");
  const { url: baseUrl, options: { clientId, clientSecret } } = sim;
  const settings = { baseUrl, clientId, clientSecret, timeoutSeconds: 60, workers: 4, maxRetries: 1 };
  await using connection = connect(settings, {
    clock: systemClock,
    transport: async (request) => {
      const answer = await fetchTransport(request);
      if (request.operation !== "create_look") return answer;
      const { id: _id, ...rest } = JSON.parse(new TextDecoder().decode(answer.body));
      return { ...answer, body: new TextEncoder().encode(JSON.stringify(rest)) };
    },
  });
  const options = { scope: { kind: "single", type: "looks", id: "2" } } as const;
  const summary = await restore(vault.path, sim, { options, deps: { connection } });
  assertEquals([summary.totals.failed, sim.count("create_look")], [1, 1]);
  assertStringIncludes(summary.errors[0]?.message ?? "", "it has no id of the created item");
  const again = await restore(vault.path, sim, { options });
  assertEquals([again.errors, sim.count("create_look")], [[], 1]);
});
