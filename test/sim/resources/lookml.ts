/** Model configurations, explores, datagroups. @module */
import { find, type Handlers, many, one, pathId, value } from "../call.ts";
import { invalid } from "../errors.ts";
import { asList, asObject } from "../json.ts";
import { crud } from "./crud.ts";

/** Handlers. */
export const lookml: Handlers = {
  ...crud({
    table: "lookml_models",
    get: "lookml_model",
    create: "create_lookml_model",
    updates: ["update_lookml_model"],
    remove: "delete_lookml_model",
    required: ["name"],
    fixed: (item) => item.id === "system__activity" ? "Looker's own model" : undefined,
    accept: (_call, body, old) => {
      if (old !== undefined && body["name"] !== undefined && body["name"] !== old.id) {
        throw invalid("name", "invalid", "The name of a model cannot be changed");
      }
      return body;
    },
    unique: [["name"]],
    initial: () => ({
      can: { show: true, update: true },
      explores: [],
      has_content: false,
      label: null,
      allowed_db_connection_names: [],
    }),
  }),
  all_lookml_models: (call) => {
    const internal = call.query.flag("include_internal") === true,
      noEmpty = call.query.flag("exclude_empty") === true;
    const selfService = call.query.flag("include_self_service") === true;
    const items = call.store.table("lookml_models").all().filter((item) =>
      (selfService || item.peek("_self_service") !== true) &&
      (internal || item.id !== "system__activity") && !(noEmpty && asList(item.get("explores")).length === 0)
    );
    const hideHidden = call.query.flag("exclude_hidden") === true;
    const shown = hideHidden
      ? items.filter((item) => asList(item.get("explores")).some((one) => asObject(one)["hidden"] !== true))
      : items;
    return many(call, shown, {
      ignore: ["exclude_empty", "exclude_hidden", "include_internal", "include_self_service"],
    });
  },
  lookml_model_explore: (call) =>
    one(
      call,
      find(call, "explores", `${pathId(call, "lookml_model_name")}::${pathId(call, "explore_name")}`),
    ),
  get_self_service_model_lookml: (call) => {
    find(call, "lookml_models");
    return { status: 200, body: JSON.stringify('connection: "warehouse"\n') };
  },
  get_self_service_model_allowed_connections: (call) => value(call, ["warehouse"]),
  graph_derived_tables_for_model: (call) => {
    const { id } = find(call, "lookml_models");
    return value(call, { graph_text: `digraph "${id}" {\n}\n` });
  },
  all_datagroups: (call) => many(call, call.store.table("datagroups").all()),
  datagroup: (call) => one(call, find(call, "datagroups")),
};
