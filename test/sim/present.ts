/** What Looker derives when it answers: echoes of other objects, counts, names. @module */
import { asList, asObject, asStrings, asText, given, type Json, type JsonObject } from "./json.ts";
import { groupAndAbove } from "./group_tree.ts";
import type { Store, TableName } from "./store.ts";
import { contentOf, metadataOf } from "./content_metadata.ts";

/** The host that URLs in answers name. */
export const HOST = "https://demo.looker.example";

/** Adds the derived properties of one type. */
export type Presenter = (row: JsonObject, store: Store) => JsonObject;

/** Presenters by table; a table without one answers what is stored. */
export const presenters: Partial<Record<TableName, Presenter>> = {
  folders: (row, store) => ({
    ...row,
    child_count: store.by("folders", "parent_id").get(asText(row["id"]))?.length ?? 0,
  }),
  users: (row, store) => {
    const email = asObject(row["credentials_email"]);
    const groups = asStrings(row["_groups"]);
    const name = [asText(row["first_name"]), asText(row["last_name"])].filter((part) => part !== "").join(
      " ",
    );
    const roles = new Set([
      ...asStrings(row["_roles"]),
      ...groups.flatMap((group) => rolesOfGroup(store, group)),
    ]);
    return {
      ...row,
      display_name: name === "" ? null : name,
      email: email["email"] ?? row["email"] ?? null,
      group_ids: groups,
      role_ids: [...roles],
      url: `${HOST}/api/4.0/users/${asText(row["id"])}`,
    };
  },
  groups: (row, store) => {
    const id = asText(row["id"]);
    const caller = store.table("users").get(store.builtIns.apiUser);
    return {
      ...row,
      user_count: store.members().count(id),
      contains_current_user: asStrings(caller?.peek("_groups")).includes(id),
      role_ids: directRoles(store).get(id) ?? [],
    };
  },
  roles: (row, store) => ({
    ...row,
    permission_set: store.table("permission_sets").get(asText(row["permission_set_id"]))?.full() ?? null,
    model_set: store.table("model_sets").get(asText(row["model_set_id"]))?.full() ?? null,
    url: `${HOST}/api/4.0/roles/${asText(row["id"])}`,
    users_url: `${HOST}/api/4.0/roles/${asText(row["id"])}/users`,
  }),
  boards: (row, store) => ({
    ...row,
    board_sections: (store.by("board_sections", "board_id").get(asText(row["id"])) ?? []).map((item) =>
      item.full()
    ),
  }),
  board_sections: (row, store) => {
    const items = store.by("board_items", "board_section_id").get(asText(row["id"])) ?? [];
    return {
      ...row,
      board_items: items.map((item) => item.full()),
      visible_item_order: row["item_order"] ?? [],
    };
  },
  board_items: (row, store) => {
    const dashboard = store.table("dashboards").get(asText(row["dashboard_id"]));
    const look = store.table("looks").get(asText(row["look_id"]));
    const target = dashboard ?? look;
    const url = dashboard
      ? `/dashboards/${dashboard.id}`
      : look
      ? `/looks/${look.id}`
      : asText(row["custom_url"]);
    return {
      ...row,
      title: row["use_custom_title"] === true ? row["custom_title"] ?? null : target?.get("title") ?? null,
      content_metadata_id: target?.get("content_metadata_id") ?? null,
      content_updated_at: target?.get("updated_at") ?? null,
      view_count: target?.get("view_count") ?? null,
      url,
    };
  },
  dashboards: (row, store) => ({
    ...row,
    ...echoes(row, store),
    dashboard_elements: row["dashboard_elements"] === null
      ? null
      : asList(row["dashboard_elements"]).map((part) => element(asObject(part), store)),
  }),
  looks: (row, store) => {
    const query = store.query(asText(row["query_id"]));
    return {
      ...row,
      ...echoes(row, store),
      query: query ?? null,
      model: query ? { id: query["model"] ?? "", label: query["model"] ?? null } : null,
    };
  },
  scheduled_plans: (row, store) => {
    const target = store.table("dashboards").get(asText(row["dashboard_id"])) ??
      store.table("looks").get(asText(row["look_id"]));
    return {
      ...row,
      user: publicUser(store, asText(row["user_id"])),
      title: target?.get("title") ?? null,
    };
  },
  alerts: (row, store) => ({
    ...row,
    owner_display_name: store.table("users").get(asText(row["owner_id"]))?.get("display_name") ?? null,
    investigative_content_title:
      store.table("dashboards").get(asText(row["investigative_content_id"]))?.get("title") ??
        null,
    followed: asStrings(row["_followers"]).includes(store.builtIns.apiUser),
  }),
  user_attributes: (row) => ({ ...row, ...(row["value_is_hidden"] === true && { default_value: null }) }),
  content_metadata: (row, store) => metadataOf(store, asText(row["id"])) ?? row,
  content_favorites: (row, store) => {
    const content = contentOf(store, asText(row["content_metadata_id"]));
    const id = content?.id ?? null;
    return {
      ...row,
      dashboard_id: content?.table === "dashboards" ? id : null,
      look_id: content?.table === "looks" ? id : null,
      board_id: content?.table === "boards" ? id : null,
      dashboard: content?.table === "dashboards" ? store.table("dashboards").get(id)?.full() ?? null : null,
      look: content?.table === "looks" ? store.table("looks").get(id)?.full() ?? null : null,
    };
  },
  agents: (row, store) => ({
    ...row,
    created_by_name: store.table("users").get(asText(row["created_by_user_id"]))?.get("display_name") ?? null,
    golden_queries: asList(row["golden_query_ids"]).flatMap((id) =>
      store.table("golden_queries").get(String(id))?.full() ?? []
    ),
  }),
  golden_queries: (row) => ({ ...row, id: Number(asText(row["id"])) }),
  ssh_tunnels: (row, store) => {
    const server = store.table("ssh_servers").get(asText(row["ssh_server_id"]))?.full() ?? {};
    return {
      ...row,
      ssh_server_name: server["ssh_server_name"] ?? "",
      ssh_server_host: server["ssh_server_host"] ?? "",
      ssh_server_port: server["ssh_server_port"] ?? 22,
      ssh_server_user: server["ssh_server_user"] ?? "",
    };
  },
  sql_queries: (row, store) => ({
    ...row,
    connection: store.table("connections").get(asText(row["_connection"]))?.full() ?? null,
    creator: publicUser(store, asText(row["_creator"])),
  }),
};

