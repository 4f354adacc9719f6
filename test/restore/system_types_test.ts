import { assert, assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { type Sim, startSim, type TableName } from "../sim/mod.ts";
import { differ } from "./_differ.ts";
import { restore } from "./_in_process.ts";

const SMALL = { dashboards: 4, looks: 3, folders: 4, users: 6, groups: 4, tileBytes: 200 };
const TYPES: TableName[] = ["ssh_servers", "ssh_tunnels", "external_oauth_applications", "oauth_client_apps"];

const isMine = (type: string): boolean => [...TYPES, "connections"].includes(type);

Deno.test("servers, tunnels, applications and the connections through them come back in a Looker without any", async () => {
  await using sim = startSim(SMALL);
  sim.store.patch("connections", "warehouse", { oauth_application_id: "1" });
  sim.store.patch("oauth_client_apps", "com.example.app", { group_id: "3" });
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim({ ...SMALL, emptied: true, lookml: false, idOffset: 4000 });
  for (const type of TYPES) assertEquals(other.store.table(type).size, 0, type);
  const summary = await restore(vault.path, other);
  // Without LookML there are no models, and no plans of its dashboards and datagroups.
  assertEquals(summary.errors.filter(({ type }) => isMine(type ?? "")), []);
  assertEquals(differ(sim, other).filter((line) => isMine(line.split(/[.[]/, 1)[0] ?? "")), []);
  assertEquals(other.violations, []);
  const writes = other.writes().length;
  await restore(vault.path, other);
  const again = other.writes().slice(writes).map(({ operation }) => operation);
  assertEquals(again.filter((operation) => !operation.includes("scheduled_plan")), []);
  const [tunnel] = other.store.table("ssh_tunnels").all();
  assertEquals(other.store.table("connections").get("legacy/pg")?.get("tunnel_id"), tunnel?.id);
});

/** An instance with settings of every kind that name roles, groups and attributes. */
function configured(): Sim {
  const sim = startSim(SMALL), { store } = sim;
  store.setSingleton("saml_config", {
    ...store.singleton("saml_config"),
    idp_cert: "MIIC",
    set_roles_from_groups: true,
    default_new_user_roles: [{ id: "3" }],
    default_new_user_groups: [{ id: "3" }],
    groups_with_role_ids: [{ id: "9", name: "staff", role_ids: ["3"] }],
    user_attributes_with_ids: [{ name: "region", required: true, user_attribute_ids: ["3"] }],
  });
  store.setSingleton("oidc_config", {
    ...store.singleton("oidc_config"),
    enabled: true,
    issuer: "https://idp.example.com",
    token_endpoint: "https://idp.example.com/token",
  });
  store.setSingleton("password_config", { min_length: 20, require_special: true });
  store.setSingleton("digest_emails", { is_enabled: false });
  store.setSingleton("internal_help_resources_content", {
    organization_name: "Ünal",
    markdown_content: "# Help",
  });
  store.patch("legacy_features", "old_pivot", { enabled_locally: true });
  store.table("support_entries").insert({ email: "second@example.com", reason: "ticket 2" });
  return sim;
}

const SETTINGS = ["admin_settings", "sign_in_settings"];
const OPTIONS = {
  only: ["roles", "permission_sets", "model_sets", "groups", "user_attributes", ...SETTINGS],
};

Deno.test("settings come back in another Looker, those of sign-in only where that is asked for", async () => {
  await using sim = configured();
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim({ ...SMALL, emptied: true, idOffset: 3000 });
  other.store.setSingleton("digest_emails", { is_enabled: true });
  const only = OPTIONS.only as ContentType[];
  const careful = await restore(vault.path, other, { options: { only } });
  const writes = (): string[] => other.writes().map(({ operation }) => operation);
  assertEquals(writes().filter((name) => /config|allowlist/.test(name)), []);
  const skipped = careful.items.filter(({ type, action }) =>
    type === "sign_in_settings" && action === "skip"
  );
  assertEquals(skipped.map(({ id }) => id), [
    "oidc_config",
    "password_config",
    "saml_config",
    "support_access_allowlist",
  ]);
  assert(skipped.every(({ reason }) => reason?.includes("--allow-sign-in-changes") === true));
  const different = (): string[] =>
    differ(sim, other).filter((line) => SETTINGS.includes(line.split(/[.[]/, 1)[0] ?? ""));
  assertEquals(different().filter((line) => line.startsWith("admin_settings")), []);
  const asked = await restore(vault.path, other, { options: { only, allowSignIn: true } });
  assertEquals(asked.errors.filter(({ type }) => SETTINGS.includes(type ?? "")), []);
  // What is off and lacks its secret stays off.
  assertEquals(different(), ["sign_in_settings.oidc_config.enabled: true ≠ false"]);
  assertEquals(asked.rights.some(({ what, text }) => what === "sign_in" && text.includes("idp_cert")), true);
  const before = writes().length;
  await restore(vault.path, other, { options: { only, allowSignIn: true } });
  assertEquals(writes().slice(before), []);
  assertEquals(other.violations, []);
});

Deno.test("the default colors and themes are chosen again, by what stands for them in the other Looker", async () => {
  await using sim = startSim(SMALL);
  const custom = sim.store.table("color_collections").all().at(-1)?.id ?? "";
  const theme = sim.store.table("themes").insert({
    name: "ours",
    begin_at: null,
    end_at: null,
    settings: {},
  });
  sim.store.setSingleton("defaults", {
    color_collection_id: custom,
    theme_dashboard: theme.get("name") ?? null,
    theme_look: "Looker",
  });
  await using vault = await backup(sim);
  await vault.run({});
  await using other = startSim({ ...SMALL, emptied: true, idOffset: 5000 });
  const only: ContentType[] = ["color_collections", "themes", "admin_settings"];
  const summary = await restore(vault.path, other, { options: { only } });
  assertEquals(summary.errors, []);
  const different = differ(sim, other).filter((line) => line.startsWith("settings.default"));
  assertEquals(different, []);
  const before = other.writes().length;
  await restore(vault.path, other, { options: { only } });
  assertEquals([other.writes().slice(before), other.violations], [[], []]);
});
