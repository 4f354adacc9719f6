import type { Omission } from "../../lib/handlers/reason.ts";
import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../lib/codec/json_value.ts";
import { diffForms } from "../../lib/live/form_changes.ts";
import { alerts } from "../../lib/handlers/alerts.ts";
import { colorCollections, themes } from "../../lib/handlers/appearance.ts";
import { connections } from "../../lib/handlers/connections.ts";
import { scheduledPlans } from "../../lib/handlers/scheduled_plans.ts";
import { permissionSets } from "../../lib/handlers/lookml_access.ts";
import { userAttributes } from "../../lib/handlers/user_attributes.ts";
import { AS_IS, type Refs } from "../../lib/handlers/references.ts";
import type { Handler } from "../../lib/handlers/handler.ts";

const OPTIONS = { enableSchedules: false, sameInstance: true, ownId: "1" };
/** Every id is another in the destination, but for what is missing. */
const ELSEWHERE: Refs = {
  ...AS_IS,
  must: (_kind, id) => `9${id}`,
  may: (_kind, id) => id === "gone" ? null : `9${id}`,
  owner: (id) => `9${id}`,
  model: (name) => name,
};

function keysOf(handler: Handler, item: JsonObject, refs = AS_IS): readonly string[] {
  return handler.keys({ get: (name) => item[name] }, refs);
}

Deno.test("alerts and plans are not enabled, and what is enabled stays so", () => {
  const off = { is_disabled: true, disabled_reason: "errors" }, on = { is_disabled: false };
  const cases: [wanted: JsonObject, live: JsonObject | null, enable: boolean, is_disabled: boolean][] = [
    [on, null, false, true],
    [on, off, false, true],
    [on, on, false, false],
    [off, on, false, true],
    [on, null, true, false],
    [on, off, true, false],
  ];
  for (const [wanted, live, enableSchedules, expected] of cases) {
    const settled = alerts.applyPolicy?.(wanted, live, { ...OPTIONS, enableSchedules });
    assertEquals(settled?.["is_disabled"], expected);
    const plan = (form: JsonObject): JsonObject => ({ enabled: form["is_disabled"] === false });
    const settledPlan = scheduledPlans.applyPolicy?.(plan(wanted), live === null ? null : plan(live), {
      ...OPTIONS,
      enableSchedules,
    });
    assertEquals(settledPlan?.["enabled"], !expected);
  }
});

Deno.test("an alert keeps its query only on the tile that it was on", () => {
  const alert = { id: "1", dashboard_element_id: "5", query_id: "q", time_series_condition_state: {} };
  assertEquals(alerts.form(alert, AS_IS), { dashboard_element_id: "5", query_id: "q" });
  assertEquals(alerts.form(alert, ELSEWHERE), { dashboard_element_id: "95" });
});

Deno.test("an alert goes on without an integration that is gone, but not without any destination", () => {
  const to = (id: string): JsonObject => ({
    destination_type: "ACTION_HUB",
    action_hub_integration_id: id,
    email_address: null,
  });
  const missing: string[] = [];
  const refs: Refs = { ...ELSEWHERE, must: (kind, id) => (missing.push(`${kind}/${id}`), id) };
  assertEquals(alerts.form({ destinations: [to("gone"), to("1")] }, refs), { destinations: [to("91")] });
  assertEquals(missing, []);
  alerts.form({ destinations: [to("gone")] }, refs);
  assertEquals(missing, ["integrations/gone"]);
});

Deno.test("a plan's conditions are told for looks, its tabs are translated, its destinations bare", () => {
  const destination = { id: "1", scheduled_plan_id: "2", type: "email", address: "a@b.c" };
  const look = { look_id: "3", require_results: null, scheduled_plan_destination: [destination] };
  assertEquals(scheduledPlans.form(look, ELSEWHERE), {
    look_id: "93",
    require_results: false,
    require_no_results: false,
    require_change: false,
    scheduled_plan_destination: [{ type: "email", address: "a@b.c" }],
  });
  const dashboard = { dashboard_id: "3", tab_ids: ["1", "gone"], dashboard_filters: "?a=1", user_id: "4" };
  assertEquals(scheduledPlans.form(dashboard, ELSEWHERE), {
    dashboard_id: "93",
    tab_ids: ["91"],
    user_id: "94",
  });
  const lookml = { lookml_dashboard_id: "m::d", tab_ids: ["Tab"] };
  assertEquals(scheduledPlans.form(lookml, ELSEWHERE), lookml);
});

