import { assertEquals } from "@std/assert";
import { CONTENT_TYPES } from "../../../lib/looker/content_type_names.ts";
import { mappings } from "../../../lib/vault/id_map.ts";
import { openVaultForReading } from "../../../lib/vault/open.ts";
import { type Backup, backup } from "../../extract/_in_process.ts";
import { type Sim, startSim } from "../../sim/mod.ts";
import { restore } from "../_in_process.ts";
import { everything, writeEverywhere } from "./_places.ts";

const SMALL = { dashboards: 5, looks: 4, folders: 4, users: 4, groups: 3, tileBytes: 300 };
/** How often a text stands in what `writeEverywhere` writes; of the query each tile and look shows two copies. */
function count(sim: Sim, text: string): number {
  const plain = everything(sim).replaceAll("\\\\/", "/").replaceAll("\\/", "/");
  return plain.split(new RegExp(`(?<![\\w./:-])${text.replaceAll(/[.?[\]]/g, "\\$&")}(?![\\w-])`)).length - 1;
}

function newId(vault: Backup, sim: Sim, other: Sim): (kind: string, id: string) => string {
  using opened = openVaultForReading(vault.path);
  const all = mappings(opened, { source: sim.url, destination: other.url });
  return (kind, id) => all.find((one) => one.kind === kind && one.sourceId === id)?.destinationId ?? "";
}

Deno.test("restore() into another instance translates links in every place, and leaves those to other sites", async () => {
  await using sim = startSim({ ...SMALL, host: "https://old.acme.example" });
  const where = { dashboard: "2", look: "2" };
  const texts: [text: string, of: (id: (kind: string, id: string) => string) => string][] = [
    ["/dashboards/4?x=1#y", (id) => `/dashboards/${id("dashboards", "4")}?x=1#y`],
    ["/embed/looks/3", (id) => `/embed/looks/${id("looks", "3")}`],
    [
      "https://old.acme.example/dashboards-next/1",
      (id) => `https://new.acme.example/dashboards-next/${id("dashboards", "1")}`,
    ],
    [`${sim.url}/looks/1`, (id) => `https://new.acme.example/looks/${id("looks", "1")}`],
    ["https://elsewhere.example/dashboards/4", () => "https://elsewhere.example/dashboards/4"],
    ["https://elsewhere.example/?back=/looks/3", () => "https://elsewhere.example/?back=/looks/3"],
  ];
  for (const [n, [text]] of texts.entries()) {
    await writeEverywhere(sim, text, { tag: "t".repeat(n + 1), ...where });
  }
  const before = texts.map(([text]) => count(sim, text));
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim({ ...SMALL, emptied: true, idOffset: 700, host: "https://new.acme.example" });
  const { errors, verified } = await restore(vault.path, other, { options: { enableSchedules: true } });
  assertEquals([errors, verified.different], [[], 0]);
  const id = newId(vault, sim, other);
  for (const [n, [text, of]] of texts.entries()) {
    assertEquals([text, count(other, of(id))], [text, before[n]]);
    if (of(id) !== text) assertEquals([text, count(other, text)], [text, 0]);
  }
  const writes = other.writes().length;
  const again = await restore(vault.path, other, { options: { enableSchedules: true } });
  assertEquals([again.status, other.writes().slice(writes)], ["completed", []]);
});

Deno.test("restore() of one item follows links to what another restore has brought, wherever they stand", async () => {
  await using sim = startSim(SMALL);
  await writeEverywhere(sim, "/boards/1 /looks/3", { tag: "x", dashboard: "2", look: "2" });
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim({ ...SMALL, emptied: true, idOffset: 300 });
  const bring = (type: "looks" | "boards" | "dashboards", id: string): ReturnType<typeof restore> =>
    restore(vault.path, other, { options: { scope: { kind: "single", type, id }, withDependencies: true } });
  await bring("looks", "3");
  await bring("boards", "1");
  const { errors } = await bring("dashboards", "2");
  assertEquals(errors, []);
  const id = newId(vault, sim, other);
  const made = other.store.table("dashboards").get(id("dashboards", "2"));
  assertEquals(made?.get("description"), `x /boards/${id("boards", "1")} /looks/${id("looks", "3")}`);
});

Deno.test("a vault knows the addresses that its instance says it has", async () => {
  await using sim = startSim({ ...SMALL, host: "https://pages.acme.example" });
  await using vault = await backup(sim);
  await vault.run({ types: CONTENT_TYPES.filter((type) => type === "themes") });
  using opened = openVaultForReading(vault.path);
  assertEquals(JSON.parse(opened.meta("addresses") ?? "[]"), [
    "https://pages.acme.example",
    "https://pages.acme.example",
  ]);
});
