/** Users, embed users and service accounts. @module */
import { bodyObject, type Call, find, type Handlers, many, noContent, one, pathId } from "../call.ts";
import { alreadyExists, invalid, notFound } from "../errors.ts";
import { asList, asObject, asStrings, asText, given, type Json, type JsonObject } from "../json.ts";
import { matches } from "../search.ts";
import type { Item } from "../table.ts";
import { HOST } from "../present.ts";
import { removeBy } from "./cascade.ts";
import { crud } from "./crud.ts";

const rules = {
  ignore: ["ids"],
  match: {
    group_id: (item: Item, wanted: string): boolean =>
      wanted.split(",").some((id) => asStrings(item.get("group_ids")).includes(id)),
    embed_user: (item: Item, wanted: string): boolean =>
      (asList(item.get("credentials_embed")).length > 0) === (wanted === "true"),
    full_name: (item: Item, wanted: string): boolean => matches(item.get("display_name"), wanted, "like"),
    content_metadata_id: (): boolean => true,
  },
};

/** Handlers. */
export const users: Handlers = {
  ...crud({
    table: "users",
    get: "user",
    create: "create_user",
    updates: ["update_user"],
    remove: "delete_user",
    accept: (call, body) => {
      const { credentials_email: _email, ...rest } = body;
      const home = rest["home_folder_id"];
      if (given(home) && !call.store.table("folders").get(asText(home))) {
        throw invalid("home_folder_id", "invalid", "Folder not found");
      }
      for (const name of ["first_name", "last_name"]) if (rest[name] === null) rest[name] = "";
      return rest;
    },
    initial: (call) => newUser(call),
    afterDelete: (call, id) => {
      for (const table of ["dashboards", "looks"] as const) {
        for (const item of [...call.store.by(table, "user_id").get(id) ?? []]) {
          call.store.patch(table, item.id, {
            deleted: true,
            deleted_at: call.now(),
            deleter_id: call.session.userId,
          });
        }
      }
      removeBy(call.store, "scheduled_plans", "user_id", id);
      removeBy(call.store, "content_favorites", "user_id", id);
      removeBy(call.store, "content_views", "user_id", id);
      removeBy(call.store, "content_accesses", "user_id", id);
    },
  }),
  all_users: (call) => {
    const ids = call.query.list("ids");
    const all = call.store.table("users").all();
    return many(call, ids ? all.filter((item) => ids.includes(item.id)) : all, rules);
  },
  search_users: (call) => many(call, call.store.table("users").all(), rules),
  user_for_credential: (call) => {
    const type = pathId(call, "credential_type"), wanted = pathId(call, "credential_id");
    return one(call, call.store.table("users").all().find((item) => holds(item, type, wanted)));
  },
  create_embed_user: (call) => {
    const external = asText(bodyObject(call)["external_user_id"]);
    const twin = call.store.table("users").all().find((user) => holds(user, "embed", external));
    if (twin !== undefined) throw alreadyExists("external_user_id", "External user id is already in use");
    const credentials: Json[] = [{
      can: {},
      id: external,
      external_user_id: external,
      type: "embed",
      created_at: call.now(),
      is_disabled: false,
    }];
    return one(call, call.store.table("users").insert({ ...newUser(call), credentials_embed: credentials }));
  },
  create_service_account: (call) => {
    const name = bodyObject(call)["service_account_name"] ?? null;
    const row = {
      ...newUser(call),
      is_service_account: true,
      service_account_name: name,
      last_name: name,
      created_at: call.now(),
    };
    return one(call, call.store.table("users").insert(row));
  },
  update_service_account: (call) => {
    serviceAccount(call);
    return one(call, call.store.patch("users", pathId(call), bodyObject(call)));
  },
  delete_service_account: (call) => {
    call.store.table("users").remove(serviceAccount(call).id);
    return noContent();
  },
};

function serviceAccount(call: Call): Item {
  const item = find(call, "users");
  if (item.get("is_service_account") !== true) throw notFound();
  return item;
}

function holds(item: Item, type: string, wanted: string): boolean {
  const credential = item.get(`credentials_${type === "looker_openid" ? "looker_openid" : type}`);
  const all = Array.isArray(credential) ? credential.map(asObject) : [asObject(credential)];
  const keys = [
    "email",
    "google_user_id",
    "saml_user_id",
    "ldap_id",
    "oidc_user_id",
    "client_id",
    "external_user_id",
  ];
  return all.some((one) =>
    keys.some((key) => asText(one[key]).toLowerCase() === wanted.toLowerCase() && wanted !== "")
  );
}

function newUser(call: Call): JsonObject {
  const id = call.store.table("users").nextId();
  const name = ["first_name", "last_name"].map((key) => asText(bodyObject(call)[key])).filter((part) =>
    part !== ""
  );
  const metadata = call.store.table("content_metadata").insert({ inherits: false }).id;
  call.store.table("content_accesses").insert({
    can: {},
    content_metadata_id: metadata,
    permission_type: "edit",
    group_id: null,
    user_id: id,
  });
  const folder = call.store.table("folders").insert({
    name: name.length === 0 ? `User ${id}` : name.join(" "),
    parent_id: call.store.builtIns.usersRoot,
    content_metadata_id: metadata,
    created_at: call.now(),
    creator_id: id,
    is_personal: true,
    can: { index: true, show: true },
  });
  return {
    id,
    can: { show: true, update: true },
    avatar_url: `${HOST}/avatar/${id}.png`,
    avatar_url_without_sizing: `${HOST}/avatar/${id}`,
    credentials_api3: [],
    credentials_email: null,
    credentials_embed: [],
    first_name: "",
    last_name: "",
    home_folder_id: null,
    is_disabled: false,
    locale: "en",
    looker_versions: [],
    models_dir_validated: false,
    personal_folder_id: folder.id,
    allow_direct_roles: true,
    allow_normal_group_membership: true,
    allow_roles_from_normal_groups: true,
    can_manage_api3_creds: false,
    sessions: [],
    ui_state: null,
    _groups: [call.store.builtIns.allUsers],
    _roles: [],
  };
}
