/**
 * How each content type is captured.
 *
 * @module
 */
import type { ContentType } from "../../looker/content_type_names.ts";
import { type Capture, store } from "../context.ts";
import { captureAgents } from "./agents.ts";
import { captureBoards } from "./boards.ts";
import { captureDashboards } from "./dashboards.ts";
import { captureFolders } from "./folders.ts";
import { list } from "./lists.ts";
import { captureLookmlDashboards } from "./lookml_dashboards.ts";
import { captureLooks } from "./looks.ts";
import { captureExplores, captureModels } from "./lookml.ts";
import { captureGroups, captureRoles, captureUsers } from "./people.ts";
import { capturePlans } from "./plans.ts";
import { captureProjects } from "./projects.ts";
import { settingGroups } from "./setting_groups.ts";
import { captureUserAttributes } from "./user_attributes.ts";

/** Captures of types that need more than their list. */
const OWN: Readonly<Partial<Record<ContentType, Capture>>> = {
  dashboards: captureDashboards,
  looks: captureLooks,
  lookml_models: captureModels,
  explores: captureExplores,
  folders: captureFolders,
  boards: captureBoards,
  agents: captureAgents,
  users: captureUsers,
  groups: captureGroups,
  roles: captureRoles,
  scheduled_plans: capturePlans,
  user_attributes: captureUserAttributes,
  projects: captureProjects,
  lookml_dashboards: captureLookmlDashboards,
  admin_settings: settingGroups("admin_settings"),
  sign_in_settings: settingGroups("sign_in_settings"),
  settings: async (context, tracker) => {
    tracker.list(["settings"]);
    store(context, tracker, "settings", await context.shared.settings(context));
  },
};

/** Returns the capture of a type: its own, or the capture of a plain list. */
export function captureOf(type: ContentType): Capture {
  return OWN[type] ?? list(type);
}
