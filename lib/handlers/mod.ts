/**
 * All content types that can be restored, in the order of their dependencies, and the reasons why the others cannot.
 *
 * @module
 */
import { type Reason, reason } from "./reason.ts";
import type { RefKind } from "../looker/item_ref.ts";
import { type ContentType, isContentType } from "../looker/content_type_names.ts";
import type { Handler, Recognition } from "./handler.ts";
import { linked } from "../looker/links/text_links.ts";
import { agents } from "./agents.ts";
import { alerts } from "./alerts.ts";
import { colorCollections, themes } from "./appearance.ts";
import { boards } from "./boards/boards.ts";
import { connections } from "./connections.ts";
import { contentFavorites } from "./content_favorites.ts";
import { dashboards } from "./dashboards/dashboards.ts";
import { folders } from "./folders.ts";
import { groups } from "./groups.ts";
import { RECOGNISED } from "./destinations.ts";
import { lookmlModels, modelSets, permissionSets } from "./lookml_access.ts";
import { looks } from "./looks.ts";
import { externalOauthApplications, oauthClientApps } from "./oauth.ts";
import { roles } from "./roles.ts";
import { scheduledPlans } from "./scheduled_plans.ts";
import { sshServers, sshTunnels } from "./ssh.ts";
import { adminSettings, signInSettings } from "./settings/settings.ts";
import { userAttributes } from "./user_attributes.ts";
import { users } from "./users/users.ts";

/** Handlers, ordered so that most references point backwards. They also translate the links in texts of their forms. */
export const HANDLERS: readonly Handler[] = [
  colorCollections,
  themes,
  userAttributes,
  sshServers,
  sshTunnels,
  externalOauthApplications,
  connections,
  lookmlModels,
  permissionSets,
  modelSets,
  groups,
  oauthClientApps,
  users,
  roles,
  folders,
  looks,
  dashboards,
  boards,
  agents,
  contentFavorites,
  alerts,
  scheduledPlans,
  adminSettings,
  signInSettings,
].map((handler: Handler): Handler => ({
  ...handler,
  form: (body, refs) => linked(handler.type, handler.form(body, refs), refs),
}));

const BY_TYPE = new Map<ContentType, Handler>(HANDLERS.map((handler) => [handler.type, handler]));

/** Returns the handler of a type; undefined if it cannot be restored ({@linkcode UNRESTORABLE} gives the reason). */
export function handlerOf(type: ContentType): Handler | undefined {
  return BY_TYPE.get(type);
}

/**
 * Returns how items of a type are listed and recognized, whether or not they can be restored; undefined if names
 * suffice.
 */
export function recognitionOf(type: ContentType): Recognition | undefined {
  return handlerOf(type) ?? RECOGNISED[type];
}

/** Types that Looker's API cannot write or that a tool must not write, with the alternative. */
export const UNRESTORABLE: Partial<Record<ContentType, Reason>> = {
  explores: reason("lookml", "explores are LookML: deploy the project with git"),
  lookml_dashboards: reason("lookml", "LookML dashboards are LookML: deploy the project with git"),
  projects: reason("lookml", "LookML projects are in git: connect the repository again and deploy it"),
  datagroups: reason("lookml", "datagroups are LookML: deploy the project with git"),
  integration_hubs: reason(
    "secret",
    "an action hub needs its token, which Looker never shows: add it in Looker",
  ),
  integrations: reason(
    "secret",
    "an integration needs its secrets, which Looker never shows: set it up in Looker",
  ),
  homepages: reason("no_api", "the API cannot write homepages: rebuild them in Looker"),
  reports: reason("no_api", "the API cannot create reports: copy them in Looker Studio"),
  settings: reason(
    "no_api",
    "instance settings can lock out all users: compare with `lookervault show settings settings`, and set them in Looker",
  ),
};

/** The types without a restore whose texts can contain links. Users must correct such links by hand. */
export const READ_ONLY_TEXTS: ReadonlySet<ContentType> = new Set([
  "explores",
  "lookml_dashboards",
  "homepages",
  "settings",
]);

/** Returns the handler whose items contain parts of a kind, if such parts can be listed. */
export function partHost(kind: RefKind): Handler | undefined {
  return isContentType(kind)
    ? undefined
    : HANDLERS.find(({ partListing }) => partListing?.kinds.includes(kind) === true);
}

/** Returns the position of a type in the order. */
export function levelOf(type: ContentType): number {
  return HANDLERS.findIndex((handler) => handler.type === type);
}
