/**
 * How each content type is captured.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { callOptions, type Capture, store } from "../context.ts";
import { captureBoards } from "./boards.ts";
import { captureDashboards } from "./dashboards.ts";
import { captureFolders } from "./folders.ts";
import { list } from "./lists.ts";
import { captureLooks } from "./looks.ts";
import { captureExplores, captureModels } from "./lookml.ts";
import { captureGroups, captureRoles, captureUsers } from "./people.ts";
import { capturePlans } from "./plans.ts";
import { captureUserAttributes } from "./user_attributes.ts";

/** The capture of each type. */
export const CAPTURES: Readonly<Record<ContentType, Capture>> = {
  dashboards: captureDashboards,
  looks: captureLooks,
  lookml_models: captureModels,
  explores: captureExplores,
  folders: captureFolders,
  boards: captureBoards,
  users: captureUsers,
  groups: captureGroups,
  roles: captureRoles,
  permission_sets: list("permission_sets"),
  model_sets: list("model_sets"),
  scheduled_plans: capturePlans,
  alerts: list("alerts"),
  user_attributes: captureUserAttributes,
  themes: list("themes"),
  color_collections: list("color_collections"),
  connections: list("connections"),
  projects: list("projects"),
  datagroups: list("datagroups"),
  integration_hubs: list("integration_hubs"),
  integrations: list("integrations"),
  homepages: list("homepages"),
  lookml_dashboards: list("lookml_dashboards"),
  settings: async (context, tracker) => {
    tracker.list(["settings"]);
    const item = await context.client.get("get_setting", {}, callOptions(context, tracker));
    store(context, tracker, "settings", Body.of(item));
  },
};
