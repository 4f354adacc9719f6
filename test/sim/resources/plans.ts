/** Scheduled plans: those of others, and disabled ones, are not shown unless asked. @module */
import { type Call, find, type Handlers, many, one, pathId } from "../call.ts";
import { invalid, Refusal } from "../errors.ts";
import { asList, asObject, asText, given, type JsonObject } from "../json.ts";
import { matches } from "../search.ts";
import type { Item } from "../table.ts";
import { change, create, crud, type CrudRules } from "./crud.ts";

const TARGETS = ["look_id", "dashboard_id", "lookml_dashboard_id", "query_id"] as const;

const ignore = ["all_users", "user_id"];

const rules: CrudRules = {
  table: "scheduled_plans",
  get: "scheduled_plan",
  remove: "delete_scheduled_plan",
  required: ["name"],
  accept: (call, body, old) => accept(call, body, old),
  initial: (call) => ({
    ...Object.fromEntries(TARGETS.map((name) => [name, null])),
    user_id: call.session.userId,
    enabled: true,
    run_as_recipient: false,
    crontab: null,
    datagroup: null,
    timezone: null,
    include_links: true,
    tab_ids: [],
    can: { index: true, show: true, create: true, update: true, destroy: true },
    last_run_at: null,
    next_run_at: null,
  }),
};

/** Handlers. Assumed: no list shows disabled plans. */
export const plans: Handlers = {
  all_scheduled_plans: (call) => many(call, shown(call, () => true), { ignore }),
  search_scheduled_plans: (call) => {
    const destination = (item: Item): JsonObject[] =>
      asList(item.get("scheduled_plan_destination")).map(asObject);
    const user = (item: Item): JsonObject => asObject(item.get("user"));
    return many(call, shown(call, () => true), {
      ignore,
      match: {
        user_first_name: (item, wanted) => matches(user(item)["first_name"], wanted, "like"),
        user_last_name: (item, wanted) => matches(user(item)["last_name"], wanted, "like"),
        recipient: (item, wanted) => destination(item).some((one) => matches(one["address"], wanted, "like")),
        destination_type: (item, wanted) => destination(item).some((one) => one["type"] === wanted),
        delivery_format: (item, wanted) => destination(item).some((one) => one["format"] === wanted),
      },
    });
  },
  scheduled_plans_for_dashboard: (call) => of(call, "dashboard_id"),
  scheduled_plans_for_look: (call) => of(call, "look_id"),
  scheduled_plans_for_lookml_dashboard: (call) => of(call, "lookml_dashboard_id"),
  scheduled_plans_for_space: (call) => {
    find(call, "folders");
    const inFolder = (item: Item): boolean => {
      const dashboard = call.store.table("dashboards").get(asText(item.get("dashboard_id")));
      const look = call.store.table("looks").get(asText(item.get("look_id")));
      return asText((dashboard ?? look)?.get("folder_id")) === pathId(call);
    };
    return many(call, shown(call, inFolder), { ignore });
  },
  ...crud(rules),
  create_scheduled_plan: (call) => one(call, mailed(call, create(call, rules), false)),
  update_scheduled_plan: (call) => {
    const wasEnabled = find(call, "scheduled_plans").get("enabled") === true;
    return one(call, mailed(call, change(call, rules, pathId(call)), wasEnabled));
  },
};

function shown(call: Call, wanted: (item: Item) => boolean): Item[] {
  const everyone = call.query.flag("all_users") === true;
  const user = call.query.text("user_id") ?? call.session.userId;
  return call.store.table("scheduled_plans").all().filter((item) =>
    (item.get("enabled") === true ||
      (call.options.showsDisabledPlans && call.operation !== "all_scheduled_plans")) &&
    (everyone || item.get("user_id") === user) && wanted(item)
  );
}

/** Enabling a plan sends it once, and so does a plan that is made to run once. Assumed: making an enabled one too. */
function mailed(call: Call, item: Item, wasEnabled: boolean): Item {
  if (item.get("enabled") === true && !wasEnabled) {
    call.store.mails.push({ why: item.get("run_once") === true ? "plan_run" : "plan_enabled", id: item.id });
  }
  return item;
}

