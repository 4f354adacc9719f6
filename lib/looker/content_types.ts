/**
 * The registry: one entry for each content type. An entry defines where the facts of an item are in its body, how
 * Looker lists the type, which changes do not count, and what refers to the type. Each entry is in a file of
 * `registry/`. Other code does not name types, except the captures and handlers of a type, and texts for users.
 * Sources: the operations and schemas of specs/looker-4.0.json, and their behavior in practice.
 *
 * @module
 */
import { CONTENT_TYPES, type ContentType } from "./content_type_names.ts";
import { adminSettings } from "./registry/admin_settings.ts";
import { agents } from "./registry/agents.ts";
import { alerts } from "./registry/alerts.ts";
import { boards } from "./registry/boards.ts";
import { colorCollections } from "./registry/color_collections.ts";
import { connections } from "./registry/connections.ts";
import { contentFavorites } from "./registry/content_favorites.ts";
import { dashboards } from "./registry/dashboards.ts";
import { datagroups } from "./registry/datagroups.ts";
import type { ContentTypeEntry } from "./registry/entry.ts";
import { explores } from "./registry/explores.ts";
import { externalOauthApplications } from "./registry/external_oauth_applications.ts";
import { folders } from "./registry/folders.ts";
import { groups } from "./registry/groups.ts";
import { homepages } from "./registry/homepages.ts";
import { integrationHubs } from "./registry/integration_hubs.ts";
import { integrations } from "./registry/integrations.ts";
import { lookmlDashboards } from "./registry/lookml_dashboards.ts";
import { lookmlModels } from "./registry/lookml_models.ts";
import { looks } from "./registry/looks.ts";
import { modelSets } from "./registry/model_sets.ts";
import { oauthClientApps } from "./registry/oauth_client_apps.ts";
import { permissionSets } from "./registry/permission_sets.ts";
import { projects } from "./registry/projects.ts";
import { reports } from "./registry/reports.ts";
import { roles } from "./registry/roles.ts";
import { scheduledPlans } from "./registry/scheduled_plans.ts";
import { settings } from "./registry/settings.ts";
import { signInSettings } from "./registry/sign_in_settings.ts";
import { sshServers } from "./registry/ssh_servers.ts";
import { sshTunnels } from "./registry/ssh_tunnels.ts";
import { themes } from "./registry/themes.ts";
import { userAttributes } from "./registry/user_attributes.ts";
import { users } from "./registry/users.ts";

/** The entry of every content type. */
export const REGISTRY: Readonly<Record<ContentType, ContentTypeEntry>> = {
  dashboards,
  looks,
  lookml_models: lookmlModels,
  explores,
  folders,
  boards,
  users,
  groups,
  roles,
  permission_sets: permissionSets,
  model_sets: modelSets,
  scheduled_plans: scheduledPlans,
  alerts,
  user_attributes: userAttributes,
  themes,
  color_collections: colorCollections,
  connections,
  projects,
  datagroups,
  integration_hubs: integrationHubs,
  integrations,
  homepages,
  settings,
  lookml_dashboards: lookmlDashboards,
  agents,
  content_favorites: contentFavorites,
  ssh_servers: sshServers,
  ssh_tunnels: sshTunnels,
  external_oauth_applications: externalOauthApplications,
  oauth_client_apps: oauthClientApps,
  admin_settings: adminSettings,
  sign_in_settings: signInSettings,
  reports,
};

/** The type of the users who own items, receive deliveries, and get access and roles. */
export const PERSON: ContentType = "users";
/** The type of the groups that get access and roles for several users together. */
export const GROUP: ContentType = "groups";
/** The type of the roles that users and groups get. */
export const ROLE: ContentType = "roles";
/** The type of the folders that contain dashboards and looks. */
export const FOLDER: ContentType = "folders";
/** The type of the dashboards that contain tiles. */
export const DASHBOARD: ContentType = "dashboards";
/** The type of saved queries with their visualization. */
export const LOOK: ContentType = "looks";
/** The type of the models that queries use. */
export const MODEL: ContentType = "lookml_models";
/** The type of the explores in a model that queries use. */
export const EXPLORE: ContentType = "explores";
/** The type of the one object with an instance's general settings. */
export const INSTANCE_SETTINGS: ContentType = "settings";

/** Returns the types whose registry entry has this fact. */
export function typesWith(fact: keyof ContentTypeEntry): ContentType[] {
  return CONTENT_TYPES.filter((type) => REGISTRY[type][fact] !== undefined);
}

/** Returns one fact of every type that has it. */
export function factsOf<Fact extends keyof ContentTypeEntry>(
  fact: Fact,
): Partial<Record<ContentType, NonNullable<ContentTypeEntry[Fact]>>> {
  return Object.fromEntries(typesWith(fact).map((type) => [type, REGISTRY[type][fact]]));
}

const REFERRED: ReadonlyMap<string, ContentType> = new Map(
  CONTENT_TYPES.flatMap((type) =>
    (REGISTRY[type].referredBy ?? []).map((key): [string, ContentType] => [key, type])
  ),
);

/** Returns the type whose ids are the values of a property; null if there is none. */
export function referredType(key: string): ContentType | null {
  return REFERRED.get(key) ?? null;
}
