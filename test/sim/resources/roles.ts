/** Roles, permission sets and model sets, and who has which role. @module */
import { type Call, find, type Handlers, many, pathId, value } from "../call.ts";
import { invalid, readOnly } from "../errors.ts";
import { asObject, asStrings, asText, type JsonObject } from "../json.ts";
import { matches } from "../search.ts";
import { PERMISSIONS } from "../seed/people.ts";
import type { Item } from "../table.ts";
import { crud } from "./crud.ts";

const builtIn = (item: Item): string | undefined =>
  item.get("built_in") === true ? "A built-in set" : undefined;
const fixedRole = (item: Item): string | undefined =>
  item.get("internal") === true ? "A built-in role" : undefined;
const NEW: JsonObject = { can: { show: true, update: true }, all_access: false, built_in: false, url: null };

/** Handlers. */
export const roles: Handlers = {
  ...crud({
    table: "permission_sets",
    get: "permission_set",
    lists: ["all_permission_sets", "search_permission_sets"],
    create: "create_permission_set",
    updates: ["update_permission_set"],
    remove: "delete_permission_set",
    required: ["name"],
    unique: [["name"]],
    fixed: builtIn,
    initial: () => NEW,
    accept: (_call, body) => {
      const unknown = asStrings(body["permissions"]).find((name) =>
        !PERMISSIONS.some((known) => known === name)
      );
      if (unknown !== undefined) throw invalid("permissions", "invalid", `Unknown permission ${unknown}`);
      return body;
    },
    list: { match: { permissions: (item, wanted) => matches(item.get("permissions"), wanted, "list") } },
  }),
  ...crud({
    table: "model_sets",
    get: "model_set",
    lists: ["all_model_sets", "search_model_sets"],
    create: "create_model_set",
    updates: ["update_model_set"],
    remove: "delete_model_set",
    required: ["name"],
    unique: [["name"]],
    fixed: builtIn,
    initial: () => NEW,
    list: { match: { models: (item, wanted) => matches(item.get("models"), wanted, "list") } },
  }),
  ...crud({
    table: "roles",
    get: "role",
    create: "create_role",
    updates: ["update_role"],
    remove: "delete_role",
    required: ["name"],
    unique: [["name"]],
    fixed: fixedRole,
    initial: () => ({ can: { show: true, update: true }, internal: false, _groups: [] }),
    accept: (call, body) => acceptRole(call, body),
  }),
  all_roles: (call) => {
    const ids = call.query.list("ids");
    const all = call.store.table("roles").all();
    return many(call, ids ? all.filter((item) => ids.includes(item.id)) : all, {
      ignore: ["ids", "get_all_support_roles"],
    });
  },
  search_roles: (call) =>
    many(call, call.store.table("roles").all(), {
      match: {
        built_in: (item, wanted) => (item.get("internal") === true) === (wanted === "true"),
        model_set_ids: (item, wanted) => wanted.split(",").includes(asText(item.get("model_set_id"))),
        permission_set_ids: (item, wanted) =>
          wanted.split(",").includes(asText(item.get("permission_set_id"))),
      },
    }),
  role_groups: (call) => value(call, groupsOf(call)),
  role_users: (call) => {
    const id = find(call, "roles").id;
    const key = call.query.flag("direct_association_only") === true ? "_roles" : "role_ids";
    const all = call.store.table("users").all();
    return value(
      call,
      all.filter((item) => asStrings(key === "_roles" ? item.peek(key) : item.get(key)).includes(id)).map((
        item,
      ) => item.full()),
    );
  },
  user_roles: (call) => {
    const user = find(call, "users");
    const direct = call.query.flag("direct_association_only") === true;
    const ids = asStrings(direct ? user.peek("_roles") : user.get("role_ids"));
    return value(call, ids.flatMap((id) => call.store.table("roles").get(id)?.full() ?? []));
  },
  set_role_groups: (call) => {
    const role = find(call, "roles");
    const ids = asStrings(call.body);
    for (const id of ids) find(call, "groups", id);
    const had = asStrings(role.peek("_groups"));
    const moved = [...ids.filter((id) => !had.includes(id)), ...had.filter((id) => !ids.includes(id))];
    if (moved.some((id) => call.store.table("groups").get(id)?.get("externally_managed") === true)) {
      throw readOnly("The roles of an externally managed group");
    }
    call.store.patch("roles", role.id, { _groups: [...new Set(ids)] });
    return value(call, groupsOf(call));
  },
  set_role_users: (call) => {
    const role = find(call, "roles");
    const ids = asStrings(call.body);
    for (const id of ids) find(call, "users", id);
    for (const [id, row] of [...call.store.table("users").rows]) {
      const had = asStrings(row["_roles"]).includes(role.id);
      if (had === ids.includes(id)) continue;
      const left = asStrings(row["_roles"]).filter((one) => one !== role.id);
      call.store.patch("users", id, { _roles: had ? left : [...left, role.id] });
    }
    return value(call, ids.flatMap((id) => call.store.table("users").get(id)?.full() ?? []));
  },
  set_user_roles: (call) => {
    const user = find(call, "users", pathId(call));
    const ids = asStrings(call.body);
    for (const id of ids) find(call, "roles", id);
    if (user.get("allow_direct_roles") === false) throw readOnly("Roles of this user");
    call.store.patch("users", user.id, { _roles: [...new Set(ids)] });
    return value(call, ids.flatMap((id) => call.store.table("roles").get(id)?.full() ?? []));
  },
};

function groupsOf(call: Call): JsonObject[] {
  const ids = asStrings(find(call, "roles").peek("_groups"));
  return ids.map((id) => call.store.table("groups").get(id)?.full()).filter((group) => group !== undefined);
}

function acceptRole(call: Call, body: JsonObject): JsonObject {
  const { permission_set, model_set, ...rest } = body;
  const set = asText(rest["permission_set_id"] ?? asObject(permission_set)["id"]);
  const models = asText(rest["model_set_id"] ?? asObject(model_set)["id"]);
  if (set !== "" && !call.store.table("permission_sets").get(set)) {
    throw invalid("permission_set_id", "invalid", "Permission set not found");
  }
  if (models !== "" && !call.store.table("model_sets").get(models)) {
    throw invalid("model_set_id", "invalid", "Model set not found");
  }
  return {
    ...rest,
    ...(set !== "" && { permission_set_id: set }),
    ...(models !== "" && { model_set_id: models }),
  };
}
