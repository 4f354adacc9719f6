/** What lives in LookML: models, explores, dashboards, projects, datagroups. @module */
import type { Json, JsonObject } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Store } from "../store.ts";
import { opaqueId, Random } from "../random.ts";
import { query, visConfig } from "./queries.ts";
import { dashboard, layout, queryKind, tile } from "./tiles.ts";

const CAN = { index: true, show: true, create: true, update: true, destroy: true };

/** Adds models with their explores, LookML dashboards, projects and datagroups. */
export function seedLookml(store: Store, options: ResolvedOptions): void {
  const models: [name: string, explores: string[]][] = [
    ["thelook", ["orders", "users", "events", "order_items"]],
    ["finance", ["ledger", "über_konto"]],
    ["system__activity", ["scheduled_plan", "history"]],
    ["empty_model", []],
  ];
  for (const [name, explores] of models) {
    store.table("lookml_models").insert({
      name,
      can: CAN,
      allowed_db_connection_names: name === "finance" ? ["warehouse", "legacy/pg"] : [],
      explores: explores.map((explore): Json => ({
        name: explore,
        description: null,
        label: explore.replaceAll("_", " "),
        hidden: explore === "events",
        group_label: name,
        ...(options.unknownFields && explore === "users" && { foo_bar_2027: 1 }),
      })),
      has_content: explores.length > 0,
      label: name,
      project_name: name === "finance" ? "finance" : "thelook",
      unlimited_db_connections: name !== "finance",
    });
    for (const explore of explores) store.table("explores").insert(exploreOf(name, explore));
  }
  for (const [n, name] of ["business_pulse", "odd / name", "web"].entries()) {
    seedDashboard(store, options, `thelook::${name}`, n);
  }
  seedProjects(store);
}

function exploreOf(model: string, name: string): JsonObject {
  const field = (kind: string, index: number): JsonObject => ({
    align: "left",
    can_filter: true,
    category: kind,
    description: index === 0 ? "Ünïcode “quotes”" : null,
    enumerations: index === 1
      ? [{ label: "Yes", value: true }, { label: "1", value: 1 }, { label: "n", value: null }]
      : null,
    fill_style: null,
    hidden: index === 2,
    is_numeric: kind === "measure",
    label: `${name} ${kind} ${index}`,
    label_short: `${kind} ${index}`,
    measure: kind === "measure",
    name: `${name}.${kind}_${index}`,
    sql: "${TABLE}.col",
    tags: [],
    type: kind === "measure" ? "sum" : "string",
    view: name,
    view_label: name,
    week_start_day: "monday",
    times_used: index * 3,
  });
  return {
    id: `${model}::${name}`,
    name,
    label: name,
    title: name,
    can_total: true,
    can_save: true,
    connection_name: "warehouse",
    files: [],
    project_name: model,
    model_name: model,
    view_name: name,
    hidden: name === "events",
    sql_table_name: `public.${name}`,
    sets: [{ name: "ALL_FIELDS", value: [`${name}.dimension_0`] }],
    tags: [],
    errors: null,
    fields: {
      dimensions: Array.from({ length: 6 }, (_, n) => field("dimension", n)),
      measures: Array.from({ length: 3 }, (_, n) => field("measure", n)),
      filters: [],
      parameters: [],
    },
    joins: [],
    supported_measure_types: [{ dimension_type: "number", measure_types: ["sum", "average"] }],
    always_join: [],
  };
}

function seedDashboard(store: Store, options: ResolvedOptions, id: string, n: number): void {
  const made = query({
    id: opaqueId(options.seed, 900_000 + n),
    slug: `lkml${n}`,
    number: String(n),
    vis: visConfig(new Random(n), 200),
  });
  const element = tile({
    id: `${n}`,
    dashboardId: id,
    title: "tile",
    kind: { ...queryKind(made, `${n}`, ["Region"]), lookml_link_id: `${id}::tile` },
  });
  store.table("lookml_dashboards").insert(dashboard({
    id,
    title: id.split("::")[1] ?? id,
    content_metadata_id: store.table("content_metadata").insert({ inherits: true }).id,
    model: { id: "thelook", label: "thelook" },
    readonly: true,
    slug: null,
    user_id: null,
    folder_id: "lookml",
    folder: store.table("folders").get("lookml")?.full() ?? null,
    lookml_link_id: id,
    created_at: null,
    updated_at: null,
    _lookml: `- dashboard: ${id.split("::")[1]}\n  title: Pulse\n  elements: []\n`,
    dashboard_elements: [element],
    dashboard_layouts: [layout(`${n}`, id, 0, [{ id: `${n}`, elementId: `${n}`, title: "tile" }], false)],
  }));
}

function seedProjects(store: Store): void {
  for (const [n, name] of ["thelook", "finance", "bare project"].entries()) {
    store.table("projects").insert({
      id: name,
      can: CAN,
      name,
      uses_git: true,
      is_git_dev_locked: false,
      git_remote_url: [
        `https://git:SECRET-token${n}@git.example.com/${name}.git`,
        `git@git.example.com:acme/${name}.git`,
        null,
      ][n] ?? null,
      git_username: null,
      git_production_branch_name: "main",
      use_git_cookie_auth: false,
      git_username_user_attribute: null,
      git_password_user_attribute: null,
      git_service_name: n === 2 ? "bare" : "github",
      git_application_server_http_port: null,
      git_application_server_http_scheme: null,
      pull_request_mode: "off",
      validation_required: true,
      git_release_mgmt_enabled: false,
      allow_warnings: true,
      is_example: false,
      has_production_counterpart: true,
      dependency_status: "lock_optional",
      _deploy_key: n === 1 ? `ssh-rsa AAAA${n} looker` : null,
    });
  }
  for (const [n, name] of ["nightly", "hourly"].entries()) {
    store.table("datagroups").insert({
      can: { show: true, update: true },
      created_at: 1700000000 + n,
      id: String(n + 1),
      model_name: "thelook",
      name,
      stale_before: null,
      trigger_check_at: 1790000000,
      trigger_error: n === 1 ? 'relation "x" does not exist' : null,
      trigger_value: "2026-01-01",
      triggered_at: 1790000001,
    });
  }
}
