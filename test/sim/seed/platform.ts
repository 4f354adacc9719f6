/** The platform: connections, tunnels, themes, colours, integrations, settings. @module */
import { type Json, type JsonObject, RawJson } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import { HOST } from "../present.ts";
import type { Store } from "../store.ts";
import { timestamp } from "./names.ts";

const CAN = { index: true, show: true, create: true, update: true, destroy: true };

/** Adds everything an instance has besides people and content. */
export function seedPlatform(store: Store, options: ResolvedOptions): void {
  seedConnections(store);
  seedAppearance(store, options);
  seedIntegrations(store, options);
  seedSingletons(store);
}

function seedConnections(store: Store): void {
  for (const [n, name] of ["warehouse", "legacy/pg", "looker"].entries()) {
    store.table("connections").insert({
      name,
      can: CAN,
      dialect: {
        name: "postgres",
        label: "PostgreSQL 9.5+",
        persistent_table_indexes: "",
        persistent_table_sortkeys: "",
        persistent_table_distkey: "",
        connection_tests: ["connect", "query"],
      },
      snippets: [{ name: "show_tables", label: "Show tables", sql: "SELECT 1" }],
      pdts_enabled: true,
      host: `db${n}.example.com`,
      port: "5432",
      username: "looker",
      has_password: true,
      database: "analytics",
      db_timezone: "UTC",
      query_timezone: "America/Los_Angeles",
      schema: "public",
      max_connections: 30,
      ssl: true,
      verify_ssl: true,
      tmp_db_name: "scratch",
      pool_timeout: 120,
      dialect_name: "postgres",
      created_at: timestamp(n, 101),
      user_id: "1",
      example: n === 2,
      user_db_credentials: false,
      user_attribute_fields: n === 1 ? ["username"] : [],
      maintenance_cron: "0 */4 * * *",
      pdt_context_override: n === 0
        ? { context: "pdt", host: "pdt.example.com", username: "pdt", has_password: true }
        : null,
      managed: n === 2,
      tunnel_id: n === 1 ? "1" : null,
      pdt_concurrency: 3,
      max_billing_gigabytes: null,
    });
  }
  store.table("ssh_servers").insert({
    ssh_server_name: "bastion",
    ssh_server_host: "bastion.example.com",
    ssh_server_port: 22,
    ssh_server_user: "looker",
    finger_print: "aa:bb",
    sha_finger_print: "SHA256:x",
    public_key: "ssh-rsa AAAA",
    status: "ok",
  });
  store.table("ssh_tunnels").insert({
    ssh_server_id: "1",
    last_attempt: "ok",
    local_host_port: 20001,
    database_host: "db1.internal",
    database_port: 5432,
    status: "ok",
  });
  store.table("external_oauth_applications").insert({
    can: CAN,
    name: "BigQuery OAuth",
    client_id: "bq/client",
    tenant_id: null,
    dialect_name: "bigquery_standard_sql",
    bi_directional_data_access: null,
    created_at: timestamp(1, 102),
  });
  store.table("oauth_client_apps").insert({
    client_guid: "com.example.app",
    can: CAN,
    redirect_uri: "https://app.example.com/cb",
    display_name: "App",
    description: "An app",
    enabled: true,
    group_id: null,
    tokens_invalid_before: timestamp(1, 103),
    activated_users: [],
  });
  store.table("sql_queries").insert({
    slug: "sqlslug1",
    can: CAN,
    last_runtime: 0.5,
    run_count: 3,
    browser_limit: 500,
    sql: "SELECT 'ü' -- note",
    last_run_at: timestamp(1, 104),
    model_name: null,
    explore_url: null,
    plaintext: false,
    vis_config: {},
    result_maker_id: null,
    _connection: "warehouse",
    _creator: "1",
  });
  store.table("support_entries").insert({
    email: "support@example.com",
    full_name: "Support",
    reason: "ticket 1",
    created_date: timestamp(1, 105),
  });
}

