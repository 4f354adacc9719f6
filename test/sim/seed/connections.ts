/** Connections, tunnels, OAuth applications. @module */
import type { Store } from "../store.ts";
import { timestamp } from "./names.ts";

const CAN = { index: true, show: true, create: true, update: true, destroy: true };

/** Connections and what they go through. */
export function seedConnections(store: Store): void {
  const user_id = store.builtIns.apiUser;
  const server = sshServer(store);
  const tunnel = sshTunnel(store, server);
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
      user_id,
      example: n === 2,
      user_db_credentials: false,
      user_attribute_fields: n === 1 ? ["username"] : [],
      maintenance_cron: "0 */4 * * *",
      pdt_context_override: n === 0
        ? { context: "pdt", host: "pdt.example.com", username: "pdt", has_password: true }
        : null,
      managed: n === 2,
      tunnel_id: n === 1 ? tunnel : null,
      pdt_concurrency: 3,
      max_billing_gigabytes: null,
    });
  }
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
    _creator: user_id,
  });
  store.table("support_entries").insert({
    email: "support@example.com",
    full_name: "Support",
    reason: "ticket 1",
    created_date: timestamp(1, 105),
  });
}

function sshServer(store: Store): string {
  return store.table("ssh_servers").insert({
    ssh_server_name: "bastion",
    ssh_server_host: "bastion.example.com",
    ssh_server_port: 22,
    ssh_server_user: "looker",
    finger_print: "aa:bb",
    sha_finger_print: "SHA256:x",
    public_key: "ssh-rsa AAAA",
    status: "ok",
  }).id;
}

function sshTunnel(store: Store, server: string): string {
  return store.table("ssh_tunnels").insert({
    ssh_server_id: server,
    last_attempt: "ok",
    local_host_port: 20001,
    database_host: "db1.internal",
    database_port: 5432,
    status: "ok",
  }).id;
}
