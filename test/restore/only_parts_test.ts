/** `--part` and `--access-only`: a part of an item is restored, and nothing else of it is touched. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { asObject, asObjects, asText, type JsonObject, type JsonValue } from "../../lib/codec/json_value.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { AS_IS } from "../../lib/handlers/references.ts";
import { handlerOf } from "../../lib/handlers/mod.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { beforeSource } from "../../lib/restore/plan/source.ts";
import { changedBy } from "../../lib/restore/journal/undo.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { backedUp, type Backup } from "../extract/_in_process.ts";
import type { Sim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const FEW = { dashboards: 6, looks: 4, folders: 6, users: 5, groups: 5, tileBytes: 300, uniqueFilters: true };

/** What Looker serves of an item. */
async function served(sim: Sim, path: string): Promise<JsonObject> {
  return asObject(await admin(sim, "GET", path) as JsonObject);
}

/** A dashboard in forms: itself, and its parts by their titles. */
async function formsOf(sim: Sim, id: string): Promise<Record<string, JsonObject>> {
  const body = await served(sim, `/dashboards/${id}`);
  const form = handlerOf("dashboards")?.form({ ...body, _vault: {} }, AS_IS) ?? {};
  const { dashboard_elements, dashboard_filters, dashboard_layouts, ...own } = form;
  const named = (list: JsonObject[]): [string, JsonObject][] =>
    list.map((part) => [`${part["title"] ?? part["label"] ?? part["id"]}`, part]);
  const places = asObjects(dashboard_layouts ?? []).flatMap((tab): [string, JsonObject][] =>
    asObjects(tab["components"]).map((
      place,
    ) => [`place of ${place["id"]}`, { ...place, tab: tab["id"] ?? null }])
  );
  return {
    own,
    ...Object.fromEntries(named(asObjects(dashboard_elements ?? []))),
    ...Object.fromEntries(named(asObjects(dashboard_filters ?? []))),
    ...Object.fromEntries(places),
  };
}

/** Restores parts of one item; the parts that changed by it. */
async function part(
  { sim, vault }: { sim: Sim; vault: Backup },
  id: string,
  parts: string[],
): Promise<{ summary: RestoreSummary; changed: string[] }> {
  const before = await formsOf(sim, id);
  const options = { scope: { kind: "single", type: "dashboards", id } as const, parts };
  const dry = await restore(vault.path, sim, { options, dryRun: true });
  const summary = await restore(vault.path, sim, { options });
  assertEquals(summary.items[0]?.changes, dry.items[0]?.changes);
  const after = await formsOf(sim, id), names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return { summary, changed: changed.sort() };
}

async function undo(sim: Sim, vault: Backup, { session_id }: RestoreSummary): Promise<RestoreSummary> {
  using read = openVaultForReading(vault.path);
  const items = changedBy(read, session_id ?? "");
  return await restore(vault.path, sim, {
    options: { scope: { kind: "items", items }, undo: session_id ?? "" },
    request: { source: beforeSource(read, sim.url, session_id ?? "") },
  });
}

Deno.test("restore() with a part makes a deleted tile again in its place, and leaves what else changed alone", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim;
  await using _vault = vault;
  const was = await formsOf(sim, "4");
  await admin(sim, "DELETE", "/dashboard_elements/17");
  await admin(sim, "PATCH", "/dashboard_elements/16", { title: "Renamed by Ada" });
  await admin(sim, "PATCH", "/dashboards/4", { description: "written since", title: "Another title" });
  await admin(sim, "POST", "/dashboard_elements", {
    dashboard_id: "4",
    type: "text",
    title_text: "New",
    body_text: "x",
  });
  const damaged = await formsOf(sim, "4");
  const { summary } = await part({ sim, vault }, "4", ['tile "売上 2"']);
  assertEquals([summary.status, summary.errors, summary.verified], ["completed", [], {
    same: 1,
    different: 0,
  }]);
  const after = await formsOf(sim, "4");
  const { id, from: _from, ...made } = after["売上 2"] ?? {},
    { id: _id, from: _old, ...wanted } = was["売上 2"] ?? {};
  assertEquals(made, wanted);
  const place = (
    { row, column, width, height, tab }: JsonObject,
  ): unknown => [row, column, width, height, tab];
  assertEquals(place(after[`place of ${id}`] ?? {}), place(was["place of 17"] ?? {}));
  for (const [name, form] of Object.entries(damaged)) assertEquals(after[name], form, name);
  // Nothing is left to do for it, and all of the rest still is.
  const again = await part({ sim, vault }, "4", ["tile 17"]);
  assertEquals([again.summary.totals.unchanged, again.changed], [1, []]);
  const whole = await restore(vault.path, sim, {
    options: { scope: { kind: "single", type: "dashboards", id: "4" } },
    dryRun: true,
  });
  assertEquals(whole.items[0]?.changes.map(({ path }) => path).includes("title"), true);
  const undone = await undo(sim, vault, summary);
  assertEquals([undone.errors, await formsOf(sim, "4")], [[], damaged]);
  assertEquals(sim.violations, []);
});

