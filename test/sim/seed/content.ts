/** What hangs on dashboards and looks: boards, schedules, alerts, favorites, agents. @module */
import { asList, asObject, asText, type Json, type JsonObject, RawJson } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Store } from "../store.ts";
import { ODD_NAMES, timestamp } from "./names.ts";

const CAN = { index: true, show: true, create: true, update: true, destroy: true };

/** Adds boards, plans, alerts, favorites, agents and reports. */
export function seedContent(store: Store, options: ResolvedOptions): void {
  const alive = (name: "dashboards" | "looks"): string[] =>
    store.table(name).all().filter((item) => item.peek("deleted") !== true).slice(0, 12).map((item) =>
      item.id
    );
  const dashboards = alive("dashboards"), looks = alive("looks");
  seedBoards(store, dashboards, looks);
  seedPlans(store, options, dashboards, looks);
  seedAlerts(store, options, dashboards);
  seedFavorites(store, dashboards, looks);
  seedViews(store, dashboards, looks);
  seedAgents(store);
}

function seedBoards(store: Store, dashboards: string[], looks: string[]): void {
  for (const [n, title] of ["Start here", ODD_NAMES[2] ?? "", "Empty board", "Deleted board"].entries()) {
    const metadata = store.table("content_metadata").insert({ inherits: n === 2 }).id;
    const board = String(n + 1);
    store.table("content_accesses").insert({
      can: {},
      content_metadata_id: metadata,
      permission_type: n === 1 ? "edit" : "view",
      group_id: n === 1 ? null : "1",
      user_id: n === 1 ? "2" : null,
    });
    const order: string[] = [];
    for (let s = 0; s < (n === 2 ? 0 : 2 + n); s++) {
      const section = store.table("board_sections").nextId();
      const items = Array.from(
        { length: s === 1 ? 0 : 3 },
        (_, i) => boardItem(store, section, i + n, dashboards, looks),
      );
      order.unshift(section);
      store.table("board_sections").insert({
        id: section,
        can: CAN,
        created_at: timestamp(n, 81),
        deleted_at: s === 2 ? timestamp(n, 82) : null,
        description: s === 0 ? null : `Section ${s}`,
        board_id: board,
        item_order: [...items].reverse(),
        title: `Section ${s} of ${title}`,
        updated_at: timestamp(n, 83),
      });
    }
    store.table("boards").insert({
      id: board,
      can: CAN,
      content_metadata_id: metadata,
      created_at: timestamp(n, 84, true),
      deleted_at: n === 3 ? timestamp(n, 85) : null,
      description: n === 0 ? "What everybody needs" : null,
      section_order: order,
      title,
      updated_at: timestamp(n, 86, true),
      user_id: String(1 + (n % 2)),
      primary_homepage: n === 0,
    });
  }
}

function boardItem(store: Store, section: string, n: number, dashboards: string[], looks: string[]): string {
  const dashboard = n % 3 === 0 ? dashboards[n % Math.max(1, dashboards.length)] ?? null : null;
  const look = n % 3 === 1 ? looks[n % Math.max(1, looks.length)] ?? null : null;
  const custom = dashboard === null && look === null;
  return store.table("board_items").insert({
    can: CAN,
    content_created_by: "API Admin",
    content_favorite_id: null,
    custom_description: custom ? "Elsewhere" : null,
    custom_title: custom ? "Docs" : null,
    custom_url: custom ? "https://docs.example.com/?a=1&b=2" : null,
    dashboard_id: dashboard,
    description: null,
    favorite_count: 0,
    board_section_id: section,
    image_url: null,
    location: "Shared",
    look_id: look,
    lookml_dashboard_id: null,
    order: n,
    use_custom_description: custom,
    use_custom_title: custom,
    use_custom_url: custom,
    custom_image_url: null,
    use_custom_image: false,
  }).id;
}