function seedAppearance(store: Store, options: ResolvedOptions): void {
  const theme = (name: string, extra: JsonObject = {}): void => {
    store.table("themes").insert({
      can: CAN,
      begin_at: null,
      end_at: null,
      name,
      settings: {
        background_color: "#fff",
        base_font_size: null,
        color_collection_id: "3",
        font_family: "Inter",
        show_filters_bar: true,
        show_title: true,
        box_shadow: "none",
        border_radius: "4px",
      },
      ...extra,
    });
  };
  theme("Looker");
  theme("Dark", {
    settings: {
      background_color: "#000",
      color_collection_id: "4",
      font_family: "Noto “Sans”",
      ...(options.unknownFields && { foo_bar_2027: "later" }),
    },
  });
  theme("Dark", { begin_at: "2026-12-01T00:00:00-08:00", end_at: "2027-01-01T00:00:00-08:00" });
  const palette = (id: string, kind: string): JsonObject => ({ id, label: `${kind} one`, type: kind });
  const collection = (label: string, custom: boolean): void => {
    const id = store.table("color_collections").nextId();
    store.table("color_collections").insert({
      id,
      label,
      categoricalPalettes: [{
        ...palette(`${id}-categorical-0`, "Categorical"),
        colors: ["#1A73E8", "#12B5CB"],
      }],
      sequentialPalettes: [{
        ...palette(`${id}-sequential-0`, "Sequential"),
        stops: [{ color: "#FFF", offset: 0 }, { color: "#000", offset: 100 }],
      }],
      divergingPalettes: [{
        ...palette(`${id}-diverging-0`, "Diverging"),
        stops: [{ color: "#F00", offset: 0 }, { color: "#0F0", offset: 100 }],
      }],
      _custom: custom,
    });
  };
  collection("Looker Classic", false);
  collection("Boardwalk", false);
  collection("Our brand", true);
  collection("Our brand", true);
  store.setSingleton("defaults", {
    color_collection_id: "2",
    theme_dashboard: "Looker",
    theme_look: "Looker",
  });
}

function seedIntegrations(store: Store, options: ResolvedOptions): void {
  store.table("integration_hubs").insert({
    can: CAN,
    url: "https://actions.looker.com",
    label: "Looker Action Hub",
    official: true,
    has_authorization_token: false,
    legal_agreement_signed: true,
    legal_agreement_required: true,
    legal_agreement_text: "…",
  });
  store.table("integration_hubs").insert({
    can: CAN,
    url: "https://hub.example.com",
    label: "Own hub",
    official: false,
    fetch_error_message: "timeout",
    has_authorization_token: true,
    legal_agreement_signed: false,
    legal_agreement_required: false,
  });
  for (
    const [id, label] of [["1::slack", "Slack"], ["1::s3", "Amazon S3"], [
      "2::custom",
      "Custom / action",
    ]] as const
  ) {
    const params: Json[] = [
      {
        name: "domain",
        label: "Domain",
        required: true,
        has_value: true,
        value: "example.com",
        user_attribute_name: null,
        sensitive: false,
        per_user: false,
      },
      {
        name: "secret",
        label: "Secret",
        required: false,
        has_value: true,
        value: null,
        user_attribute_name: "db_password",
        sensitive: true,
        per_user: false,
      },
    ];
    store.table("integrations").insert({
      id,
      can: CAN,
      integration_hub_id: id[0] ?? "1",
      label,
      description: null,
      enabled: id !== "2::custom",
      params,
      supported_formats: ["csv"],
      supported_action_types: ["query"],
      required_fields: [{ tag: null, any_tag: null, all_tags: ["email"] }],
      icon_url: "data:image/png;base64,iVBORw0KGgo=",
      installed_delegate_oauth_targets: [],
    });
  }
  store.table("homepage_sections").insert({
    can: CAN,
    created_at: timestamp(1, 111),
    homepage_id: "1",
    is_header: true,
    item_order: ["1"],
    title: "Welcome",
    homepage_items: [{
      can: CAN,
      id: "1",
      homepage_section_id: "1",
      custom_title: "Hi",
      use_custom_title: true,
      order: 1,
      url: "/boards/1",
      section_fetch_time: new RawJson("0.0125"),
      ...(options.unknownFields && { foo_bar_2027: {} }),
    }],
    description: null,
    visible_item_order: ["1"],
  });
  for (const [n, name] of ["Legacy dashboards", "Old pivot"].entries()) {
    store.table("legacy_features").insert({
      id: name.toLowerCase().replace(" ", "_"),
      can: CAN,
      name,
      description: "…",
      enabled_locally: n === 0,
      enabled: n === 0,
      disallowed_as_of_version: null,
      disable_on_upgrade_to_version: "27.0",
      end_of_life_version: "27.6",
      documentation_url: null,
      has_disabled_on_upgrade: false,
    });
  }
}

