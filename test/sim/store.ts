/** The instance: every object, and what Looker derives from several of them. @module */
import { asList, asObject, asStrings, asText, given, type Json, type JsonObject } from "./json.ts";
import { presenters } from "./present.ts";
import { storeQuery } from "./query_store.ts";
import { AS_DECLARED, type Served } from "./served.ts";
import { type Epoch, type Item, Table } from "./table.ts";
import type { Index } from "./table_index.ts";

/** Table name → schema with all properties, and the id property where it is not `id`. */
const TABLES = {
  agents: ["Agent"],
  alerts: ["Alert"],
  board_items: ["BoardItem"],
  board_sections: ["BoardSection"],
  boards: ["Board"],
  color_collections: ["ColorCollection"],
  connections: ["DBConnection", "name"],
  content_accesses: ["ContentMetaGroupUser"],
  content_favorites: ["ContentFavorite"],
  content_metadata: ["ContentMeta"],
  content_views: ["ContentView"],
  dashboards: ["Dashboard"],
  datagroups: ["Datagroup"],
  explores: ["LookmlModelExplore"],
  external_oauth_applications: ["ExternalOauthApplication"],
  folders: ["FolderBase"],
  golden_queries: ["GoldenQuery"],
  groups: ["GroupHierarchy"],
  homepage_sections: ["HomepageSection"],
  integration_hubs: ["IntegrationHub"],
  integrations: ["Integration"],
  legacy_features: ["LegacyFeature"],
  lookml_dashboards: ["Dashboard"],
  lookml_models: ["LookmlModel", "name"],
  looks: ["LookWithQuery"],
  merge_queries: ["MergeQuery"],
  model_sets: ["ModelSet"],
  oauth_client_apps: ["OauthClientApp", "client_guid"],
  permission_sets: ["PermissionSet"],
  projects: ["Project"],
  queries: ["Query"],
  reports: ["Report"],
  roles: ["Role"],
  scheduled_plans: ["ScheduledPlan"],
  sql_queries: ["SqlQuery", "slug"],
  ssh_servers: ["SshServer", "ssh_server_id"],
  ssh_tunnels: ["SshTunnel", "tunnel_id"],
  support_entries: ["SupportAccessAllowlistEntry"],
  themes: ["Theme"],
  user_attributes: ["UserAttribute"],
  users: ["User"],
} as const satisfies Record<string, readonly [view: string, key?: string]>;

/** The name of a table. */
export type TableName = keyof typeof TABLES;

/** What hangs on a dashboard and has an id of its own. */
export type PartKind =
  | "dashboard_elements"
  | "dashboard_filters"
  | "dashboard_layouts"
  | "dashboard_layout_components";

/** What is numbered and stands in other objects. */
type Numbered = PartKind | "group_values" | "destinations" | "palettes";

/** The ids of what every Looker has, and every Looker under ids of its own. */
export interface BuiltIns {
  apiUser: string;
  allUsers: string;
  sharedRoot: string;
  usersRoot: string;
}

/** Something that left, or would have left, the instance for somebody's inbox. */
export interface Mail {
  why: "plan_enabled" | "plan_run" | "alert_armed" | "board_shared" | "password_reset";
  /** What it is about. */
  id: string;
}

