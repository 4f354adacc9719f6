/** Each part of a dashboard stands alone, and parts that share no names can change places. */
import { assert, assertEquals } from "@std/assert";
import { asObjects, type JsonObject, type JsonValue } from "../../lib/codec/json_value.ts";
import type { PartForm } from "../../lib/handlers/dashboards/form_types.ts";
import { type NameStep, nameSteps, wavesOf } from "../../lib/handlers/dashboards/name_steps.ts";
import { deadLetterHeads } from "../../lib/vault/dead_letters.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { backedUp, type Backup, backup } from "../extract/_in_process.ts";
import { type FaultRule, type Sim, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { type Ask, Damaged, formOf } from "./_damage.ts";
import { restore } from "./_in_process.ts";

const FEW = { dashboards: 6, looks: 4, folders: 6, users: 5, groups: 5, tileBytes: 300, uniqueFilters: true };

/** Names → names: what is there, what is wanted, and how many steps it takes. */
const RENAMES: [string, string[], (string | null)[], number][] = [
  ["nothing changes", ["a", "b"], ["a", "b"], 2],
  ["one is renamed", ["a", "b"], ["a", "c"], 2],
  ["two in a chain", ["a", "b"], ["b", "c"], 2],
  ["a swap", ["a", "b"], ["b", "a"], 3],
  ["a rotation of four", ["a", "b", "c", "d"], ["b", "c", "d", "a"], 5],
  ["two swaps", ["a", "b", "c", "d"], ["b", "a", "d", "c"], 6],
  ["one goes, and another takes its name", ["a", "b"], [null, "a"], 2],
  ["one goes, and two others rotate into its name", ["a", "b", "c"], [null, "a", "b"], 3],
];

for (const [what, from, to, steps] of RENAMES) {
  Deno.test(`nameSteps() gives no two parts one name at any moment: ${what}`, () => {
    const live = from.map((name, i): PartForm => ({ from: `${i}`, id: `${i}`, name, title: `${name}!` }));
    const pairs = live.flatMap((one, i) => {
      const name = to[i] ?? null;
      return name === null
        ? []
        : [{ live: one, wanted: { from: one.from, id: one.id, name, title: `${name}!` } }];
    });
    const extra = live.filter((_, i) => to[i] === null);
    const done = nameSteps({ pairs, missing: [], extra }, ["name", "title"]);
    const take = (steps: readonly NameStep[]): void => {
      const now = new Map(live.map((one) => [one, one]));
      for (const step of steps) {
        if (step.do === "remove") now.delete(step.live);
        else if (step.do === "rename") now.set(step.live, { ...step.live, ...step.names });
        else now.set(step.pair.live, step.pair.wanted);
        for (const key of ["name", "title"]) {
          const names = [...now.values()].map((one) => one[key]);
          assertEquals(new Set(names).size, names.length, JSON.stringify(names));
        }
      }
      assertEquals([...now.values()].map(({ name }) => name), to.filter((name) => name !== null));
    };
    take(done);
    // Within a wave the order does not matter.
    const waves = wavesOf(done, ["name", "title"]);
    assertEquals(waves.flat(), done);
    take(waves.flatMap((wave) => wave.toReversed()));
    assertEquals(done.length, steps);
  });
}

/** What of one dashboard is broken → how. Filters 1 and 2 are those of dashboard 1, layouts those that were added to it. */
const parts = (
  sim: Sim,
  list: string,
  id = "1",
): JsonObject[] => (JSON.parse(
  JSON.stringify(sim.store.table("dashboards").get(id)?.get(list) ?? []),
) as JsonObject[]);

const rename = async (ask: Ask, id: unknown, name: string): Promise<void> => {
  assert(
    await ask("PATCH", `/dashboard_filters/${id}`, { name, title: name }) !== null,
    `renaming to ${name}`,
  );
};

Deno.test("restore() gives filters back names that they have swapped, rotated, lost to new ones, in one go", async () => {
  await using it = await Damaged.start({ ...FEW, dashboards: 5 });
  const { sim, ask } = it;
  const filters = (id: string): unknown[] => parts(sim, "dashboard_filters", id).map((one) => one["id"]);
  // Swapped.
  const [a, b] = filters("1");
  const [one, two] = parts(sim, "dashboard_filters", "1").map((filter) => String(filter["name"]));
  await rename(ask, a, "for a while");
  await rename(ask, b, one ?? "");
  await rename(ask, a, two ?? "");
  // Renamed, and another made in its name.
  const [c] = filters("2"),
    [three] = parts(sim, "dashboard_filters", "2").map((filter) => String(filter["name"]));
  await rename(ask, c, "Another");
  await ask("POST", "/dashboard_filters", {
    dashboard_id: "2",
    name: three,
    title: three,
    type: "string_filter",
  });
  // Deleted, and the other takes its name.
  const [d, e] = filters("3"),
    [four] = parts(sim, "dashboard_filters", "3").map((filter) => String(filter["name"]));
  await ask("DELETE", `/dashboard_filters/${d}`);
  await rename(ask, e, four ?? "");
  await it.repair();
});

Deno.test("restore() gives tabs back their labels, and makes the one active that was, whatever became of them", async () => {
  await using sim = startSim(FEW);
  for (const label of ["Second", "Third"]) {
    await admin(sim, "POST", "/dashboard_layouts", { dashboard_id: "1", label, active: false });
  }
  const [first] = parts(sim, "dashboard_layouts");
  await admin(sim, "PATCH", `/dashboard_layouts/${first?.["id"]}`, { label: "First" });
  await using vault = await backup(sim);
  await vault.run({});
  const before = formOf(sim);
  const idOf = (label: string): unknown =>
    parts(sim, "dashboard_layouts").find((one) => one["label"] === label)?.["id"];
  const patch = (id: unknown, body: JsonObject): Promise<unknown> =>
    admin(sim, "PATCH", `/dashboard_layouts/${id}`, body);
  const damages: ((x: unknown, y: unknown, z: unknown) => Promise<void>)[] = [
    async (x, y) => {
      await patch(x, { label: "meanwhile" });
      await patch(y, { label: "First" });
      await patch(x, { label: "Second" });
    },
    async (_x, _y, z) => void await patch(z, { active: true }),
    async (_x, y, z) => {
      await patch(y, { active: true });
      await admin(sim, "DELETE", `/dashboard_layouts/${z}`);
    },
    async (_x, y, z) => {
      await patch(z, { label: "meanwhile" });
      await patch(y, { active: true, label: "Third" });
      await patch(z, { label: "Second" });
    },
  ];
  for (const damage of damages) {
    await damage(idOf("First"), idOf("Second"), idOf("Third"));
    sim.violations.length = 0;
    const { errors, status } = await restore(vault.path, sim);
    assertEquals([errors, status], [[], "completed"]);
    const again = await restore(vault.path, sim, { dryRun: true });
    assertEquals(again.totals.updated + again.planned_calls, 0);
    const active = parts(sim, "dashboard_layouts").filter((one) => one["active"] === true);
    assertEquals(active.map(({ label }) => label), ["First"]);
    assertEquals(new Set(parts(sim, "dashboard_layouts").map(({ label }) => label)).size, 3);
  }
  // A tab that is active and not of the backup goes, once the old one is active again.
  await admin(sim, "POST", "/dashboard_layouts", { dashboard_id: "1", label: "Fourth", active: true });
  assertEquals((await restore(vault.path, sim)).errors, []);
  assertEquals(Object.keys(formOf(sim)).length, Object.keys(before).length);
  assertEquals(parts(sim, "dashboard_layouts").length, 3);
});

async function refused(
  faults: FaultRule[],
  damage: (sim: Sim) => Promise<void>,
  check: (sim: Sim, vault: Backup, path: () => Promise<string[]>) => Promise<void>,
): Promise<void> {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  await damage(sim);
  sim.faults.add(...faults);
  await check(sim, vault, async () => {
    const { errors, status, totals, verified } = await restore(vault.path, sim, {
      options: { maxRetries: 0, only: ["dashboards"] },
    });
    assertEquals([status, totals.failed, totals.incomplete], ["partial", 0, 1], JSON.stringify(errors));
    assertEquals(verified.different, 1);
    assertEquals(new Set(errors.map(({ code }) => code)), new Set(["refused" as const]));
    using read = openVaultForReading(vault.path);
    assertEquals(
      deadLetterHeads(read, null).length,
      0,
      "the queue holds what failed, not what is incomplete",
    );
    return errors.map(({ message }) => message);
  });
}

for (const kind of ["422", "500", "403"] as const) {
  Deno.test(`a filter that is refused with ${kind} is named, the rest of its dashboard is restored, at each run`, async () => {
    await refused(
      [{ kind, operation: "create_dashboard_filter" }],
      async (sim) => {
        const [filter] = parts(sim, "dashboard_filters"), [tile] = parts(sim, "dashboard_elements");
        await admin(sim, "DELETE", `/dashboard_filters/${filter?.["id"]}`);
        await admin(sim, "PATCH", `/dashboard_elements/${tile?.["id"]}`, { note_text: "edited" });
        await admin(sim, "PATCH", "/dashboards/1", { description: "edited" });
      },
      async (sim, vault, run) => {
        for (let night = 0; night < 2; night++) {
          const messages = await run();
          assert(messages[0]?.startsWith("dashboard_filters[Region]: "), messages.join("\n"));
          // What else there was to do is done in the first run: then nothing of it can be written.
          if (night > 0) break;
          assert(sim.store.table("dashboards").get("1")?.get("description") !== "edited");
          assert(parts(sim, "dashboard_elements").every((one) => one["note_text"] !== "edited"));
          await admin(sim, "PATCH", "/dashboards/1", { description: "edited again" });
        }
        sim.faults.clear();
        assertEquals((await restore(vault.path, sim)).errors, []);
      },
    );
  });
}

Deno.test("tiles whose query is refused are named with their model, and their places are left; all others are made", async () => {
  let tiles = 0;
  await refused(
    [{ kind: "422", operation: "create_query", times: 1 }],
    async (sim) => {
      tiles = parts(sim, "dashboard_elements").length;
      for (const tile of parts(sim, "dashboard_elements")) {
        await admin(sim, "DELETE", `/dashboard_elements/${tile["id"]}`);
      }
    },
    async (sim, vault, run) => {
      const messages = await run();
      assertEquals(messages.filter((text) => text.includes("of the model ")).length, 1, messages.join("\n"));
      assertEquals(parts(sim, "dashboard_elements").length, tiles - 1);
      assertEquals((await restore(vault.path, sim)).errors, []);
      assertEquals(parts(sim, "dashboard_elements").length, tiles);
      assertEquals((await restore(vault.path, sim, { dryRun: true })).planned_calls, 0);
    },
  );
});

Deno.test("restore() never shows fewer tiles than the smaller of before and after, at whichever write it is killed", async () => {
  await using at = await Damaged.start();
  const tiles = (): string[] =>
    asObjects(at.sim.store.table("dashboards").get("1")?.get("dashboard_elements") as JsonValue)
      .filter((one) => one["deleted"] !== true).map((one) => String(one["id"]));
  const before = tiles();
  for (const id of before.slice(0, 3)) await at.ask("DELETE", `/dashboard_elements/${id}`);
  for (const title_text of ["One", "Two", "Three"]) {
    await at.ask("POST", "/dashboard_elements", { dashboard_id: "1", type: "text", title_text });
  }
  const damaged = tiles().length, seen: number[] = [];
  for (let n = 1; n <= 100; n++) at.sim.onWrite(n, () => void seen.push(tiles().length));
  await at.repair();
  assert(seen.length > 6, `${seen.length} writes`);
  assertEquals(seen.filter((count) => count < Math.min(before.length, damaged)), [], seen.join(" "));
});

Deno.test("a tile of a model that the destination lacks is named, skipped and known beforehand; a look of it cannot be restored", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  const [tile] = parts(sim, "dashboard_elements");
  await admin(sim, "DELETE", `/dashboard_elements/${tile?.["id"]}`);
  await admin(sim, "PATCH", "/dashboards/1", { description: "edited" });
  await admin(sim, "DELETE", "/looks/3");
  for (const { id } of sim.store.table("lookml_models").all()) {
    if (!/^(system__|i__)/.test(id)) await admin(sim, "DELETE", `/lookml_models/${id}`);
  }
  const options = { only: ["dashboards" as const, "looks" as const] };
  for (const dryRun of [true, false, false]) {
    const { items, totals, errors, status, lacking } = await restore(vault.path, sim, { dryRun, options });
    const [dashboard] = items.filter((item) => item.type === "dashboards" && item.id === "1");
    assertEquals(dashboard?.incomplete.map(({ code }) => code), ["model_missing"]);
    assert(
      dashboard?.incomplete[0]?.text.includes("the model thelook"),
      JSON.stringify(dashboard?.incomplete),
    );
    const [look] = items.filter((item) => item.type === "looks" && item.id === "3");
    assertEquals([look?.action, look?.reason_code], ["unrestorable", "lookml_missing"]);
    assert(lacking.length > 0);
    assertEquals([totals.failed, totals.skipped, totals.incomplete], [0, 0, 1]);
    assertEquals(errors.map(({ code }) => code), ["model_missing"]);
    if (!dryRun) assertEquals(status, "partial");
  }
  assert(sim.store.table("dashboards").get("1")?.get("description") !== "edited");
  const allowed = await restore(vault.path, sim, { options: { ...options, allowIncomplete: true } });
  assertEquals([allowed.status, allowed.totals.incomplete, allowed.errors], ["completed", 1, []]);
  assert(allowed.warnings.some((text) => text.includes("the model")));
});

