/** The platform: connections, tunnels, themes, colors, integrations, settings. @module */
import { type JsonObject, RawJson } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Store } from "../store.ts";
import { seedAppearance, seedStandardAppearance } from "./appearance.ts";
import { seedConnections } from "./connections.ts";
import { seedOfficialHub, seedOwnHub } from "./integrations.ts";
import { timestamp } from "./names.ts";

const CAN = { index: true, show: true, create: true, update: true, destroy: true };

/** Adds everything an instance has besides people and content. */
export function seedPlatform(store: Store, options: ResolvedOptions): void {
  seedStandardPlatform(store, options);
  seedConnections(store);
  seedAppearance(store, options);
  seedOwnHub(store);
}

/** Adds what every Looker has. */
export function seedStandardPlatform(store: Store, options: ResolvedOptions): void {
  seedStandardAppearance(store);
  seedOfficialHub(store);
  seedHomepage(store, options);
  seedLegacyFeatures(store);
  seedSingletons(store, options);
}

function seedHomepage(store: Store, options: ResolvedOptions): void {
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
}

function seedLegacyFeatures(store: Store): void {
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

function seedSingletons(store: Store, options: ResolvedOptions): void {
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
    host_url: options.host,
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
  set("egress", { egress_ip_addresses: ["203.0.113.7", "203.0.113.8"] });
  set("support_access", { open: false, open_until: null });
  set("ssh_public_key", { public_key: "ssh-rsa AAAAB3 looker" });
}