/** A user as strangers see them. */
export function publicUser(store: Store, id: string): JsonObject | null {
  const user = store.table("users").get(id)?.full();
  return user === undefined ? null : {
    ...user,
    first_name: user["first_name"] ?? "",
    last_name: user["last_name"] ?? "",
    avatar_url: `${HOST}/avatar/${id}.png`,
  };
}

/** The roles that groups have been given themselves. */
function directRoles(store: Store): Map<string, string[]> {
  return store.memo("direct roles of groups", () => {
    const roles = new Map<string, string[]>();
    for (const [id, row] of store.table("roles").rows) {
      for (const group of asStrings(row["_groups"])) roles.set(group, [...(roles.get(group) ?? []), id]);
    }
    return roles;
  }, ["roles"]);
}

/** The roles a group has, from the groups above it too. */
function rolesOfGroup(store: Store, id: string): string[] {
  const direct = directRoles(store);
  return groupAndAbove(store, id).flatMap((group) => direct.get(group) ?? []);
}

function echoes(row: JsonObject, store: Store): JsonObject {
  const owner = store.table("users").get(asText(row["user_id"]));
  return {
    folder: store.table("folders").get(asText(row["folder_id"]))?.full() ?? null,
    user_name: owner?.get("display_name") ?? null,
    is_owner_disabled: owner?.get("is_disabled") ?? false,
  };
}

function element(row: JsonObject, store: Store): Json {
  const query = store.query(asText(row["query_id"]));
  const look = store.table("looks").get(asText(row["look_id"]))?.full();
  const maker = store.served.computed
    ? computedMaker(row, store, look)
    : !given(row["result_maker"])
    ? null
    : asObject(row["result_maker"]);
  const alerts = store.by("alerts", "dashboard_element_id").get(asText(row["id"]))?.length ?? 0;
  return {
    ...row,
    query: query ?? null,
    look: look ?? null,
    alert_count: alerts,
    ...(store.served.computed && { result_maker_id: maker?.["id"] ?? null }),
    result_maker: maker === null ? null : { ...maker, query: store.query(asText(maker["query_id"])) ?? null },
  };
}

/**
 * A result maker as Looker answers it: the filterables a client set, everything else an echo of the source. A look tile
 * has that of its look, and none when the look is gone.
 */
function computedMaker(row: JsonObject, store: Store, look: JsonObject | undefined): JsonObject | null {
  const held = asObject(row["result_maker"]);
  if (given(row["look_id"]) && look === undefined) return null;
  if (!given(row["result_maker"]) && look === undefined) return null;
  const mergeId = asText(row["merge_result_id"]);
  const merge = store.table("merge_queries").get(mergeId)?.full();
  const queryId = look === undefined ? held["query_id"] ?? null : look["query_id"] ?? null;
  const source = mergeId === "" ? store.query(asText(queryId)) : merge;
  if (source === undefined) return { ...held, query_id: queryId };
  const set = asList(held["filterables"]);
  return {
    ...held,
    id: held["id"] ?? `l${asText(row["id"])}`,
    filterables: set.length > 0 ? set : filterables(store, source),
    dynamic_fields: source["dynamic_fields"] ?? null,
    sorts: source["sorts"] ?? [],
    total: source["total"] ?? false,
    vis_config: source["vis_config"] ?? null,
    merge_result_id: mergeId === "" ? null : mergeId,
    query_id: mergeId === "" ? queryId : null,
  };
}

/** What nobody listens with: an entry for each source. */
function filterables(store: Store, source: JsonObject): Json[] {
  const entry = (query: JsonObject | undefined, name: Json): Json => ({
    model: query?.["model"] ?? null,
    view: query?.["view"] ?? null,
    name,
    listen: [],
  });
  const merged = asList(source["source_queries"]).map(asObject);
  if (merged.length === 0) return [entry(source, null)];
  return merged.map((one) => entry(store.query(asText(one["query_id"])), one["name"] ?? null));
}
