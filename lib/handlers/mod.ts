/**
 * Every content type that can be restored, in the order of their dependencies, and what is said of the
 * others.
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

/** Kinds in an order in which most references point backwards. The links in texts of their forms are translated. */
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

/** The kind of a type; undefined for one that cannot be restored: {@linkcode UNRESTORABLE} says why. */
export function handlerOf(type: ContentType): Handler | undefined {
  return BY_TYPE.get(type);
}

/** How items of a type are listed and recognised, whether or not they can be restored; undefined where names say it all. */
export function recognitionOf(type: ContentType): Recognition | undefined {
  return handlerOf(type) ?? RECOGNISED[type];
}

/** Types that Looker's API cannot write, or that must not be written by a tool, with what to do instead. */
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
    "instance settings can lock everybody out: compare with `lookervault show settings settings` and set them in Looker",
  ),
};

/** Those of these types whose texts can contain links: a person must correct such links. */
export const READ_ONLY_TEXTS: ReadonlySet<ContentType> = new Set([
  "explores",
  "lookml_dashboards",
  "homepages",
  "settings",
]);

/** The handler whose items have parts of a kind that can be listed. */
export function partHost(kind: RefKind): Handler | undefined {
  return isContentType(kind)
    ? undefined
    : HANDLERS.find(({ partListing }) => partListing?.kinds.includes(kind) === true);
}

/** Where a type is in the order. */
export function levelOf(type: ContentType): number {
  return HANDLERS.findIndex((handler) => handler.type === type);
}
