/**
 * Alerts.
 *
 * @module
 */
import { ENABLE } from "./by_hand.ts";
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const alerts: ContentTypeEntry = {
  id: ["id"],
  name: ["custom_title", "description"],
  owner: "owner_id",
  source: {
    kind: "pages",
    listing: { operation: "search_alerts", params: { all_owners: true }, sorts: null },
    pageSize: 500,
  },
  texts: ["description", "custom_title", "custom_url_label", "action_hub_form_params_json"],
  volatile: ["followed", "followable", "time_series_condition_state"],
  served: { schema: "Alert" },
  changesHands: true,
  sends: true,
  watchesTile: true,
  holdsNames: true,
  namesQuery: true,
  byHand: [
    {
      stage: "last",
      text: "Tell the users who followed an alert to follow it again: the API does not return the followers",
    },
    {
      stage: "after",
      text: "Enter the secrets of the destinations of alerts",
      of: () => false,
      secrets: /./,
    },
    { ...ENABLE, of: (get) => get("is_disabled") !== true },
  ],
  reach: {
    backup: "search_alerts",
    restore:
      "get_alert create_alert update_alert update_alert_field delete_alert dashboard_element create_query query",
    captured: "conditions, destinations",
    lacks: ["followers of alerts: the API returns only whether the API user follows an alert"],
    behind: "followers, who must follow it again; enabled only with `--enable-schedules`",
  },
};
