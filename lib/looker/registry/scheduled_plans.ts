/**
 * Schedules.
 *
 * @module
 */
import { ENABLE } from "./by_hand.ts";
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const scheduledPlans: ContentTypeEntry = {
  id: ["id"],
  name: ["name", "title"],
  owner: "user_id",
  createdAt: "created_at",
  updatedAt: "updated_at",
  source: { kind: "list", listing: { operation: "all_scheduled_plans", params: { all_users: true } } },
  turn: 2,
  texts: ["message", "parameters", "custom_url_label"],
  twoValued: [
    "run_as_recipient",
    "require_results",
    "require_no_results",
    "require_change",
    "send_all_results",
    "run_once",
    "include_links",
    "include_dashboard_summary",
    "pdf_landscape",
    "embed",
    "long_tables",
    "pdf_page_breaks",
  ],
  served: { schema: "ScheduledPlan" },
  changesHands: true,
  sends: true,
  holdsNames: true,
  namesQuery: true,
  byHand: [
    {
      stage: "after",
      text: "Enter the secrets of the destinations of schedules, such as keys of S3 and passwords of SFTP",
      of: () => false,
      secrets: /./,
    },
    { ...ENABLE, of: (get) => get("enabled") === true },
  ],
  reach: {
    backup: `
      all_scheduled_plans scheduled_plan run_inline_query search_scheduled_plans scheduled_plans_for_dashboard
      scheduled_plans_for_look
    `,
    restore: "create_scheduled_plan update_scheduled_plan delete_scheduled_plan create_query query",
    captured: "destinations, filters; disabled schedules, found through System Activity",
    behind: "secrets of S3 and SFTP; schedules that run only once; enabled only with `--enable-schedules`",
    lacks: [
      "secret keys of destinations",
      "disabled schedules, if the API user may not see System Activity, because Looker's listing omits them",
    ],
  },
};