function of(call: Call, key: string): ReturnType<typeof many> {
  const id = pathId(call);
  return many(call, shown(call, (item) => item.get(key) === id), { ignore });
}

function accept(call: Call, body: JsonObject, old: Item | undefined): JsonObject {
  const { dashboard_filters, ...rest } = body;
  const filled = (name: string): boolean =>
    asText(rest[name] === undefined ? old?.get(name) : rest[name]) !== "";
  if (TARGETS.filter(filled).length !== 1) {
    throw refusal("One of look_id, dashboard_id, lookml_dashboard_id, query_id is required");
  }
  if (filled("crontab") === filled("datagroup") && rest["run_once"] !== true) {
    throw refusal("Exactly one of crontab and datagroup is required");
  }
  if (given(rest["look_id"]) && !call.store.table("looks").get(asText(rest["look_id"]))) {
    throw invalid("look_id", "invalid", "Look not found");
  }
  if (given(rest["dashboard_id"]) && !call.store.table("dashboards").get(asText(rest["dashboard_id"]))) {
    throw invalid("dashboard_id", "invalid", "Dashboard not found");
  }
  if (given(rest["user_id"]) && !call.store.table("users").get(asText(rest["user_id"]))) {
    throw invalid("user_id", "invalid", "User not found");
  }
  refuseUnknown(call, rest, old);
  const sent = rest["scheduled_plan_destination"];
  if ((old === undefined || sent !== undefined) && asList(sent).length === 0) {
    throw refusal("At least one destination is required");
  }
  if (given(rest["look_id"]) && old === undefined) {
    for (const name of ["require_results", "require_no_results", "require_change"]) {
      if (typeof rest[name] !== "boolean") {
        throw invalid(name, "missing_field", `${name} is required for looks`);
      }
    }
  }
  if (sent !== undefined) {
    const id = old?.id ?? null;
    rest["scheduled_plan_destination"] = asList(sent).map((one) => {
      const { secret_parameters: _secret, ...kept } = asObject(one);
      return {
        address: null,
        parameters: null,
        message: null,
        ...kept,
        id: call.store.nextPartId("destinations"),
        scheduled_plan_id: id,
        looker_recipient: true,
      };
    });
  }
  return {
    ...rest,
    ...(dashboard_filters !== undefined && rest["filters_string"] === undefined &&
      { filters_string: dashboard_filters }),
  };
}

function refuseUnknown(call: Call, rest: JsonObject, old: Item | undefined): void {
  const { store } = call;
  const missing = (field: string, there: boolean): void => {
    if (asText(rest[field]) !== "" && !there) throw invalid(field, "invalid", `${field} not found`);
  };
  missing("query_id", store.query(asText(rest["query_id"])) !== undefined);
  missing(
    "lookml_dashboard_id",
    store.table("lookml_dashboards").get(asText(rest["lookml_dashboard_id"])) !== undefined,
  );
  const datagroups = store.table("datagroups").all().map((one) =>
    `${asText(one.get("model_name"))}::${asText(one.get("name"))}`
  );
  missing("datagroup", datagroups.includes(asText(rest["datagroup"])));
  const dashboard = store.table("dashboards").get(asText(rest["dashboard_id"] ?? old?.get("dashboard_id")));
  const tabs = asList(dashboard?.get("dashboard_layouts")).map((one) => asObject(one)["id"]);
  const lost = dashboard && asList(rest["tab_ids"]).find((id) => !tabs.includes(id));
  if (lost !== undefined) throw invalid("tab_ids", "invalid", `Tab ${asText(lost)} not found`);
  for (const destination of asList(rest["scheduled_plan_destination"]).map(asObject)) {
    const type = asText(destination["type"]).replace(/^looker-integration:\/\//, "");
    if (type.includes("::") && !store.table("integrations").get(type)) {
      throw invalid("scheduled_plan_destination", "invalid", `Integration ${type} not found`);
    }
  }
}

function refusal(message: string): Refusal {
  return new Refusal(422, message, [{ field: "base", code: "invalid", message }]);
}
