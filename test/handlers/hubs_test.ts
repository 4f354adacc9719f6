import { assert, assertEquals } from "@std/assert";
import type { JsonObject } from "../../lib/codec/json_value.ts";
import { hubDestinations, integrationIn } from "../../lib/handlers/destinations.ts";
import { AS_IS, type Refs } from "../../lib/handlers/references.ts";
import { backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { admin } from "../restore/_admin.ts";
import { restore } from "../restore/_in_process.ts";

const SMALL = { dashboards: 4, looks: 4, folders: 4, users: 4, groups: 3, tileBytes: 300 };
const PLAN = { names: "type", texts: ["address", "parameters"] };

Deno.test("integrationIn() knows an integration from the other types of destinations", () => {
  const cases: [type: string | null, id: string | null][] = [
    ["looker-integration://4::google_sheets", "4::google_sheets"],
    ["12::custom/with slash", "12::custom/with slash"],
    ["email", null],
    ["webhook", null],
    ["s3", null],
    ["https://hook.example/a::b", null],
    ["", null],
    [null, null],
  ];
  for (const [type, id] of cases) assertEquals(integrationIn(type), id, String(type));
});

Deno.test("hubDestinations() renames an integration wherever its destination names it, and nothing that only looks like it", () => {
  const refs: Refs = { ...AS_IS, may: (_kind, id) => id === "3::jira" ? "41::jira" : null };
  const one = {
    type: "looker-integration://3::jira",
    address: "looker-integration://3::jira",
    parameters:
      '{"via":"3::jira","u":"looker-integration:\\/\\/3::jira","not":"13::jira 3::jira_cloud","n":1.0}',
    message: "3::jira",
  };
  assertEquals(hubDestinations([one], PLAN, refs), [{
    type: "looker-integration://41::jira",
    address: "looker-integration://41::jira",
    parameters:
      '{"via":"41::jira","u":"looker-integration:\\/\\/41::jira","not":"13::jira 3::jira_cloud","n":1.0}',
    message: "3::jira",
  }]);
  assertEquals(hubDestinations([one], PLAN, AS_IS), [one]);
});

Deno.test("hubDestinations() omits what goes nowhere, but not the last one", () => {
  const missing: string[] = [];
  const refs: Refs = {
    ...AS_IS,
    may: () => null,
    must: (kind, id) => (missing.push(`${kind}/${id}`), id),
  };
  const mail = { type: "email", address: "ada@acme.example" }, hub = { type: "7::teams" };
  assertEquals(hubDestinations([hub, mail], PLAN, refs), [mail]);
  assertEquals(missing, []);
  assertEquals(hubDestinations([hub], PLAN, refs), []);
  assertEquals(missing, ["integrations/7::teams"]);
});

/** A plan to Slack and by mail, one to a hub of one's own, and an alert to Slack. */
async function sendThroughHubs(sim: Sim): Promise<void> {
  const ids = sim.store.table("integrations").all().map(({ id }) => id);
  const slack = ids.find((id) => id.endsWith("::slack")) ?? "",
    own = ids.find((id) => id.endsWith("::custom")) ?? "";
  assert(slack !== "" && own !== "");
  const plan = (name: string, to: JsonObject[]): Promise<unknown> =>
    admin(sim, "POST", "/scheduled_plans", {
      name,
      dashboard_id: "1",
      crontab: "0 6 * * *",
      scheduled_plan_destination: to.map((one) => ({ format: "csv", ...one })),
    });
  await plan("both", [
    { type: `looker-integration://${slack}`, parameters: `{"integration":"${slack}","channel":"C9"}` },
    { type: own },
    { type: "email", address: "ada@acme.example" },
  ]);
  await plan("own", [{ type: own }]);
  const tile = await admin(sim, "POST", "/dashboard_elements", {
    dashboard_id: "1",
    type: "vis",
    title: "watched",
    query_id:
      (await admin(sim, "POST", "/queries", { model: "thelook", view: "orders", fields: ["orders.count"] }))
        ?.["id"],
  });
  await admin(sim, "POST", "/alerts", {
    dashboard_element_id: tile?.["id"],
    owner_id: "1",
    cron: "0 5 * * *",
    comparison_type: "GREATER_THAN",
    threshold: 77,
    field: { title: "Count", name: "orders.count" },
    destinations: [{ destination_type: "ACTION_HUB", action_hub_integration_id: slack }],
  });
}

function named(sim: Sim, name: string): JsonObject[] {
  const plan = sim.store.table("scheduled_plans").all().find((one) => one.get("name") === name);
  return JSON.parse(JSON.stringify(plan?.get("scheduled_plan_destination") ?? []));
}

Deno.test("restore() sends plans and alerts through the hub of the same address in another instance, and never by another's id", async () => {
  await using sim = startSim(SMALL);
  await sendThroughHubs(sim);
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim({ ...SMALL, emptied: true, idOffset: 800 });
  const summary = await restore(vault.path, other, {});
  const slack = other.store.table("integrations").all().find(({ id }) => id.endsWith("::slack"))?.id ?? "";
  assert(!["", "1::slack"].includes(slack), slack);
  const both = named(other, "both");
  assertEquals(both.map((one) => one["type"]), [`looker-integration://${slack}`, "email"]);
  assertEquals(both[0]?.["parameters"], `{"integration":"${slack}","channel":"C9"}`);
  assertEquals(named(other, "own"), []);
  const alert = other.store.table("alerts").all().find((one) => one.get("threshold") === 77);
  assertEquals(
    JSON.parse(JSON.stringify(alert?.get("destinations")))[0]["action_hub_integration_id"],
    slack,
  );
  assertEquals(summary.errors.map(({ type, id, code }) => `${type}/${id} ${code}`).sort(), [
    "scheduled_plans/13 reference_missing",
    "scheduled_plans/14 needs",
  ]);
  assert(
    summary.errors.some(({ message }) => message.includes("Custom / action of https://hub.example.com")),
  );
  const sent = other.writes().map((write) => JSON.stringify(write)).join("\n");
  assert(!/"\d::/.test(sent) && other.violations.length === 0);
  const writes = other.writes().length;
  await restore(vault.path, other, {});
  assertEquals(other.writes().length, writes);
});

Deno.test("restore() follows a hub that was taken away and added again", async () => {
  await using sim = startSim(SMALL);
  await sendThroughHubs(sim);
  await using vault = await backup(sim);
  await vault.run({});
  const hub = sim.store.table("integration_hubs").all().find((one) =>
    one.get("url") === "https://actions.looker.com"
  );
  await admin(sim, "DELETE", `/integration_hubs/${hub?.id}`);
  const made = await admin(sim, "POST", "/integration_hubs", { url: "https://actions.looker.com/" });
  const plan = sim.store.table("scheduled_plans").all().find((one) => one.get("name") === "both");
  await admin(sim, "DELETE", `/scheduled_plans/${plan?.id}`);
  const { errors } = await restore(vault.path, sim, {
    options: { scope: { kind: "single", type: "scheduled_plans", id: plan?.id ?? "" } },
  });
  assertEquals(errors, []);
  assertEquals(named(sim, "both")[0]?.["type"], `looker-integration://${made?.["id"]}::slack`);
});
