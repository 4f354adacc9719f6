import { assert, assertEquals } from "@std/assert";
import { deadLetterHeads } from "../../../lib/vault/dead_letters.ts";
import { openVaultForReading } from "../../../lib/vault/open.ts";
import { backedUp, backup } from "../../extract/_in_process.ts";
import { type Sim, startSim } from "../../sim/mod.ts";
import { admin } from "../_admin.ts";
import { restore } from "../_in_process.ts";
import { undo } from "../_undo.ts";
import { asker, everything, writeEverywhere } from "./_places.ts";

const SMALL = { dashboards: 6, looks: 4, folders: 4, users: 4, groups: 3, tileBytes: 300 };
const SINGLE = { scope: { kind: "single", type: "dashboards", id: "3" } } as const;

function textsWith(sim: Sim, text: string): number {
  const plain = everything(sim).replaceAll(/\\+\//g, "/").replaceAll(
    /"https:\/\/elsewhere.example","custom_url_params":"[^"]*"/g,
    "of another site",
  );
  return plain.split(new RegExp(`${text}(?![\\w-])`)).length - 1;
}

/** What the seed itself links to 3 is another matter. */
function unlink(sim: Sim): void {
  for (const table of ["dashboards", "looks", "boards"] as const) {
    for (const item of sim.store.table(table).all()) {
      const text = JSON.stringify(item.full());
      if (/\/dashboards\/3(?!\w)/.test(text.replaceAll("\\/", "/")) && item.id !== "3") {
        sim.store.table(table).remove(item.id);
      }
    }
  }
}

Deno.test("restore() names the other items whose texts link to the old id, in the backup and in Looker, and with fixLinks corrects them", async () => {
  await using sim = startSim(SMALL);
  unlink(sim);
  const ask = asker(sim);
  await writeEverywhere(sim, "/dashboards/3?a=b", { tag: "known", dashboard: "2", look: "2" });
  await writeEverywhere(sim, "https://elsewhere.example/dashboards/3", {
    tag: "foreign",
    dashboard: "1",
    look: "1",
  });
  await using vault = await backup(sim);
  await vault.run({});
  // Somebody goes on: another link comes, and a description changes, which must stay.
  const query = await ask("POST", "/queries", {
    model: "thelook",
    view: "orders",
    fields: ["orders.count"],
    vis_config: { goto: "/embed/dashboards/3" },
  });
  const late = await ask("POST", "/looks", { title: "Late", folder_id: "1", query_id: query });
  await ask("PATCH", "/boards/1", { description: "was /dashboards/3" });
  await ask("PATCH", "/dashboards/2", { hidden: true });
  await admin(sim, "DELETE", "/dashboards/3");
  const before = textsWith(sim, "(?<!example)/dashboards/3");
  const foreign = textsWith(sim, "elsewhere.example/dashboards/3");
  assert(before > 12);

  const plan = await restore(vault.path, sim, { options: SINGLE, dryRun: true });
  const named = plan.links.map(({ type, id }) => `${type}/${id}`);
  const board = sim.store.table("boards").all().find((one) => one.get("title") === "known board")?.id;
  const planned = sim.store.table("scheduled_plans").all().find((one) => one.get("name") === "known plan")
    ?.id;
  for (
    const one of [
      ...["dashboards/2", "looks/2", `looks/${late}`, "boards/1"],
      ...[`boards/${board}`, `scheduled_plans/${planned}`],
    ]
  ) {
    assert(named.includes(one), `${one} in ${named}`);
  }
  assert(named.some((one) => one.startsWith("alerts/")));
  assert(!named.includes("dashboards/1") && !named.includes("looks/1"));
  assertEquals(plan.links.every(({ to, fixed }) => to.join() === "dashboards/3" && !fixed), true);
  assertEquals(plan.items.map(({ type, id }) => `${type}/${id}`), ["dashboards/3"]);

  // Without asking for it they stay, and are named again afterwards.
  const alone = await restore(vault.path, sim, { options: SINGLE });
  assertEquals([alone.status, alone.totals.created, alone.totals.updated], ["completed", 1, 0]);
  assertEquals(textsWith(sim, "(?<!example)/dashboards/3"), before);

  const fixed = await restore(vault.path, sim, { options: { ...SINGLE, fixLinks: true } });
  assertEquals([fixed.errors, fixed.status, fixed.totals.updated], [[], "completed", named.length]);
  assert(fixed.links.every((one) => one.fixed));
  assertEquals(textsWith(sim, "(?<!example)/dashboards/3"), 0);
  assertEquals(textsWith(sim, "elsewhere.example/dashboards/3"), foreign);
  const dashboard = sim.store.table("dashboards").get("2");
  const [id] = /\d+/.exec(String(dashboard?.get("description"))) ?? [];
  assertEquals([dashboard?.get("hidden"), dashboard?.get("description")], [
    true,
    `known /dashboards/${id}?a=b`,
  ]);
  assertEquals(sim.store.table("boards").get("1")?.get("description"), `was /dashboards/${id}`);
  assertEquals(sim.store.table("scheduled_plans").get(planned ?? "")?.get("enabled"), true);
  assertEquals(sim.violations, []);

  const again = await restore(vault.path, sim, { options: { ...SINGLE, fixLinks: true } });
  assertEquals([again.links, again.totals.updated], [[], 0]);
});

