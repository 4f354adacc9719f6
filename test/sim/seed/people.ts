/** Users, groups, roles, their sets, and user attributes. @module */
import { type JsonObject, RawJson } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import { HOST } from "../present.ts";
import { mix, Random } from "../random.ts";
import type { Store } from "../store.ts";
import { seedAttributes } from "./attributes.ts";
import { ODD_NAMES, person, timestamp } from "./names.ts";

const CAN = { show: true, update: true, index: true };

/** All permissions of the instance. */
export const PERMISSIONS = [
  "access_data",
  "see_lookml_dashboards",
  "see_looks",
  "see_user_dashboards",
  "explore",
  "create_table_calculations",
  "save_content",
  "schedule_look_emails",
  "see_schedules",
  "see_users",
  "download_with_limit",
  "develop",
  "manage_spaces",
  "administer",
] as const;

/** Permission sets, model sets, roles, groups, users, attributes. */
export function seedPeople(store: Store, options: ResolvedOptions): void {
  seedRoles(store, options);
  seedGroups(store, options);
  seedUsers(store, options);
  seedAttributes(store, options);
}

function seedRoles(store: Store, options: ResolvedOptions): void {
  const sets = store.table("permission_sets"),
    models = store.table("model_sets"),
    roles = store.table("roles");
  const addSet = (name: string, permissions: string[], extra: JsonObject = {}): string =>
    sets.insert({ can: CAN, all_access: false, built_in: false, name, permissions, url: null, ...extra }).id;
  const addModels = (name: string, names: string[], extra: JsonObject = {}): string =>
    models.insert({ can: CAN, all_access: false, built_in: false, name, models: names, url: null, ...extra })
      .id;
  const unknown: JsonObject = options.unknownFields
    ? { foo_bar_2027: { added: "later", list: [1, null] } }
    : {};
  addSet("Admin", [...PERMISSIONS], { all_access: true, built_in: true });
  addSet("Developer", PERMISSIONS.slice(0, 12));
  addSet("User", PERMISSIONS.slice(0, 7));
  addSet("Viewer", ["access_data", "see_looks", "see_user_dashboards"], unknown);
  addSet("Retired / permission", ["access_data", "permission_that_is_gone"]);
  addModels("All", ["thelook", "finance", "system__activity"], { all_access: true, built_in: true });
  addModels("Sales models", ["thelook"]);
  addModels("Finance", ["finance", "model_that_is_gone"]);
  addModels("Empty", []);
  const role = (name: string, set: string, model: string, groups: string[], extra: JsonObject = {}): void => {
    roles.insert({
      can: CAN,
      name,
      permission_set_id: set,
      model_set_id: model,
      internal: false,
      _groups: groups,
      ...extra,
    });
  };
  role("Admin", "1", "1", [], { internal: true });
  role("Developer", "2", "1", ["3"]);
  role("User", "3", "2", ["2"]);
  role("Viewer", "4", "2", ["1"], unknown);
  role("Finance 'Viewer'", "4", "3", ["4", "5"]);
  role("Unused", "5", "4", []);
}

/** Adds a group; its id. */
export function addGroup(store: Store, name: string, parents: string[], extra: JsonObject = {}): string {
  return store.table("groups").insert({
    can: CAN,
    can_add_to_content_metadata: true,
    external_group_id: null,
    externally_managed: false,
    include_by_default: false,
    name,
    parent_group_ids: parents,
    ...extra,
  }).id;
}

function seedGroups(store: Store, options: ResolvedOptions): void {
  const groups = store.table("groups");
  const add = (name: string, parents: string[], extra: JsonObject = {}): string =>
    addGroup(store, name, parents, extra);
  add("All Users", [], { include_by_default: true });
  add("Sales", []);
  add("Developers", []);
  add("Sales / EMEA", ["2"]);
  add("Sales EMEA 📈", ["4", "3"]);
  add("Embed 'tenant'", [], { external_group_id: "tenant-7" });
  add("Okta people", [], { externally_managed: true });
  add("Nobody", []);
  for (let n = groups.size; n < options.groups; n++) {
    add(`Group ${n + 1}`, n % 3 === 0 ? [String(1 + (mix(n, 1) % n))] : []);
  }
}

function seedUsers(store: Store, options: ResolvedOptions): void {
  const random = new Random(options.seed + 101);
  const groupCount = store.table("groups").size;
  for (let n = 1; n <= options.users; n++) {
    const groups = [
      ...new Set(["1", String(1 + (mix(n, 2) % groupCount)), String(1 + (mix(n, 3) % groupCount))]),
    ];
    addUser(store, options, { n, id: String(n), groups, ...person(random) });
  }
}

/** A user to be. Number 1 is the API's own. */
export interface NewUser {
  n: number;
  id: string;
  groups: string[];
  first?: string;
  last?: string;
}

