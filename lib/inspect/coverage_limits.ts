/**
 * What no backup through Looker's API can hold, whoever makes it.
 *
 * @module
 */
import type { ContentType } from "../looker/content_type_names.ts";

/** What no backup holds, by type. */
export const TYPE_LIMITS: Readonly<Partial<Record<ContentType, readonly string[]>>> = {
  dashboards: ["favourites and followers", "results of queries"],
  looks: ["favourites and followers", "results of queries"],
  lookml_models: ["LookML files: they live in git"],
  users: ["passwords, API secrets, second factors, open sessions"],
  scheduled_plans: [
    "secret keys of destinations",
    "disabled plans, where the API user may not see System Activity: Looker's listing leaves them out",
  ],
  user_attributes: ["hidden values"],
  connections: ["passwords, certificates, private keys"],
  projects: ["LookML files and their git history", "deploy keys"],
  integration_hubs: ["authorization tokens"],
  integrations: ["secret parameters"],
  settings: ["the SMTP password, embed secrets, licence"],
  lookml_dashboards: ["more than their listing: their definition is LookML, which lives in git"],
};

/** What no backup holds, of no type in particular. */
export const GENERAL_LIMITS: readonly string[] = [
  "the data in the databases that Looker queries",
  "the history of use (System Activity)",
];
