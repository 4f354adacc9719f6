/** `--with-dependents`, `--into-folder`, and what `--exclude` and `--default-owner` leave of dependencies. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { changedBy } from "../../lib/restore/journal/undo.ts";
import { beforeSource } from "../../lib/restore/plan/source.ts";
import { backedUp, type Backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const FEW = { dashboards: 6, looks: 4, folders: 6, users: 5, groups: 5, tileBytes: 300 };

type Row = Record<string, unknown>;

function rows(
  sim: Sim,
  table: "scheduled_plans" | "alerts" | "boards" | "dashboards" | "folders" | "looks",
): Row[] {
  return sim.store.table(table).all().map((one) => plain(one));
}

const KEYS = [
  "id",
  "name",
  "title",
  "description",
  "deleted_at",
  "board_sections",
  "dashboard_id",
  "look_id",
  "enabled",
  "parent_id",
  "folder_id",
  "is_shared_root",
  "last_updater_id",
];

function plain(one: { id: string; get: (key: string) => unknown }): Row {
  const row = Object.fromEntries(KEYS.map((key) => [key, one.get(key) ?? null]));
  return { ...JSON.parse(JSON.stringify(row)), id: one.id };
}

/** Dashboards and looks on boards. */
function placesOf(sim: Sim): string[] {
  const boards = rows(sim, "boards").filter((one) => (one["deleted_at"] ?? null) === null);
  return boards.flatMap((board) =>
    ((board["board_sections"] ?? []) as Row[]).flatMap((section) =>
      ((section["board_items"] ?? []) as Row[]).flatMap((item) => {
        const id = item["dashboard_id"] ?? item["look_id"];
        return id === null || id === undefined
          ? []
          : [`${board["title"]}: ${item["dashboard_id"] === null ? "look" : "dashboard"} ${id}`];
      })
    )
  ).sort();
}

/** A folder below Shared with dashboards that have schedules, alerts and places on boards. */
async function finance(): Promise<{ sim: Sim; vault: Backup; folder: string }> {
  const { sim, vault } = await backedUp(FEW);
  const folder = await admin(sim, "POST", "/folders", { name: "Finance", parent_id: "1" });
  const below = await admin(sim, "POST", "/folders", { name: "Month end", parent_id: folder?.["id"] });
  await admin(sim, "PATCH", "/dashboards/3", { folder_id: folder?.["id"] });
  await admin(sim, "PATCH", "/dashboards/4", { folder_id: below?.["id"] });
  await vault.run({});
  return { sim, vault, folder: String(folder?.["id"]) };
}

async function undo(sim: Sim, vault: Backup, { session_id }: RestoreSummary): Promise<RestoreSummary> {
  using read = openVaultForReading(vault.path);
  return await restore(vault.path, sim, {
    options: { scope: { kind: "items", items: changedBy(read, session_id ?? "") }, undo: session_id ?? "" },
    request: { source: beforeSource(read, sim.url, session_id ?? "") },
  });
}