/** Everything the simulated Looker holds. */
export class Store {
  builtIns: BuiltIns = { apiUser: "1", allUsers: "1", sharedRoot: "1", usersRoot: "2" };
  /** What opaque ids of generated objects are made from. */
  seed = 1;
  /** What opaque ids of objects made later are made from. */
  idSeed = 1;
  /** How answers are spelled. */
  served: Served = AS_DECLARED;
  /** How often LookML was deployed. */
  deploys = 0;
  readonly mails: Mail[] = [];
  /** Groups made and not read since. */
  readonly freshGroups = new Set<string>();
  readonly epoch: Epoch = { current: 0 };
  /** Objects that exist once: settings and configurations. */
  readonly singletons = new Map<string, JsonObject>();
  /** Finds the dashboard of a generated part or query, set by the seed. */
  bulkOwner: (kind: PartKind | "queries", id: string) => string | undefined = () => undefined;
  /** Finds the look of a generated query, set by the seed. */
  bulkLookOfQuery: (id: string) => string | undefined = () => undefined;
  /** Definition of a query → its id. */
  readonly queryDefinitions = new Map<string, string>();
  /** How many stored queries stand in `queryDefinitions`. */
  indexedQueries = 0;
  readonly #tables: Record<TableName, Table>;
  readonly #memo = new Map<string, { epoch: number; value: unknown }>();
  readonly #parts = new Map<string, string>();
  readonly #lastPart: Record<Numbered, number> = {
    group_values: 1000,
    destinations: 1000,
    palettes: 1000,
    dashboard_elements: 0,
    dashboard_filters: 0,
    dashboard_layouts: 0,
    dashboard_layout_components: 0,
  };

  constructor() {
    const tables: Partial<Record<TableName, Table>> = {};
    for (const name of Object.keys(TABLES) as TableName[]) {
      const [view, key] = TABLES[name] as readonly [string, string?];
      const present = presenters[name];
      tables[name] = new Table({
        epoch: this.epoch,
        served: () => this.served,
        view,
        ...(key !== undefined && { key }),
        ...(present && { present: (row: JsonObject): JsonObject => present(row, this) }),
        ...(name === "dashboards" && { absorb: (row: JsonObject): JsonObject => this.#absorbDashboard(row) }),
        ...(name === "looks" && { absorb: (row: JsonObject): JsonObject => this.#absorbLook(row) }),
      });
    }
    this.#tables = tables as Record<TableName, Table>;
  }

  /** The objects of one type. */
  table(name: TableName): Table {
    return this.#tables[name];
  }

  /** The names of all tables. */
  names(): TableName[] {
    return Object.keys(TABLES) as TableName[];
  }

  /** An object that exists once; empty when it was never set. */
  singleton(name: string): JsonObject {
    return this.singletons.get(name) ?? {};
  }

  /** Replaces an object that exists once. */
  setSingleton(name: string, value: JsonObject): void {
    this.singletons.set(name, value);
    this.epoch.current++;
  }

  /** Changes some properties of a stored object. */
  patch(name: TableName, id: string, change: JsonObject): Item | undefined {
    const table = this.table(name);
    const stored = table.stored(id);
    return stored === undefined ? undefined : table.set(id, { ...stored, ...change });
  }

  /** A derived value, computed once between two writes to any table, or to the tables it is made from. */
  memo<T>(name: string, compute: () => T, from?: readonly TableName[]): T {
    const epoch = from?.reduce((sum, table) => sum + this.table(table).version, 0) ?? this.epoch.current;
    const held = this.#memo.get(name);
    if (held?.epoch === epoch) return held.value as T;
    const value = compute();
    this.#memo.set(name, { epoch, value });
    return value;
  }

  /** Objects by one of their stored properties. */
  by(name: TableName, property: string): Index {
    return this.table(name).index(property, (item) => asText(item.peek(property)));
  }

  /** Users by the groups they are in directly. */
  members(): Index {
    return this.table("users").index("group", (user) => asStrings(user.peek("_groups")));
  }

  /** Objects by what is unique among those that stand side by side, without case: a title in a folder. */
  siblings(name: TableName, parent: string, title: string): Index {
    return this.table(name).index(
      `${title} in ${parent}`,
      (item) => siblingKey(item.peek(parent), item.peek(title)),
    );
  }

  /** A query by id, wherever it stands. */
  query(id: string | undefined): JsonObject | undefined {
    if (id === undefined || id === "") return undefined;
    const held = this.table("queries").get(id);
    if (held) return held.full();
    const dashboard = this.bulkOwner("queries", id);
    if (dashboard !== undefined) {
      for (const element of asList(this.table("dashboards").get(dashboard)?.get("dashboard_elements"))) {
        const query = asObject(asObject(element)["query"]);
        if (query["id"] === id) return query;
      }
    }
    const look = this.table("looks").get(this.bulkLookOfQuery(id))?.full();
    return look === undefined ? undefined : asObject(look["query"]);
  }

  /** Keeps a query that stands in generated content: Looker forgets none, whatever becomes of what showed it. */
  keepQuery(held: Json | undefined): void {
    const query = asObject(held), id = asText(query["id"]);
    if (id !== "" && this.table("queries").get(id) === undefined) this.table("queries").set(id, query);
  }

  /** Stores a query unless the same definition is there already; its id. */
  createQuery(body: JsonObject): string {
    return storeQuery(this, body);
  }

  /** The id of the dashboard that a part hangs on. */
  dashboardOf(kind: PartKind, id: string): string | undefined {
    const known = this.#parts.get(`${kind} ${id}`);
    const owner = known ?? this.bulkOwner(kind, id);
    return owner !== undefined && this.table("dashboards").get(owner) ? owner : undefined;
  }

  /** An id that no part of this kind had. */
  nextPartId(kind: Numbered): string {
    return String(++this.#lastPart[kind]);
  }

  /** Keeps the ids up to this one for parts that are generated. */
  reserveParts(kind: PartKind, upTo: number): void {
    this.#lastPart[kind] = Math.max(this.#lastPart[kind], upTo);
  }

  #absorbDashboard(row: JsonObject): JsonObject {
    const id = asText(row["id"]);
    const note = (kind: PartKind, part: JsonObject): void => {
      const partId = asText(part["id"]);
      this.#parts.set(`${kind} ${partId}`, id);
      this.reserveParts(kind, Number(partId));
    };
    const elements = asList(row["dashboard_elements"]).map((value): Json => {
      const element = { ...asObject(value) };
      note("dashboard_elements", element);
      this.#keepQuery(element["query"]);
      delete element["query"];
      delete element["look"];
      if (given(element["result_maker"])) {
        const maker = { ...asObject(element["result_maker"]) };
        this.#keepQuery(maker["query"]);
        delete maker["query"];
        element["result_maker"] = maker;
      }
      return element;
    });
    for (const filter of asList(row["dashboard_filters"])) note("dashboard_filters", asObject(filter));
    for (const layout of asList(row["dashboard_layouts"])) {
      note("dashboard_layouts", asObject(layout));
      for (const component of asList(asObject(layout)["dashboard_layout_components"])) {
        note("dashboard_layout_components", asObject(component));
      }
    }
    const { folder: _folder, user_name: _user, ...rest } = row;
    return { ...rest, dashboard_elements: row["dashboard_elements"] === null ? null : elements };
  }

  #absorbLook(row: JsonObject): JsonObject {
    this.#keepQuery(row["query"]);
    const { folder: _folder, user_name: _user, query: _query, ...rest } = row;
    return rest;
  }

  #keepQuery(value: Json | undefined): void {
    const query = asObject(value);
    const id = asText(query["id"]);
    if (id !== "" && !this.table("queries").rows.has(id)) this.table("queries").set(id, query);
  }
}

/** The key of {@linkcode Store.siblings}. */
export function siblingKey(parent: Json | undefined, title: Json | undefined): string {
  return `${asText(parent)}\n${asText(title).toLowerCase()}`;
}