function seedPlans(store: Store, options: ResolvedOptions, dashboards: string[], looks: string[]): void {
  for (let n = 0; n < 12; n++) {
    const id = String(n + 1);
    const onLook = n % 3 === 1, onLookml = n === 5;
    const target: JsonObject = onLookml
      ? { lookml_dashboard_id: "thelook::business_pulse" }
      : onLook
      ? { look_id: looks[n % Math.max(1, looks.length)] ?? null }
      : { dashboard_id: dashboards[n % Math.max(1, dashboards.length)] ?? null };
    const destinations: Json[] = [{
      id: `${id}`,
      scheduled_plan_id: id,
      format: n % 2 === 0 ? "wysiwyg_pdf" : "csv_zip",
      apply_formatting: true,
      apply_vis: true,
      address: n % 4 === 3 ? "s3://bucket/pre fix" : `user${n + 1}@example.com`,
      looker_recipient: n % 4 !== 3,
      type: n % 4 === 3 ? "s3" : "email",
      parameters: n % 4 === 3 ? '{"region":"eu-west-1","access_key_id":"SECRET-key"}' : null,
      message: n % 2 === 0 ? null : "Hello,\n\nsee attached 📎",
    }];
    store.table("scheduled_plans").insert({
      id,
      name: n === 2 ? ODD_NAMES[0] ?? null : `Plan ${id}`,
      user_id: String(1 + (n % Math.min(4, options.users))),
      run_as_recipient: false,
      enabled: n % 4 !== 2,
      look_id: null,
      dashboard_id: null,
      lookml_dashboard_id: null,
      filters_string: onLook ? null : "?Region=EMEA%2CUS&Order%20Date=7+days",
      dashboard_filters: null,
      require_results: false,
      require_no_results: false,
      require_change: n % 5 === 0,
      send_all_results: false,
      crontab: n % 6 === 4 ? null : "0 6 * * 1-5",
      datagroup: n % 6 === 4 ? "thelook::nightly" : null,
      timezone: "Europe/Zurich",
      scheduled_plan_destination: destinations,
      run_once: false,
      include_links: true,
      include_dashboard_summary: false,
      custom_url_base: null,
      custom_url_params: null,
      custom_url_label: null,
      show_custom_url: false,
      pdf_paper_size: "a4",
      pdf_landscape: n % 2 === 0,
      embed: false,
      color_theme: n % 3 === 0 ? "Dark" : null,
      long_tables: false,
      pdf_page_breaks: false,
      tab_ids: [],
      inline_table_width: 580,
      query_id: null,
      created_at: timestamp(n, 91),
      updated_at: timestamp(n, 92, true),
      next_run_at: timestamp(n, 93),
      last_run_at: n % 4 === 2 ? null : timestamp(n, 94),
      can: CAN,
      ...target,
      ...(options.unknownFields && n === 3 && { foo_bar_2027: null }),
    });
  }
}

function seedAlerts(store: Store, options: ResolvedOptions, dashboards: string[]): void {
  const elements = dashboards.flatMap((id) =>
    asList(store.table("dashboards").get(id)?.get("dashboard_elements")).map(asObject)
  )
    .filter((element) => asText(element["query_id"]) !== "");
  for (const [n, element] of elements.slice(0, 7).entries()) {
    store.table("alerts").insert({
      applied_dashboard_filters: n % 2 === 0 ? [] : [{
        filter_title: "Region",
        field_name: "users.region",
        filter_value: "EMEA",
        filter_description: "is EMEA",
      }],
      comparison_type: n % 2 === 0 ? "GREATER_THAN" : "LESS_THAN_OR_EQUAL_TO",
      cron: "0 5 * * *",
      query_id: element["query_id"] ?? null,
      custom_url_base: null,
      custom_url_params: null,
      custom_url_label: null,
      show_custom_url: false,
      custom_title: n === 1 ? ODD_NAMES[1] ?? null : null,
      dashboard_element_id: element["id"] ?? null,
      description: null,
      enhancements: "NONE",
      destinations: [{
        destination_type: "EMAIL",
        email_address: `user${n + 1}@example.com`,
        action_hub_integration_id: null,
        action_hub_form_params_json: null,
      }],
      field: {
        title: "Total",
        name: "orders.total",
        filter: [{
          field_name: "users.country",
          field_value: new RawJson('["DE",9007199254740993]'),
          filter_value: "DE",
        }],
      },
      followable: true,
      is_disabled: n % 3 === 2,
      disabled_reason: n % 3 === 2 ? "too many errors" : null,
      is_public: true,
      investigative_content_type: "dashboard",
      investigative_content_id: dashboards[0] ?? null,
      lookml_dashboard_id: null,
      lookml_link_id: null,
      owner_id: String(1 + (n % Math.min(3, options.users))),
      threshold: n === 4 ? new RawJson("0.10") : n * 2.5,
      _followers: n % 2 === 0 ? ["1", "2"] : [],
    });
  }
}