Deno.test("restore() with fixLinks makes the item and puts the links right in one go, and an undo takes both back", async () => {
  await using sim = startSim(SMALL);
  unlink(sim);
  await writeEverywhere(sim, "/dashboards/3", { tag: "known", dashboard: "2", look: "2" });
  await using vault = await backup(sim);
  await vault.run({});
  await admin(sim, "DELETE", "/dashboards/3");
  const before = textsWith(sim, "/dashboards/3");
  const { errors, status, totals, links, items, session_id: session } = await restore(vault.path, sim, {
    options: { ...SINGLE, fixLinks: true },
  });
  assertEquals([errors, status, totals.created], [[], "completed", 1]);
  assertEquals([totals.updated, items.length], [links.length, links.length + 1]);
  assertEquals(textsWith(sim, "/dashboards/3"), 0);
  await undo({ path: vault.path, sim, session });
  assertEquals(textsWith(sim, "/dashboards/3"), before);
});

Deno.test("restore() puts no item into the queue because its links could not be updated: a retry would restore the whole item", async () => {
  await using sim = startSim(SMALL);
  unlink(sim);
  await admin(sim, "PATCH", "/looks/2", { description: "/dashboards/3" });
  await using vault = await backup(sim);
  await vault.run({});
  await admin(sim, "DELETE", "/dashboards/3");
  await admin(sim, "PATCH", "/looks/2", { title: "Renamed since" });
  sim.faults.add({ kind: "422", operation: "update_look" });
  const { status, totals, errors } = await restore(vault.path, sim, {
    options: { ...SINGLE, fixLinks: true },
  });
  assertEquals([status, totals.created, totals.failed], ["partial", 1, 1]);
  assertEquals(errors.map(({ type, id }) => `${type}/${id}`), ["looks/2"]);
  using opened = openVaultForReading(vault.path);
  assertEquals(deadLetterHeads(opened, null), []);
  assertEquals(sim.store.table("looks").get("2")?.get("title"), "Renamed since");
});

Deno.test("restore() asks Looker for no links where nothing gets another id", async () => {
  const { sim, vault } = await backedUp(SMALL);
  await using _sim = sim, _vault = vault;
  await admin(sim, "PATCH", "/dashboards/3", { description: "edited" });
  const listed = (): unknown[] =>
    ["search_looks", "search_boards", "all_scheduled_plans", "search_alerts"].map((one) =>
      sim.stats.operations[one]
    );
  const before = listed();
  const { links, totals } = await restore(vault.path, sim, { options: { ...SINGLE, fixLinks: true } });
  assertEquals([links, totals.updated], [[], 1]);
  assertEquals(listed(), before);
});

Deno.test("restore() into another instance updates links that it left open before, and none that mean that instance's own", async () => {
  await using sim = startSim(SMALL);
  unlink(sim);
  await writeEverywhere(sim, "/dashboards/3", { tag: "known", dashboard: "2", look: "2" });
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim({ ...SMALL, emptied: true, idOffset: 600 });
  const bring = (id: string, fixLinks = false): ReturnType<typeof restore> =>
    restore(vault.path, other, {
      options: { scope: { kind: "single", type: "dashboards", id }, withDependencies: true, fixLinks },
    });
  await bring("2");
  assert(textsWith(other, "/dashboards/3") > 3);
  const two = other.store.table("dashboards").all().find((one) =>
    String(one.get("description")).startsWith("known")
  );
  // Somebody there means that instance's own 3.
  await admin(other, "PATCH", `/dashboards/${two?.id}`, { description: "ours: /dashboards/3" });
  const { errors, links } = await bring("3", true);
  assertEquals(errors, []);
  const [first] = links;
  assertEquals([first?.type, first?.id, first?.destination_id], ["dashboards", "2", two?.id]);
  assertEquals(other.store.table("dashboards").get(two?.id ?? "")?.get("description"), "ours: /dashboards/3");
  assertEquals(textsWith(other, "(?<!ours: )/dashboards/3"), 0);
});

Deno.test("restore() names pages that no API call writes, with what to do", async () => {
  await using sim = startSim(SMALL);
  const section = sim.store.table("homepage_sections").all()[0];
  assert(section !== undefined);
  sim.store.patch("homepage_sections", section.id, { description: "start at /dashboards/3" });
  await using vault = await backup(sim);
  await vault.run({});
  await admin(sim, "DELETE", "/dashboards/3");
  const { links } = await restore(vault.path, sim, { options: { ...SINGLE, fixLinks: true }, dryRun: true });
  const page = links.find(({ type }) => type === "homepages");
  assertEquals([page?.to, page?.fixed], [["dashboards/3"], false]);
  assert(page?.reason?.includes("homepages"));
});
