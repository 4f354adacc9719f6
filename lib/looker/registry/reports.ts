/**
 * Reports of Looker Studio in Looker. Only their listing is backed up, not their content.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const reports: ContentTypeEntry = {
  id: ["id"],
  name: ["title"],
  owner: "user_id",
  folder: "folder_id",
  createdAt: "created_at",
  updatedAt: "updated_at",
  source: { kind: "list", listing: { operation: "search_reports" }, mayLack: true, mayBeCut: true },
  readInFull: true,
  volatile: ["schedule_count", "favorite"],
  computed: ["user_name", "deleter_user_name", "folder"],
  byHand: [{ stage: "after", text: "Copy the reports in Looker Studio" }],
  reach: {
    backup: "search_reports",
    captured: "the listing",
    behind: "the API cannot create reports: copy them in Looker Studio",
    lacks: ["the content of reports: the API only lists them"],
  },
};