function seedFavorites(store: Store, dashboards: string[], looks: string[]): void {
  const targets = [
    ...dashboards.slice(0, 4).map((id) => store.table("dashboards").get(id)),
    ...looks.slice(0, 3).map((id) => store.table("looks").get(id)),
  ];
  for (const [n, item] of targets.entries()) {
    store.table("content_favorites").insert({
      user_id: String(1 + (n % 3)),
      content_metadata_id: item?.get("content_metadata_id") ?? null,
    });
  }
}

/** Views of half the content: of two users and of their group, of all time and of a week. */
function seedViews(store: Store, dashboards: string[], looks: string[]): void {
  const viewers = [{ user_id: "1" }, { user_id: "2" }, { group_id: "1" }];
  for (
    const [table, key, ids] of [["dashboards", "dashboard_id", dashboards], [
      "looks",
      "look_id",
      looks,
    ]] as const
  ) {
    for (const id of ids.filter((_, n) => n % 2 === 0)) {
      const item = store.table(table).get(id), views = Number(item?.get("view_count") ?? 0);
      for (const [n, viewer] of viewers.entries()) {
        for (const start_of_week_date of [null, "2026-01-05"]) {
          store.table("content_views").insert({
            can: {},
            [key]: id,
            title: item?.get("title") ?? null,
            content_metadata_id: item?.get("content_metadata_id") ?? null,
            ...viewer,
            view_count: n === 0 ? Math.ceil(views / 2) : n === 1 ? Math.floor(views / 2) : views,
            favorite_count: 0,
            last_viewed_at: item?.get("last_viewed_at") ?? null,
            start_of_week_date,
          });
        }
      }
    }
  }
}

function seedAgents(store: Store): void {
  const golden = [1, 2].map((n) =>
    Number(
      store.table("golden_queries").insert({
        id: String(n),
        can: CAN,
        query_id: n,
        questions: ["How much?"],
        answer: "42",
        is_active: true,
        created_by_user_id: 1,
        last_updated_by_user_id: null,
        created_at: timestamp(n, 95),
        last_updated_at: null,
        explore: "orders",
        model: "thelook",
        fields: ["orders.count"],
        filters: { "10": "x" },
        sorts: [],
        limit: "500",
        client_id: null,
      }).id,
    )
  );
  for (const [n, name] of ["Sales agent", "Trashed agent"].entries()) {
    store.table("agents").insert({
      can: CAN,
      created_by_user_id: "1",
      name,
      description: "Answers questions",
      category: null,
      sources: [{ model: "thelook", explore: "orders" }],
      has_inaccessible_source: false,
      golden_query_ids: n === 0 ? golden : [],
      context: { instructions: "Be brief.\nUse € 😀" },
      deleted: n === 1,
      created_at: "2026-01-0" + (n + 1),
      updated_at: "2026-02-0" + (n + 1),
      content_metadata_id: store.table("content_metadata").insert({ inherits: false }).id,
      code_interpreter: false,
      studio_agent_id: null,
      workflow_params: null,
    });
  }
  store.table("reports").insert({
    can: CAN,
    id: "rep-1",
    title: "Studio report",
    user_id: "1",
    favorite: false,
    folder_id: "1",
    folder: null,
    url: null,
  });
}