Deno.test("a title and a slug that others keep are known beforehand: the item is not tried, or restored without them", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  const of = (id: string): { title: string; slug: string; folder: unknown } => {
    const one = sim.store.table("dashboards").get(id);
    return {
      title: String(one?.get("title")),
      slug: String(one?.get("slug")),
      folder: one?.get("folder_id"),
    };
  };
  const first = of("1"), third = of("3");
  // 2 takes the title and the place of 1, which is deleted; 4 takes the slug of 3.
  await admin(sim, "DELETE", "/dashboards/1");
  await admin(sim, "PATCH", "/dashboards/2", { title: first.title, folder_id: String(first.folder) });
  await admin(sim, "PATCH", "/dashboards/3", { slug: "elsewhere", description: "edited" });
  await admin(sim, "PATCH", "/dashboards/4", { slug: third.slug });
  for (const dryRun of [true, false, false]) {
    const made = await restore(vault.path, sim, {
      dryRun,
      options: { scope: { kind: "single", type: "dashboards", id: "1" } },
    });
    assertEquals([made.totals.unrestorable, made.totals.failed, made.errors], [1, 0, []]);
    assertEquals([made.items[0]?.reason_code, made.status], ["name_taken", dryRun ? "planned" : "completed"]);
    const scope = { kind: "single", type: "dashboards", id: "3" } as const;
    const { items, errors, totals } = await restore(vault.path, sim, { dryRun, options: { scope } });
    assertEquals(items[0]?.unrestorable.map(({ path, code }) => [path, code]), [["slug", "name_taken"]]);
    assertEquals([errors, totals.incomplete], [[], 0]);
  }
  assertEquals(of("3").slug, "elsewhere");
  assert(sim.store.table("dashboards").get("3")?.get("description") !== "edited");
  const again = await restore(vault.path, sim, {
    dryRun: true,
    options: { scope: { kind: "single", type: "dashboards", id: "3" } },
  });
  assertEquals(again.planned_calls, 0);
  // Everything at once: whoever holds a name gets its own back.
  assertEquals((await restore(vault.path, sim)).errors, []);
  assertEquals(of("3").slug, third.slug);
});
