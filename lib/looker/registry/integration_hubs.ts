/**
 * Action hubs.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const integrationHubs: ContentTypeEntry = {
  id: ["id"],
  name: ["label", "url"],
  source: { kind: "list", listing: { operation: "all_integration_hubs" } },
  volatile: ["fetch_error_message"],
  byHand: [
    {
      stage: "before",
      text: "Add each action hub with its token, because alerts and schedules refer to it (Admin > Actions)",
      secrets: /./,
    },
  ],
  reach: {
    backup: "all_integration_hubs",
    captured: "as served, without tokens",
    behind: "add the hub with its token in Looker",
    lacks: ["authorization tokens"],
  },
};
