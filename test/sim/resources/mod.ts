/** All operations the simulator models. @module */
import type { Handlers } from "../call.ts";
import { alerts } from "./alerts.ts";
import { appearance } from "./appearance.ts";
import { attributes } from "./attributes.ts";
import { boards } from "./boards.ts";
import { connections } from "./connections.ts";
import { contentAccess } from "./content_access.ts";
import { contentUse } from "./content_use.ts";
import { credentials } from "./credentials.ts";
import { dashboardParts } from "./dashboard_parts.ts";
import { dashboards } from "./dashboards.ts";
import { folders } from "./folders.ts";
import { groups } from "./groups.ts";
import { integrations } from "./integrations.ts";
import { lookml } from "./lookml.ts";
import { looks } from "./looks.ts";
import { plans } from "./plans.ts";
import { projects } from "./projects.ts";
import { queries } from "./queries.ts";
import { roles } from "./roles.ts";
import { session } from "./session.ts";
import { settings } from "./settings.ts";
import { users } from "./users.ts";

/** Handlers by operationId. What is not here is answered 501. */
export const handlers: Handlers = {
  ...session,
  ...dashboards,
  ...dashboardParts,
  ...looks,
  ...queries,
  ...folders,
  ...boards,
  ...users,
  ...credentials,
  ...groups,
  ...roles,
  ...plans,
  ...alerts,
  ...contentAccess,
  ...contentUse,
  ...attributes,
  ...appearance,
  ...connections,
  ...projects,
  ...lookml,
  ...integrations,
  ...settings,
};
