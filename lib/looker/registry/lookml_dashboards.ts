/**
 * LookML dashboards, as Looker lists them.
 *
 * @module
 */
import type { ListOperation } from "../client.ts";
import { DEPLOY } from "./by_hand.ts";
import type { ContentTypeEntry } from "./entry.ts";
import { COMPUTED_OF_DASHBOARDS, MAPS_OF_DATA, TWO_VALUED_OF_DASHBOARDS } from "./shared.ts";

/** The facts of the type. */
export const lookmlDashboards: ContentTypeEntry = {
  id: ["dashboard_id", "id"],
  name: ["title", "dashboard_id", "id"],
  folder: "folder_id",
  source: {
    kind: "pages",
    listing: { operation: "search_lookml_dashboards" as ListOperation, sorts: "id" },
    pageSize: 500,
  },
  computed: COMPUTED_OF_DASHBOARDS,
  verbatim: MAPS_OF_DATA,
  twoValued: TWO_VALUED_OF_DASHBOARDS,
  hasTiles: true,
  lookmlText: { part: "lookml", suffix: ".dashboard.lookml" },
  byHand: [DEPLOY],
  reach: {
    backup: "search_lookml_dashboards dashboard dashboard_lookml",
    captured: "complete, as served; their LookML, if Looker returns it",
    behind: "deploy the project with git",
  },
};
