/** Alerts: the only list shows the caller's own unless asked. @module */
import { find, type Handlers, many, noContent, type one, pathId } from "../call.ts";
import { invalid } from "../errors.ts";
import { asList, asStrings, asText, given, type JsonObject } from "../json.ts";
import { crud } from "./crud.ts";

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
  ...crud({
    table: "alerts",
    get: "get_alert",
    create: "create_alert",
    updates: ["update_alert", "update_alert_field"],
    remove: "delete_alert",
    accept: (call, body) => {
      const { time_series_condition_state: _state, ...rest } = body;
      const element = rest["dashboard_element_id"];
      if (given(element) && call.store.dashboardOf("dashboard_elements", asText(element)) === undefined) {
        throw invalid("dashboard_element_id", "invalid", "Element not found");
      }
      if (given(rest["owner_id"]) && !call.store.table("users").get(asText(rest["owner_id"]))) {
        throw invalid("owner_id", "invalid", "Owner not found");
      }
      if (rest["destinations"] !== undefined && asList(rest["destinations"]).length === 0) {
        throw invalid("destinations", "missing_field", "destinations is required");
      }
      return rest;
    },
    initial: (): JsonObject => ({
      dashboard_element_id: null,
      is_disabled: false,
      is_public: false,
      followable: true,
      enhancements: "NONE",
      applied_dashboard_filters: [],
      _followers: [],
    }),
  }),
  follow_alert: (call) => follow(call, true),
  unfollow_alert: (call) => follow(call, false),
};

function follow(call: Parameters<typeof one>[0], on: boolean): ReturnType<typeof noContent> {
  const item = find(call, "alerts", pathId(call));
  const others = asStrings(item.peek("_followers")).filter((id) => id !== call.session.userId);
  call.store.patch("alerts", item.id, { _followers: on ? [...others, call.session.userId] : others });
  return noContent();
}