Deno.test("restore() with a part changes only that tile, filter or property, however it is named", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim;
  await using _vault = vault;
  const it = { sim, vault }, filters = asObjects((await served(sim, "/dashboards/4"))["dashboard_filters"]);
  const [filter] = filters, name = asText(filter?.["title"]) ?? "", id = asText(filter?.["id"]) ?? "";
  const damage = async (): Promise<void> => {
    await admin(sim, "PATCH", "/dashboard_elements/16", {
      title: "Umsatz 1",
      note_text: "since",
      note_state: "expanded",
    });
    await admin(sim, "PATCH", "/dashboard_elements/18", { subtitle_text: "since" });
    await admin(sim, "PATCH", `/dashboard_filters/${id}`, {
      row: 7,
      allow_multiple_values: false,
      required: true,
    });
    await admin(sim, "PATCH", "/dashboards/4", { description: "since", title: "Since" });
  };
  await damage();
  assertEquals((await part(it, "4", ["tile Umsatz 1"])).changed, ["Umsatz 1"]);
  assertEquals((await part(it, "4", ["element 18"])).changed, ["売上 3"]);
  assertEquals((await part(it, "4", [`filter "${name}"`])).changed, [name]);
  assertEquals((await part(it, "4", ["Description"])).changed, ["own"]);
  assertEquals(asText((await served(sim, "/dashboards/4"))["title"]), "Since");
  await damage();
  const both = await part(it, "4", ["dashboard_elements[16]", "title"]);
  assertEquals(both.changed, ["Umsatz 1", "own"].sort());
  assertEquals(asText((await served(sim, "/dashboards/4"))["description"]), "since");
  assertEquals(sim.violations, []);
});

Deno.test("restore() with a tab restores it with the tiles that were on it; a tile whose tab is gone comes to the active one", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim;
  await using _vault = vault;
  const tab = await admin(sim, "POST", "/dashboard_layouts", {
    dashboard_id: "5",
    label: "Regions",
    active: false,
  });
  const tabId = String(tab?.["id"]);
  for (const title of ["North", "South"]) {
    await admin(sim, "POST", "/dashboard_elements", {
      dashboard_id: "5",
      type: "text",
      title_text: title,
      body_text: title,
      dashboard_layout_id: tabId,
    });
  }
  await vault.run({});
  const was = await formsOf(sim, "5");
  const body = await served(sim, "/dashboards/5");
  const on = asObjects(body["dashboard_elements"]).filter((one) =>
    ["North", "South"].includes(asText(one["title_text"]) ?? "")
  );
  for (const { id } of on) await admin(sim, "DELETE", `/dashboard_elements/${asText(id ?? null)}`);
  await admin(sim, "DELETE", `/dashboard_layouts/${tabId}`);
  await admin(sim, "PATCH", "/dashboards/5", { title: "Since" });
  const it = { sim, vault };
  const tile = await part(it, "5", [`tile ${asText(on[0]?.["id"] ?? null)}`]);
  assertEquals([tile.summary.errors, tile.summary.verified.different], [[], 0]);
  const layouts = asObjects((await served(sim, "/dashboards/5"))["dashboard_layouts"]);
  assertEquals(layouts.length, 1);
  await undo(sim, vault, tile.summary);
  const whole = await part(it, "5", ["tab Regions"]);
  assertEquals([whole.summary.errors, whole.summary.verified.different], [[], 0]);
  const after = await served(sim, "/dashboards/5");
  assertEquals(
    asObjects(after["dashboard_layouts"]).map((one) => one["label"] ?? null).sort(),
    [null, "Regions"].sort(),
  );
  assertEquals(asText(after["title"]), "Since");
  const regions = asObjects(after["dashboard_layouts"]).find((one) => one["label"] === "Regions");
  const shown = asObjects(regions?.["dashboard_layout_components"]).filter((one) => one["deleted"] !== true);
  assertEquals(shown.length, 2);
  assertEquals(Object.keys(was).length, Object.keys(await formsOf(sim, "5")).length);
  assertEquals(sim.violations, []);
});

Deno.test("restore() names what an item has where a part names nothing, or several", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim;
  await using _vault = vault;
  const ask = (type: ContentType, id: string, text: string): Promise<RestoreSummary> =>
    restore(vault.path, sim, {
      options: { scope: { kind: "single", type, id }, parts: [text] },
      dryRun: true,
    });
  const none = await assertRejects(() => ask("dashboards", "4", 'tile "Rückstand"'), UsageError);
  assertStringIncludes(none.message, 'the part tile "Rückstand"');
  for (const there of ['tile "Umsatz 1" (16)', 'tile "売上 2" (17)']) {
    assertStringIncludes(none.hint ?? "", there);
  }
  const property = await assertRejects(() => ask("looks", "2", "color"), UsageError);
  assertStringIncludes(property.hint ?? "", "query");
  await admin(sim, "PATCH", "/dashboard_elements/17", { title: "Umsatz 1" });
  await vault.run({});
  const two = await assertRejects(() => ask("dashboards", "4", "tile Umsatz 1"), UsageError);
  assertStringIncludes(two.message, "(16)");
  assertStringIncludes(two.message, "(17)");
  // By its id it is one.
  assertEquals((await ask("dashboards", "4", "tile 17")).items.length, 1);
});

