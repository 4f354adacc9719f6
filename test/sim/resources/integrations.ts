/** Action hubs and their integrations, agents, reports. @module */
import { find, type Handlers, many, noContent, one } from "../call.ts";
import { invalid, notFound } from "../errors.ts";
import { asList, asObject, asText, given, type Json, type JsonObject } from "../json.ts";
import { offered } from "../seed/integrations.ts";
import { create, crud, type CrudRules } from "./crud.ts";

const CAN: JsonObject = { can: { show: true, update: true, destroy: true } };

const hubRules: CrudRules = {
  table: "integration_hubs",
  get: "integration_hub",
  lists: ["all_integration_hubs"],
  required: ["url"],
  updates: ["update_integration_hub"],
  remove: "delete_integration_hub",
  unique: [["url"]],
  accept: (_call, body) => {
    const { authorization_token, ...rest } = body;
    return { ...rest, ...(given(authorization_token) && { has_authorization_token: true }) };
  },
  initial: () => ({
    ...CAN,
    label: "Hub",
    official: false,
    legal_agreement_required: false,
    legal_agreement_signed: false,
  }),
  afterDelete: (call, id) => {
    for (const item of [...call.store.by("integrations", "integration_hub_id").get(id) ?? []]) {
      call.store.table("integrations").remove(item.id);
    }
  },
};

/** Handlers. */
export const integrations: Handlers = {
  ...crud(hubRules),
  create_integration_hub: (call) => {
    const hub = create(call, hubRules);
    for (const row of offered(hub.id, asText(hub.get("url")))) call.store.table("integrations").insert(row);
    return one(call, hub);
  },
  accept_integration_hub_legal_agreement: (call) =>
    one(
      call,
      call.store.patch("integration_hubs", find(call, "integration_hubs").id, {
        legal_agreement_signed: true,
      }),
    ),
  ...crud({
    table: "integrations",
    get: "integration",
    lists: ["all_integrations"],
    updates: ["update_integration"],
    accept: (_call, body, old) => {
      if (body["params"] === undefined) return body;
      const sent = asList(body["params"]).map(asObject);
      const params = asList(old?.get("params")).map(asObject).map((param): Json => {
        const { value: wanted, user_attribute_name } = sent.find((one) => one["name"] === param["name"]) ??
          {};
        return {
          ...param,
          ...(user_attribute_name !== undefined && { user_attribute_name }),
          ...(wanted !== undefined && wanted !== null &&
            { value: param["sensitive"] === true ? null : wanted, has_value: wanted !== "" }),
        };
      });
      return { ...body, params };
    },
  }),
  all_primary_homepage_sections: (call) => many(call, call.store.table("homepage_sections").all()),
  search_reports: (call) =>
    many(call, call.store.table("reports").all(), { ignore: ["favorite", "recent", "next_page_token"] }),
  search_agents: (call) => {
    const deleted = call.query.flag("deleted") === true;
    return many(
      call,
      call.store.table("agents").all().filter((item) => (item.get("deleted") === true) === deleted),
      {
        ignore: ["deleted", "primary_agent_id"],
        match: {
          not_owned_by: (item, wanted) =>
            (item.get("created_by_user_id") !== call.session.userId) === (wanted === "true"),
        },
      },
    );
  },
  ...crud({
    table: "agents",
    get: "get_agent",
    create: "create_agent",
    updates: ["update_agent"],
    required: ["name", "description"],
    accept: (call, body) => {
      for (const id of asList(body["golden_query_ids"])) {
        if (!call.store.table("golden_queries").get(String(id))) {
          throw invalid("golden_query_ids", "invalid", "Golden query not found");
        }
      }
      return body;
    },
    initial: (call) => ({
      ...CAN,
      created_by_user_id: call.session.userId,
      deleted: false,
      golden_query_ids: [],
      content_metadata_id: call.store.table("content_metadata").insert({ inherits: false }).id,
    }),
  }),
  delete_agent: (call) => {
    const id = call.query.text("id") ?? "";
    if (!call.store.table("agents").remove(id)) throw notFound();
    return noContent();
  },
  ...crud({
    table: "golden_queries",
    create: "create_golden_query",
    updates: ["update_golden_query"],
    remove: "delete_golden_query",
    required: ["questions"],
    initial: (call) => ({
      ...CAN,
      answer: "",
      is_active: true,
      created_by_user_id: Number(call.session.userId),
      created_at: call.now(),
    }),
  }),
};
