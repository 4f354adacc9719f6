/** Alerts: the only list shows the caller's own unless asked. @module */
import { bodyObject, type Call, find, type Handlers, many, noContent, one, pathId } from "../call.ts";
import { shortestInterval } from "../cron.ts";
import { invalid } from "../errors.ts";
import { asList, asObject, asStrings, asText, given, type Json, type JsonObject } from "../json.ts";
import type { TableName } from "../store.ts";
import type { Item } from "../table.ts";
import { change, create, crud, type CrudRules } from "./crud.ts";

const rules: CrudRules = {
  table: "alerts",
  get: "get_alert",
  remove: "delete_alert",
  accept: (call, body, old) => accept(call, body, old),
  initial: (call): JsonObject => ({ ...blank(), owner_id: call.session.userId, _followers: [] }),
};

/** Handlers. */
export const alerts: Handlers = {
  search_alerts: (call) => {
    const everyone = call.query.flag("all_owners") === true;
    const items = call.store.table("alerts").all().filter((item) =>
      everyone || item.get("owner_id") === call.session.userId
    );
    return many(call, items, {
      ignore: ["all_owners", "group_by", "frequency", "condition_met", "last_run_start", "last_run_end"],
      match: { disabled: (item, wanted) => (item.get("is_disabled") === true) === (wanted === "true") },
    });
  },
  ...crud(rules),
  create_alert: (call) => one(call, armed(call, create(call, rules), false)),
  update_alert: (call) => {
    const old = find(call, "alerts");
    const next: JsonObject = { ...blank(), ...accept(call, bodyObject(call), old) };
    const kept: JsonObject = {
      id: old.id,
      dashboard_element_id: old.peek("dashboard_element_id") ?? null,
      _followers: old.peek("_followers") ?? [],
    };
    const wasArmed = isArmed(old);
    return one(call, armed(call, call.store.table("alerts").set(old.id, { ...next, ...kept }), wasArmed));
  },
  update_alert_field: (call) => {
    const wasArmed = isArmed(find(call, "alerts"));
    return one(call, armed(call, change(call, rules, pathId(call)), wasArmed));
  },
  follow_alert: (call) => follow(call, true),
  unfollow_alert: (call) => follow(call, false),
};

/** What a PUT that does not name it resets. */
function blank(): JsonObject {
  const nulls = ["query_id", "custom_url_base", "custom_url_params", "custom_url_label", "custom_title"]
    .concat(
      ["dashboard_element_id", "description", "disabled_reason", "lookml_dashboard_id", "lookml_link_id"],
      ["investigative_content_type", "investigative_content_id"],
    );
  return {
    ...Object.fromEntries(nulls.map((name) => [name, null])),
    show_custom_url: false,
    is_disabled: false,
    is_public: false,
    followable: true,
    enhancements: "NONE",
    applied_dashboard_filters: [],
  };
}

/** Assumed: making an alert that is not disabled, or enabling one, may send at once. */
function armed(call: Call, item: Item, wasArmed: boolean): Item {
  if (!wasArmed && isArmed(item)) call.store.mails.push({ why: "alert_armed", id: item.id });
  return item;
}

function isArmed(item: Item): boolean {
  return item.peek("is_disabled") !== true;
}

function accept(call: Call, body: JsonObject, old: Item | undefined): JsonObject {
  const { time_series_condition_state: _state, ...rest } = body;
  const element = rest["dashboard_element_id"];
  if (old !== undefined && given(element) && element !== old.peek("dashboard_element_id")) {
    throw invalid("dashboard_element_id", "invalid", "dashboard_element_id cannot be changed");
  }
  if (given(element) && call.store.dashboardOf("dashboard_elements", asText(element)) === undefined) {
    throw invalid("dashboard_element_id", "invalid", "Element not found");
  }
  known(call, "owner_id", "users", rest["owner_id"]);
  known(call, "lookml_dashboard_id", "lookml_dashboards", rest["lookml_dashboard_id"]);
  if (rest["investigative_content_type"] === "dashboard" && !isLookml(rest["investigative_content_id"])) {
    known(call, "investigative_content_id", "dashboards", rest["investigative_content_id"]);
  }
  if (given(rest["query_id"]) && call.store.query(asText(rest["query_id"])) === undefined) {
    throw invalid("query_id", "invalid", "Query not found");
  }
  if (rest["destinations"] !== undefined && asList(rest["destinations"]).length === 0) {
    throw invalid("destinations", "missing_field", "destinations is required");
  }
  for (const destination of asList(rest["destinations"]).map(asObject)) {
    known(call, "action_hub_integration_id", "integrations", destination["action_hub_integration_id"]);
  }
  if (rest["cron"] !== undefined && !((shortestInterval(asText(rest["cron"])) ?? 0) >= 15)) {
    throw invalid("cron", "invalid", "Alerts run every 15 minutes at most");
  }
  return rest;
}

function isLookml(id: Json | undefined): boolean {
  return asText(id).includes("::");
}

function known(call: Call, field: string, table: TableName, id: Json | undefined): void {
  if (asText(id) !== "" && !call.store.table(table).get(asText(id))) {
    throw invalid(field, "invalid", `${field} not found`);
  }
}

function follow(call: Call, on: boolean): ReturnType<typeof noContent> {
  const item = find(call, "alerts", pathId(call));
  const others = asStrings(item.peek("_followers")).filter((id) => id !== call.session.userId);
  call.store.patch("alerts", item.id, { _followers: on ? [...others, call.session.userId] : others });
  return noContent();
}