Deno.test("restore() with a property of a look or a schedule changes that alone; of what is gone it makes no part", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim;
  await using _vault = vault;
  await admin(sim, "PATCH", "/looks/2", { title: "Since", description: "since" });
  await admin(sim, "PATCH", "/scheduled_plans/3", { name: "Since", crontab: "0 3 * * *" });
  const single = (type: ContentType, id: string, parts: string[]): Promise<RestoreSummary> =>
    restore(vault.path, sim, { options: { scope: { kind: "single", type, id }, parts } });
  const look = await single("looks", "2", ["title"]);
  assertEquals([look.errors, look.items[0]?.changes.map(({ path }) => path)], [[], ["title"]]);
  assertEquals(asText((await served(sim, "/looks/2"))["description"]), "since");
  const plan = await single("scheduled_plans", "3", ["crontab"]);
  assertEquals([plan.errors, plan.items[0]?.changes.map(({ path }) => path)], [[], ["crontab"]]);
  assertEquals(asText((await served(sim, "/scheduled_plans/3"))["name"]), "Since");
  await admin(sim, "DELETE", "/dashboards/6");
  const gone = await single("dashboards", "6", ["title"]);
  assertEquals([gone.status, gone.errors[0]?.code], ["partial", "not_there"]);
});

Deno.test("restore() of access lists alone changes nothing else of folders and boards, and makes none", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim;
  await using _vault = vault;
  const metadata = asText((await served(sim, "/folders/11"))["content_metadata_id"]) ?? "";
  await admin(sim, "PATCH", `/content_metadata/${metadata}`, { inherits: false });
  await admin(sim, "POST", "/content_metadata_access", {
    content_metadata_id: metadata,
    group_id: "3",
    permission_type: "view",
  }).catch(() => {});
  await vault.run({});
  const rowsOf = async (): Promise<JsonObject[]> =>
    asObjects(
      await admin(
        sim,
        "GET",
        `/content_metadata_access?content_metadata_id=${metadata}`,
      ) as unknown as JsonValue,
    );
  const before = await rowsOf();
  for (const row of before.filter((one) => one["group_id"] !== null && one["group_id"] !== undefined)) {
    await admin(sim, "DELETE", `/content_metadata_access/${asText(row["id"] ?? null)}`);
  }
  const left = await rowsOf();
  assert(left.length < before.length);
  await admin(sim, "PATCH", "/folders/11", { name: "Renamed since" });
  await admin(sim, "PATCH", "/looks/2", { title: "Since" });
  const summary = await restore(vault.path, sim, { options: { accessOnly: true } });
  assertEquals(summary.errors, []);
  assertEquals([summary.totals.updated, summary.totals.created, summary.verified.different], [1, 0, 0]);
  assertEquals(summary.rights.length > 0, true);
  assertEquals((await rowsOf()).map((one) => one["group_id"]), before.map((one) => one["group_id"]));
  assertEquals(asText((await served(sim, "/folders/11"))["name"]), "Renamed since");
  const again = await restore(vault.path, sim, { options: { accessOnly: true }, dryRun: true });
  assertEquals(again.totals.updated, 0);
  const undone = await undo(sim, vault, summary);
  assertEquals([undone.errors, (await rowsOf()).length], [[], left.length]);
  await assertRejects(
    () =>
      restore(vault.path, sim, {
        options: { scope: { kind: "bulk", type: "dashboards" }, accessOnly: true },
      }),
    UsageError,
    "items of this type have no access list",
  );
});

Deno.test("restore() of a part stopped after each write, and resumed, makes its tile once", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim;
  await using _vault = vault;
  const was = await formsOf(sim, "5");
  await admin(sim, "DELETE", "/dashboard_elements/20");
  await admin(sim, "PATCH", "/dashboards/5", { title: "Since" });
  const options = { scope: { kind: "single", type: "dashboards", id: "5" } as const, parts: ["tile 20"] };
  let stops = 0;
  for (; stops < 20; stops++) {
    const controller = new AbortController();
    // A query leaves no trace of its own: the write after it is reached sooner or later.
    sim.onWrite(1 + stops % 3, () => controller.abort(new Error("stopped")));
    try {
      const deps = { signal: controller.signal };
      const { errors } = await restore(vault.path, sim, { options, resume: stops > 0, deps });
      assertEquals(errors, []);
      if (!controller.signal.aborted) break;
    } catch (error) {
      if (!(error instanceof Error && error.message === "stopped")) throw error;
    }
  }
  assert(stops > 1 && stops < 20, String(stops));
  const after = await formsOf(sim, "5");
  assertEquals(Object.keys(after).length, Object.keys(was).length);
  assertEquals(asText(after["own"]?.["title"]), "Since");
});