Deno.test("no secret of a connection is ever in its form, whatever Looker returns", () => {
  const body = {
    name: "c",
    password: "SECRET",
    certificate: "SECRET",
    file_type: ".json",
    pdt_context_override: {
      context: "pdt",
      pdt_host: "h",
      host: "h",
      pdt_password: "SECRET",
      has_password: true,
      pdt_schema: "s",
      pdt_service_name: "t",
      database: null,
    },
  };
  assertEquals(connections.form(body, AS_IS), {
    name: "c",
    pdt_context_override: { context: "pdt", host: "h", schema: "s", pdt_service_name: "t" },
  });
});

Deno.test("a connection goes through the tunnel that stands for its own; where there is none, it is skipped", () => {
  const body = { host: "h", tunnel_id: "1", oauth_application_id: "2" };
  assertEquals(connections.form(body, AS_IS), body);
  const nowhere = { ...ELSEWHERE, may: () => null };
  assertEquals(connections.form(body, nowhere), { host: "h" });
  const moved = { ...ELSEWHERE, may: (kind: string) => kind === "ssh_tunnels" ? "41" : null };
  assertEquals(connections.form(body, moved), { host: "h", tunnel_id: "41" });
});

Deno.test("themes are known by name and time, whatever the zone; settings that the backup lacks stay", () => {
  const winter = { name: "Dark", begin_at: "2026-12-01T00:00:00-08:00", end_at: null };
  assertEquals(keysOf(themes, winter), keysOf(themes, { ...winter, begin_at: "2026-12-01T08:00:00Z" }));
  assertEquals(keysOf(themes, winter) === keysOf(themes, { ...winter, begin_at: null }), false);
  const diff = themes.diff ?? diffForms;
  assertEquals(diff(winter, { ...winter, begin_at: "2026-12-01T08:00:00Z" }), []);
  const live = { settings: { font_family: "Inter", show_title: true } };
  assertEquals(diff(live, { settings: { font_family: "Inter" } }), []);
  assertEquals(diff(live, { settings: { font_family: "Noto" } }).map(({ path }) => path), [
    "settings.font_family",
  ]);
  assertEquals(themes.form({ settings: { color_collection_id: "gone", font_family: "x" } }, ELSEWHERE), {
    settings: { font_family: "x" },
  });
});

Deno.test("color collections with one label are told apart by their colors, palettes by their places", () => {
  const collection = (id: string, color: string): JsonObject => ({
    id,
    label: "Brand",
    categoricalPalettes: [{ id: `${id}-0`, label: "c", type: "Categorical", colors: [color] }],
  });
  const [first] = keysOf(colorCollections, collection("1", "#111"));
  assertEquals(keysOf(colorCollections, collection("7", "#111"))[0], first);
  assertEquals(keysOf(colorCollections, collection("1", "#222"))[0] === first, false);
  assertEquals(keysOf(colorCollections, collection("1", "#222"))[1], 'label:["Brand"]');
  assertEquals(colorCollections.pairs?.(collection("1", "#111"), collection("7", "#111"), AS_IS), [
    { kind: "palettes", from: "1-0", to: "7-0" },
  ]);
});

Deno.test("the order of permissions means nothing", () => {
  const diff = permissionSets.diff ?? diffForms;
  assertEquals(diff({ permissions: ["a", "b"] }, { permissions: ["b", "a"] }), []);
  assertEquals(diff({ permissions: ["a"] }, { permissions: ["b", "a"] }).length, 1);
});

Deno.test("what is created again without its secret says so in the plan, as a part that cannot be restored", () => {
  const told = (handler: Handler, wanted: JsonObject, live: JsonObject | null): string[] => {
    const omitted: Omission[] = [];
    handler.applyPolicy?.(wanted, live, {
      enableSchedules: false,
      sameInstance: true,
      ownId: null,
      omit: (one) => void omitted.push(one),
    });
    return omitted.map(({ path, reason }) => `${path} ${reason.code}`);
  };
  const to = (type: string): JsonObject => ({ scheduled_plan_destination: [{ type, address: "x" }] });
  assertEquals(told(scheduledPlans, to("sftp"), null), ["secret_parameters (sftp) secret"]);
  assertEquals(told(scheduledPlans, to("s3"), to("email")), ["secret_parameters (s3) secret"]);
  assertEquals(told(scheduledPlans, to("s3"), to("s3")), []);
  assertEquals(told(scheduledPlans, to("email"), null), []);
  assertEquals(told(connections, { name: "db" }, null), ["password secret"]);
  assertEquals(told(connections, { name: "db" }, { name: "db" }), []);
  assertEquals(told(userAttributes, { name: "a", value_is_hidden: true }, null), ["values secret"]);
  assertEquals(told(userAttributes, { name: "a", value_is_hidden: false }, null), []);
});
