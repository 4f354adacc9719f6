import { assert, assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { restore } from "../restore/_in_process.ts";
import { FEW } from "./_repair.ts";

const DOMAINS = "hidden_value_domain_whitelist";

/** An attribute of people, and the domains of it. */
function attribute(sim: Sim): { id: string; domains: () => unknown } {
  const table = sim.store.table("user_attributes");
  const one = table.all().find((item) => item.get("is_system") !== true);
  if (one === undefined) throw new Error("The simulator has no such attribute");
  return { id: one.id, domains: () => table.get(one.id)?.get(DOMAINS) ?? null };
}

Deno.test("restore() names domains that Looker never changes again, in the plan too, and fails for none of them", async () => {
  await using sim = startSim(FEW);
  await using vault = await backup(sim);
  const { id, domains } = attribute(sim);
  const set = (values: Record<string, string>): unknown =>
    sim.mutate({ op: "update", type: "user_attributes", id, values });
  set({ [DOMAINS]: "acme.com" });
  await vault.run({ noUserValues: false });
  set({ [DOMAINS]: "other.com", label: "Another label" });

  const planned = await restore(vault.path, sim, { dryRun: true });
  assert(planned.warnings.some((text) => text.includes("domains")), planned.warnings.join());
  const done = await restore(vault.path, sim);
  assertEquals([done.status, done.totals.updated, done.verified], ["completed", 1, {
    same: 1,
    different: 0,
  }]);
  assertEquals(domains(), "other.com");

  const writes = sim.writes().length;
  for (const options of [{}, { scope: { kind: "single", type: "user_attributes", id } as const }]) {
    const again = await restore(vault.path, sim, { options });
    assertEquals([again.status, again.totals.updated, sim.writes().length - writes], ["completed", 0, 0]);
    assertEquals(again.warnings.filter((text) => text.includes("domains")).length, 1);
  }
});

Deno.test("restore() sets domains where there are none", async () => {
  await using sim = startSim(FEW);
  await using vault = await backup(sim);
  const { id, domains } = attribute(sim);
  const set = (value: string | null): unknown =>
    sim.mutate({ op: "update", type: "user_attributes", id, values: { [DOMAINS]: value } });
  set("acme.com");
  await vault.run({ noUserValues: false });
  set(null);
  const { errors, warnings } = await restore(vault.path, sim);
  assertEquals([errors, warnings, domains()], [[], [], "acme.com"]);
});