Deno.test("restore() of a deleted folder with dependents restores its schedules, alerts and places on boards", async () => {
  const { sim, vault, folder } = await finance();
  await using _sim = sim;
  await using _vault = vault;
  const before = {
    plans: rows(sim, "scheduled_plans").length,
    alerts: rows(sim, "alerts").length,
    places: placesOf(sim).length,
  };
  const boards = rows(sim, "boards");
  await admin(sim, "DELETE", `/folders/${folder}`);
  for (const board of boards.slice(0, 2)) {
    await admin(sim, "PATCH", `/boards/${board["id"]}`, { description: "since" });
  }
  const lost = {
    plans: before.plans - rows(sim, "scheduled_plans").length,
    alerts: before.alerts - rows(sim, "alerts").length,
  };
  assert(lost.plans > 0 && lost.alerts > 0, JSON.stringify(lost));
  const options = { folders: [folder] };
  // Without it the end says what there is.
  const bare = await restore(vault.path, sim, { options, dryRun: true });
  assertEquals([bare.dependents.scheduled_plans, bare.dependents.alerts], [lost.plans, lost.alerts]);
  const summary = await restore(vault.path, sim, { options: { ...options, withDependents: true } });
  assertEquals([summary.errors, summary.verified.different], [[], 0]);
  assertEquals(summary.dependents, {});
  assertEquals([rows(sim, "scheduled_plans").length, rows(sim, "alerts").length], [
    before.plans,
    before.alerts,
  ]);
  assertEquals(placesOf(sim).length, before.places);
  // Of the boards only the places are restored.
  for (const board of boards.slice(0, 2)) {
    assertEquals(rows(sim, "boards").find((one) => one["id"] === board["id"])?.["description"], "since");
  }
  const made = summary.items.filter(({ type, action }) =>
    action === "create" && (type === "scheduled_plans" || type === "alerts")
  );
  for (const { needed_by } of made) {
    assert(needed_by.every((key) => /^(dashboards|looks)\//.test(key)), String(needed_by));
  }
  const ids = new Set(
    summary.made.filter(({ type }) => type === "scheduled_plans").map((one) => one.destination_id),
  );
  for (const plan of rows(sim, "scheduled_plans")) {
    if (ids.has(String(plan["id"]))) assertEquals(plan["enabled"], false);
  }
  const again = await restore(vault.path, sim, {
    options: { ...options, withDependents: true },
    dryRun: true,
  });
  assertEquals([again.totals.created, again.totals.updated], [0, 0]);
  const undone = await undo(sim, vault, summary);
  assertEquals(undone.errors, []);
  assertEquals(sim.violations, []);
});

Deno.test("restore() of one dashboard with dependents brings its own, and none that was deleted before it", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim;
  await using _vault = vault;
  const plans = rows(sim, "scheduled_plans").filter((one) => one["dashboard_id"] === "4").map((one) =>
    String(one["id"])
  );
  assert(plans.length > 1);
  await admin(sim, "DELETE", `/scheduled_plans/${plans[0]}`);
  await vault.run({});
  await admin(sim, "DELETE", "/dashboards/4");
  await vault.run({ acceptDeletions: true });
  const scope = { kind: "single", type: "dashboards", id: "4" } as const;
  const { errors, items } = await restore(vault.path, sim, { options: { scope, withDependents: true } });
  assertEquals(errors, []);
  const brought = items.filter(({ type }) => type === "scheduled_plans").map(({ id }) => id).sort();
  assertEquals(brought, plans.slice(1).sort());
  assertEquals(items.filter(({ type }) => type === "dashboards").map(({ id }) => id), ["4"]);
});

Deno.test("restore() of a folder into another of another instance keeps what is below it, and leaves people out", async () => {
  const { sim, vault, folder } = await finance();
  await using _sim = sim;
  await using _vault = vault;
  await using other = startSim({ ...FEW, emptied: true, idOffset: 400 });
  const archive = await admin(other, "POST", "/folders", { name: "From Acme", parent_id: rootOf(other) });
  const users = other.store.table("users").all().length;
  const options = {
    folders: [folder],
    withDependencies: true,
    intoFolder: "Shared/From Acme",
    defaultOwner: other.store.table("users").all()[0]?.id ?? "",
    exclude: ["users", "groups", "roles"] as const,
    allowIncomplete: true,
  };
  const dry = await restore(vault.path, other, { options, dryRun: true });
  assertEquals(dry.items.filter(({ type }) => ["users", "groups", "roles"].includes(type)), []);
  const needed = dry.items.filter(({ needed_by }) => needed_by.length > 0);
  for (const { type, needed_by } of needed) assert(needed_by.length > 0 && type !== "dashboards");
  const summary = await restore(vault.path, other, { options });
  assertEquals(summary.totals.failed, 0, JSON.stringify(summary.errors));
  assertEquals(other.store.table("users").all().length, users);
  const folders = rows(other, "folders");
  const made = folders.find((one) => one["name"] === "Finance"),
    below = folders.find((one) => one["name"] === "Month end");
  assertEquals([made?.["parent_id"], below?.["parent_id"]], [String(archive?.["id"]), made?.["id"]]);
  const boards = rows(other, "dashboards").map((one) => one["folder_id"]);
  assertEquals(boards.sort(), [made?.["id"], below?.["id"]].sort());
  const again = await restore(vault.path, other, { options, dryRun: true });
  assertEquals([again.totals.created, again.totals.updated], [0, 0]);
  assertEquals(other.violations, []);
});

function rootOf(sim: Sim): string {
  return String(
    rows(sim, "folders").find((one) => one["is_shared_root"] === true || one["name"] === "Shared")?.["id"],
  );
}

Deno.test("restore() into a folder takes a single item there, and the folders of many with them; undo takes them back", async () => {
  const { sim, vault, folder } = await finance();
  await using _sim = sim;
  await using _vault = vault;
  const target = await admin(sim, "POST", "/folders", { name: "Elsewhere", parent_id: "1" });
  const id = String(target?.["id"]);
  const scope = { kind: "single", type: "dashboards", id: "4" } as const;
  const one = await restore(vault.path, sim, { options: { scope, intoFolder: "Elsewhere" } });
  assertEquals([one.errors, rows(sim, "dashboards").find((row) => row["id"] === "4")?.["folder_id"]], [
    [],
    id,
  ]);
  assertEquals(one.items[0]?.changes.map(({ path }) => path), ["folder_id"]);
  await undo(sim, vault, one);
  const bulk = { kind: "bulk", type: "dashboards" } as const;
  const many = await restore(vault.path, sim, {
    options: { scope: bulk, folders: [folder], intoFolder: id },
  });
  assertEquals(many.errors, []);
  const moved = rows(sim, "folders").find((row) => row["id"] === folder);
  assertEquals(moved?.["parent_id"], id);
  await undo(sim, vault, many);
  assertEquals(rows(sim, "folders").find((row) => row["id"] === folder)?.["parent_id"], "1");
  const none = await assertRejects(
    () => restore(vault.path, sim, { options: { scope, intoFolder: "Nowhere" } }),
    UsageError,
  );
  assertStringIncludes(none.message, "Nowhere");
});

Deno.test("restore() says of what it takes back who edited it since the backup, and when", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim;
  await using _vault = vault;
  await admin(sim, "PATCH", "/dashboards/4", { title: "Since" });
  const { items } = await restore(vault.path, sim, { dryRun: true });
  const [item] = items.filter(({ type, id }) => type === "dashboards" && id === "4");
  const now = rows(sim, "dashboards").find((one) => one["id"] === "4") ?? {};
  assertEquals(item?.edited_since?.by?.id, String(now["last_updater_id"]));
  assert((item?.edited_since?.at ?? "") > "2026");
  assertEquals(
    items.filter(({ action }) => action === "unrestorable").map(({ type }) => type).includes("folders"),
    false,
  );
  const done = await restore(vault.path, sim, {
    options: { scope: { kind: "single", type: "dashboards", id: "4" } },
  });
  const undone = await restoreBack(sim, vault, done);
  // What the restore wrote is no edit of anybody's.
  assertEquals(undone.items.map((one) => one.edited_since), [null]);
});

