/** Connections, tunnels and the applications of OAuth. @module */
import { type Call, find, type Handlers, many, noContent, one, pathId, value } from "../call.ts";
import { invalid, notFound, Refusal } from "../errors.ts";
import { asObject, asText, given, type JsonObject } from "../json.ts";
import type { Item } from "../table.ts";
import { change, crud, type CrudRules } from "./crud.ts";

const CAN: JsonObject = { can: { show: true, update: true, destroy: true } };
const SECRETS = ["password", "certificate", "file_type"];

const oauthRules: CrudRules = {
  table: "external_oauth_applications",
  accept: (_call, body) => without(body, ["client_secret"]),
};

/** Handlers. */
export const connections: Handlers = {
  ...crud({
    table: "connections",
    get: "connection",
    lists: ["all_connections"],
    create: "create_connection",
    updates: ["update_connection"],
    remove: "delete_connection",
    required: ["name"],
    unique: [["name"]],
    fixed: (item) =>
      item.get("managed") === true || item.get("example") === true ? "A managed connection" : undefined,
    accept: (call, body, old) => acceptConnection(call, body, old),
    initial: (call) => ({
      ...CAN,
      created_at: call.now(),
      user_id: call.session.userId,
      example: false,
      managed: false,
    }),
  }),
  delete_connection_override: (call) => {
    call.store.patch("connections", find(call, "connections").id, { pdt_context_override: null });
    return noContent();
  },
  test_connection: (call) => {
    find(call, "connections");
    return value(
      call,
      (call.query.list("tests") ?? ["connect"]).map((name) => ({
        can: {},
        connection_string: null,
        message: "OK",
        name,
        status: "success",
      })),
    );
  },
  all_dialect_infos: (call) =>
    value(
      call,
      ["postgres", "bigquery_standard_sql"].map((name) => ({
        can: {},
        name,
        label: name,
        installed: true,
        default_port: "5432",
        supported_options: { host: true, port: true },
      })),
    ),
  ...crud({
    table: "ssh_servers",
    get: "ssh_server",
    lists: ["all_ssh_servers"],
    create: "create_ssh_server",
    updates: ["update_ssh_server"],
    remove: "delete_ssh_server",
    required: ["ssh_server_host"],
    initial: () => ({
      finger_print: "aa:bb",
      sha_finger_print: "SHA256:x",
      public_key: "ssh-rsa AAAA",
      status: "unknown",
    }),
  }),
  ...crud({
    table: "ssh_tunnels",
    get: "ssh_tunnel",
    lists: ["all_ssh_tunnels"],
    create: "create_ssh_tunnel",
    updates: ["update_ssh_tunnel"],
    remove: "delete_ssh_tunnel",
    required: ["ssh_server_id"],
    accept: (call, body) => {
      if (body["ssh_server_id"] !== undefined) find(call, "ssh_servers", asText(body["ssh_server_id"]));
      return body;
    },
    initial: () => ({ last_attempt: "", local_host_port: 20000, status: "unknown" }),
  }),
  all_external_oauth_applications: (call) =>
    many(call, call.store.table("external_oauth_applications").all(), {
      match: { client_id: (item, wanted) => item.get("client_id") === wanted },
    }),
  ...crud({
    ...oauthRules,
    create: "create_external_oauth_application",
    required: ["name", "client_id"],
    unique: [["client_id"]],
    initial: () => CAN,
  }),
  update_external_oauth_application: (call) => one(call, change(call, oauthRules, byClient(call).id)),
  delete_external_oauth_application: (call) => {
    call.store.table("external_oauth_applications").remove(byClient(call).id);
    return noContent();
  },
  ...crud({
    table: "oauth_client_apps",
    get: "oauth_client_app",
    lists: ["all_oauth_client_apps"],
    updates: ["update_oauth_client_app"],
    remove: "delete_oauth_client_app",
  }),
  register_oauth_client_app: (call) => {
    const table = call.store.table("oauth_client_apps");
    // The spec declares 409, and says that the id is unique.
    if (table.get(pathId(call)) !== undefined) throw new Refusal(409, "Client app already exists");
    const row = {
      ...CAN,
      enabled: true,
      group_id: null,
      tokens_invalid_before: call.now(),
      activated_users: [],
      ...asObject(call.body),
      client_guid: pathId(call),
    };
    return one(call, table.set(pathId(call), row));
  },
};

function acceptConnection(call: Call, body: JsonObject, old: Item | undefined): JsonObject {
  if (old !== undefined && body["name"] !== undefined && body["name"] !== old.id) {
    throw invalid("name", "invalid", "The name of a connection cannot be changed");
  }
  for (const name of SECRETS) if (body[name] === null) call.report("null_secret", name);
  if (asText(body["tunnel_id"]) !== "" && !call.store.table("ssh_tunnels").get(asText(body["tunnel_id"]))) {
    throw invalid("tunnel_id", "invalid", "Tunnel not found");
  }
  const override = body["pdt_context_override"];
  const before = asObject(old?.get("pdt_context_override"));
  return {
    ...without(body, [...SECRETS, "dialect"]),
    ...(body["password"] !== undefined && { has_password: body["password"] !== null }),
    ...(body["user_db_credentials"] === true && { username: null, has_password: false }),
    ...(given(override) && {
      pdt_context_override: {
        ...before,
        ...without(asObject(override), SECRETS.flatMap((name) => [name, `pdt_${name}`])),
        ...(given(asObject(override)["password"]) && { has_password: true }),
      },
    }),
  };
}

function byClient(call: Call): Item {
  const found = call.store.table("external_oauth_applications").all().find((item) =>
    item.get("client_id") === pathId(call)
  );
  if (found === undefined) throw notFound();
  return found;
}

function without(body: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}