/** Adds a user; the id. */
export function addUser(
  store: Store,
  options: ResolvedOptions,
  { n, id, groups, first = "", last = "" }: NewUser,
): string {
  const email = `user${n}@example.com`;
  return store.table("users").insert({
    id,
    can: { show_details: true, index: true, show: true, update: true, sudo: n !== 1 },
    avatar_url: `${HOST}/avatar/${id}.png`,
    avatar_url_without_sizing: `${HOST}/avatar/${id}`,
    credentials_api3: n === 1
      ? [{
        can: CAN,
        id: "1",
        client_id: options.clientId,
        created_at: timestamp(n, 51),
        is_disabled: false,
        type: "api3",
        purpose: "backup",
        url: null,
      }]
      : [],
    credentials_email: emailCredential(id, email, n),
    credentials_embed: [],
    first_name: n === 1 ? "API" : first,
    last_name: n === 1 ? "Admin" : last,
    home_folder_id: "1",
    is_disabled: false,
    locale: n % 4 === 0 ? "de_DE" : "en",
    looker_versions: ["26.12.3"],
    models_dir_validated: false,
    personal_folder_id: null,
    embed_group_space_id: null,
    embed_group_folder_id: null,
    presumed_looker_employee: false,
    verified_looker_employee: false,
    roles_externally_managed: false,
    allow_direct_roles: true,
    allow_normal_group_membership: true,
    allow_roles_from_normal_groups: true,
    is_iam_admin: false,
    can_manage_api3_creds: n === 1,
    is_service_account: false,
    service_account_name: null,
    sessions: n % 3 === 0
      ? [{
        can: {},
        id: `${n}00`,
        ip_address: "203.0.113.7",
        browser: "Firefox",
        operating_system: "Linux",
        city: "Zürich",
        state: null,
        country: "CH",
        credentials_type: "email",
        extended_at: null,
        extended_count: 0,
        sudo_user_id: null,
        created_at: timestamp(n, 52),
        expires_at: timestamp(n, 53),
        url: null,
      }]
      : [],
    ui_state: n % 5 === 0 ? new RawJson('{"homepageGroupIdPreference":"2","10":"x","9":"y"}') : null,
    _groups: groups,
    _roles: n === 1 ? ["1"] : n % 3 === 0 ? ["3"] : [],
    ...(options.unknownFields && n % 7 === 0 && { foo_bar_2027: "unknown to the spec" }),
    ...special(n),
  }).id;
}

function emailCredential(userId: string, email: string, n: number): JsonObject {
  return {
    can: CAN,
    created_at: timestamp(n, 54, n % 2 === 0),
    email,
    forced_password_reset_at_next_login: false,
    user_id: userId,
    is_disabled: false,
    logged_in_at: n % 6 === 0 ? null : timestamp(n, 55),
    password_reset_url: `${HOST}/password/reset/SECRET-reset-${n}`,
    account_setup_url: n % 6 === 0 ? `${HOST}/account/setup/SECRET-setup-${n}` : null,
    password_reset_url_expired: false,
    account_setup_url_expired: n % 6 !== 0,
    type: "email",
    url: `${HOST}/api/4.0/users/${userId}/credentials_email`,
    user_url: `${HOST}/api/4.0/users/${userId}`,
  };
}

function special(n: number): JsonObject {
  switch (n) {
    case 3:
      return { is_disabled: true };
    case 4:
      return {
        credentials_email: null,
        credentials_embed: [{
          can: CAN,
          created_at: timestamp(n, 56),
          external_group_id: "tenant-7",
          external_user_id: "ext/4",
          id: "1",
          is_disabled: false,
          logged_in_at: null,
          type: "embed",
          url: null,
        }],
        first_name: null,
        last_name: null,
        _groups: ["1", "6"],
      };
    case 5:
      return {
        credentials_email: null,
        is_service_account: true,
        service_account_name: "nightly-job",
        first_name: null,
        last_name: "nightly-job",
      };
    case 6:
      return {
        credentials_google: {
          can: CAN,
          created_at: timestamp(n, 57),
          domain: "example.com",
          email: "user6@example.com",
          google_user_id: "1099",
          is_disabled: false,
          logged_in_at: null,
          type: "google",
          url: null,
        },
        credentials_saml: {
          can: CAN,
          created_at: timestamp(n, 58),
          email: "user6@example.com",
          is_disabled: false,
          logged_in_at: null,
          saml_user_id: "saml/6",
          type: "saml",
          url: null,
        },
        _groups: ["1", "7"],
      };
    case 7:
      return { first_name: "", last_name: "" };
    case 8:
      return { first_name: ODD_NAMES[3] ?? null, last_name: ODD_NAMES[1] ?? null };
    case 9:
      return {
        credentials_totp: {
          can: CAN,
          created_at: timestamp(n, 59),
          is_disabled: false,
          type: "totp",
          verified: true,
          url: null,
        },
      };
    default:
      return {};
  }
}