async function restoreBack(sim: Sim, vault: Backup, { session_id }: RestoreSummary): Promise<RestoreSummary> {
  using read = openVaultForReading(vault.path);
  return await restore(vault.path, sim, {
    dryRun: true,
    options: { scope: { kind: "items", items: changedBy(read, session_id ?? "") }, undo: session_id ?? "" },
    request: { source: beforeSource(read, sim.url, session_id ?? "") },
  });
}

Deno.test("restore() with dependents stopped after every few writes, and resumed, makes nothing twice", async () => {
  const { sim, vault, folder } = await finance();
  await using _sim = sim;
  await using _vault = vault;
  const before = [rows(sim, "scheduled_plans").length, rows(sim, "alerts").length, placesOf(sim).length];
  await admin(sim, "DELETE", `/folders/${folder}`);
  const options = { folders: [folder], withDependents: true };
  let stops = 0;
  for (; stops < 100; stops++) {
    const controller = new AbortController();
    // More than the queries of the tiles, which leave no trace of their own.
    sim.onWrite(7 + (stops * 17) % 11, () => controller.abort(new Error("stopped")));
    try {
      const deps = { signal: controller.signal };
      const { errors } = await restore(vault.path, sim, { options, resume: stops > 0, deps });
      assertEquals(errors, []);
      if (!controller.signal.aborted) break;
    } catch (error) {
      if (!(error instanceof Error && error.message === "stopped")) throw error;
    }
  }
  assert(stops > 1 && stops < 100, String(stops));
  assertEquals(
    [rows(sim, "scheduled_plans").length, rows(sim, "alerts").length, placesOf(sim).length],
    before,
  );
  assertEquals(rows(sim, "folders").filter((one) => one["name"] === "Finance").length, 1);
  const again = await restore(vault.path, sim, { options, dryRun: true });
  assertEquals([again.totals.created, again.totals.updated], [0, 0]);
});
