import { assert, assertEquals } from "@std/assert";
import { InterruptedError } from "../../../lib/base/errors.ts";
import { NO_MAPPING, type UseMapping } from "../../../lib/looker/uses/mapping.ts";
import { backedUp } from "../../extract/_in_process.ts";
import { admin } from "../_admin.ts";
import { formOf } from "../_damage.ts";
import { restore } from "../_in_process.ts";
import { differences } from "../_forms.ts";
import { undo } from "../_undo.ts";
import { replace, replaceOptions, withName } from "./_replace.ts";

const SIZE = { dashboards: 14, looks: 12, folders: 5, users: 4, tileBytes: 300 };
const FIELD: UseMapping = { ...NO_MAPPING, fields: { "orders.count": "orders.number" } };

Deno.test("a field is replaced wherever it is used and nowhere else, and undone without a difference", async () => {
  const { sim, vault } = await backedUp(SIZE);
  await using _sim = sim;
  await using _vault = vault;
  const before = formOf(sim);
  const options = await replaceOptions(vault.path, sim, FIELD);
  const summary = await replace(vault.path, sim, { options });
  assertEquals([summary.status, summary.errors], ["completed", []]);
  assert(summary.totals.updated > 10, `${summary.totals.updated}`);
  assertEquals(summary.verified, { same: summary.totals.updated, different: 0 });
  const wanted = withName(before, /(?<![\w.])orders\.count(?![\w.])/g, "orders.number");
  assertEquals(differences(wanted, formOf(sim)), []);
  const again = await replace(vault.path, sim, { options, dryRun: true });
  assertEquals(again.totals.updated, 0);
  const undone = await undo({ path: vault.path, sim, session: summary.session_id });
  assertEquals(undone.errors, []);
  assertEquals(differences(before, formOf(sim)), []);
});

Deno.test("a replacement that was stopped half way and is resumed comes to the same, and so does its undo", async () => {
  const { sim, vault } = await backedUp(SIZE);
  await using _sim = sim;
  await using _vault = vault;
  const before = formOf(sim);
  const options = { ...await replaceOptions(vault.path, sim, FIELD), workers: 2, checkpointInterval: 2 };
  const stop = new AbortController();
  let done = 0;
  const stopped = await replace(vault.path, sim, {
    options,
    deps: {
      signal: stop.signal,
      sink: ({ event }) => {
        if (event === "item_done" && ++done === 5) stop.abort(new InterruptedError("stopped"));
      },
    },
  });
  assertEquals(stopped.status, "interrupted");
  const wanted = withName(before, /(?<![\w.])orders\.count(?![\w.])/g, "orders.number");
  assert(differences(wanted, formOf(sim)).length > 0);
  const resumed = await replace(vault.path, sim, { options, resume: true });
  assertEquals([resumed.status, resumed.session_id, resumed.errors], ["completed", stopped.session_id, []]);
  assertEquals(differences(wanted, formOf(sim)), []);
  await undo({ path: vault.path, sim, session: resumed.session_id });
  assertEquals(differences(before, formOf(sim)), []);
});

Deno.test("an explore is replaced in queries, listeners and filters, also where a tile follows its look", async () => {
  const { sim, vault } = await backedUp(SIZE);
  await using _sim = sim;
  await using _vault = vault;
  const before = formOf(sim);
  const mapping: UseMapping = { ...NO_MAPPING, explores: { "thelook::orders": "finance::ledger" } };
  const summary = await replace(vault.path, sim, { options: await replaceOptions(vault.path, sim, mapping) });
  assertEquals(summary.errors, []);
  const live = Object.entries(formOf(sim)).filter(([type]) => ["dashboards", "looks"].includes(type))
    .flatMap(([, items]) => Object.entries(items).filter(([name]) => !name.includes("(trash)")));
  assertEquals(JSON.stringify(live).match(/"model":"thelook","view":"orders"/g), null);
  assert(JSON.stringify(live).includes('"model":"finance","view":"ledger"'));
  await undo({ path: vault.path, sim, session: summary.session_id });
  assertEquals(differences(before, formOf(sim)), []);
});

Deno.test("what somebody changed after the vault was read stays, and only the name is replaced", async () => {
  const { sim, vault } = await backedUp(SIZE);
  await using _sim = sim;
  await using _vault = vault;
  const options = await replaceOptions(vault.path, sim, FIELD);
  await admin(sim, "PATCH", "/looks/1", { description: "written since" });
  const summary = await replace(vault.path, sim, { options });
  assertEquals(summary.errors, []);
  const look = await admin(sim, "GET", "/looks/1");
  assertEquals(look?.["description"], "written since");
  assertEquals(JSON.stringify(look).includes('"orders.count"'), false);
});

Deno.test("a restore gives what it writes the names that --map-field says", async () => {
  const { sim, vault } = await backedUp(SIZE);
  await using _sim = sim;
  await using _vault = vault;
  await admin(sim, "PATCH", "/looks/1", { title: "Spoilt" });
  const scope = { kind: "single", type: "looks", id: "1" } as const;
  const before = await admin(sim, "GET", "/looks/1");
  assert(JSON.stringify(before).includes('"orders.count"'));
  const summary = await restore(vault.path, sim, { options: { scope, mapping: FIELD } });
  assertEquals([summary.status, summary.totals.updated], ["completed", 1]);
  const after = await admin(sim, "GET", "/looks/1");
  assertEquals(JSON.stringify(after).includes('"orders.count"'), false);
  assert(JSON.stringify(after).includes('"orders.number"'));
  assert(after?.["title"] !== "Spoilt");
});

Deno.test("a query that an alert or a schedule names by its id alone is replaced by one with the new name, and undone", async () => {
  const { sim, vault } = await backedUp(SIZE);
  await using _sim = sim;
  await using _vault = vault;
  const query = {
    model: "thelook",
    view: "orders",
    fields: ["orders.count"],
    filters: { "orders.count": ">3" },
  };
  const saved = await admin(sim, "POST", "/queries", query);
  const destination = { type: "email", format: "csv", address: "ops@acme.com" };
  const plan = await admin(sim, "POST", "/scheduled_plans", {
    name: "Of a query",
    query_id: saved?.["id"],
    crontab: "0 6 * * *",
    scheduled_plan_destination: [destination],
  });
  await vault.run({ types: ["scheduled_plans", "alerts"] });
  const before = formOf(sim), path = `/scheduled_plans/${plan?.["id"]}`;
  const summary = await replace(vault.path, sim, { options: await replaceOptions(vault.path, sim, FIELD) });
  assertEquals([summary.status, summary.errors, summary.verified.different], ["completed", [], 0]);
  const now = await admin(sim, "GET", path), made = await admin(sim, "GET", `/queries/${now?.["query_id"]}`);
  assertEquals([made?.["fields"], made?.["filters"]], [["orders.number"], { "orders.number": ">3" }]);
  assertEquals(now?.["enabled"], plan?.["enabled"]);
  const wanted = withName(before, /(?<![\w.])orders\.count(?![\w.])/g, "orders.number");
  assertEquals(differences(wanted, formOf(sim)), []);
  await undo({ path: vault.path, sim, session: summary.session_id });
  assertEquals(differences(before, formOf(sim)), []);
  assertEquals((await admin(sim, "GET", path))?.["query_id"], saved?.["id"]);
});
