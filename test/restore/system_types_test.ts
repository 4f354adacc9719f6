import { assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { startSim, type TableName } from "../sim/mod.ts";
import { differ } from "./_differ.ts";
import { restore } from "./_in_process.ts";

const SMALL = { dashboards: 4, looks: 3, folders: 4, users: 6, groups: 4, tileBytes: 200 };
const TYPES: TableName[] = ["ssh_servers", "ssh_tunnels", "external_oauth_applications", "oauth_client_apps"];

const isMine = (type: string): boolean => [...TYPES, "connections"].includes(type);

Deno.test("servers, tunnels, applications and the connections through them come back in a Looker without any", async () => {
  await using sim = startSim(SMALL);
  sim.store.patch("connections", "warehouse", { oauth_application_id: "1" });
  sim.store.patch("oauth_client_apps", "com.example.app", { group_id: "3" });
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim({ ...SMALL, emptied: true, lookml: false, idOffset: 4000 });
  for (const type of TYPES) assertEquals(other.store.table(type).size, 0, type);
  const summary = await restore(vault.path, other);
  // Without LookML there are no models, and no plans of its dashboards and datagroups.
  assertEquals(summary.errors.filter(({ type }) => isMine(type ?? "")), []);
  assertEquals(differ(sim, other).filter((line) => isMine(line.split(/[.[]/, 1)[0] ?? "")), []);
  assertEquals(other.violations, []);
  const writes = other.writes().length;
  await restore(vault.path, other);
  const again = other.writes().slice(writes).map(({ operation }) => operation);
  assertEquals(again.filter((operation) => !operation.includes("scheduled_plan")), []);
  const [tunnel] = other.store.table("ssh_tunnels").all();
  assertEquals(other.store.table("connections").get("legacy/pg")?.get("tunnel_id"), tunnel?.id);
});