function seedSingletons(store: Store): void {
  const set = (name: string, value: JsonObject): void => store.setSingleton(name, value);
  set("setting", {
    instance_config: {
      feature_flags: { embed: true, "10": false, "9": true },
      license_features: { embed: true },
    },
    extension_framework_enabled: true,
    marketplace_automation: {
      install_enabled: true,
      update_looker_enabled: true,
      update_third_party_enabled: false,
    },
    marketplace_enabled: true,
    marketplace_site: "marketplace.looker.com",
    privatelabel_configuration: { default_title: "Looker", show_help_menu: true },
    custom_welcome_email: { enabled: false, content: "Hi <b>there</b>", subject: "Welcome", header: null },
    timezone: "America/Los_Angeles",
    allow_user_timezones: true,
    host_url: HOST,
    email_domain_allowlist: ["example.com"],
    embed_enabled: true,
    embed_config: {
      domain_allowlist: ["https://app.example.com"],
      sso_auth_enabled: true,
      permissions: { "10": true, b: false },
    },
    dashboard_auto_refresh_minimum_interval: "15 minutes",
    managed_certificate_uri: [],
    is_content_certification_enabled: true,
    mcp_tools: {
      enable_all: false,
      query: { enabled: true, description: "Runs", category: "read", access_level: null },
    },
  });
  set("session_config", {
    can: CAN,
    allow_persistent_sessions: true,
    session_minutes: 43200,
    unlimited_sessions_per_user: true,
    track_session_location: true,
  });
  set("password_config", {
    can: CAN,
    min_length: 12,
    require_numeric: true,
    require_upperlower: true,
    policy_enabled_at: null,
  });
  set("ldap_config", { can: CAN, enabled: false, connection_host: null, user_attributes: [] });
  set("saml_config", {
    can: CAN,
    enabled: true,
    idp_url: "https://idp.example.com",
    user_attributes: [{ name: "mail", required: true, user_attributes: [], url: null }],
  });
  set("oidc_config", { can: CAN, enabled: false, scopes: ["openid"] });
  set("digest_emails", { is_enabled: true });
  set("internal_help_resources", { can: CAN, enabled: true });
  set("internal_help_resources_content", {
    can: CAN,
    organization_name: "Ünal & Co",
    markdown_content: "# Help\n\n* ask",
  });
  set("cloud_storage", {
    can: CAN,
    type: "s3",
    custom_s3_bucket: "backups",
    custom_s3_bucket_region: "eu-central-1",
  });
  set("mobile_settings", {
    mobile_force_authentication: true,
    mobile_app_integration: true,
    mobile_feature_flags: [{ feature_flag_name: "x", feature_flag_state: true }],
  });
  set("smtp_status", {
    is_valid: true,
    node_count: 1,
    node_status: [{ is_valid: true, message: null, hostname: "node1" }],
  });
  set("ssh_public_key", { public_key: "ssh-rsa AAAAB3 looker" });
}
