/**
 * Integrations of action hubs.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const integrations: ContentTypeEntry = {
  id: ["id"],
  name: ["label"],
  source: { kind: "list", listing: { operation: "all_integrations" } },
  byHand: [
    {
      stage: "before",
      text: "Enable each integration and enter its secrets (Admin > Actions)",
      of: (get) => get("enabled") === true,
      secrets: /./,
    },
  ],
  reach: {
    backup: "all_integrations",
    captured: "as served, without secrets",
    behind: "set it up in Looker",
    lacks: ["secret parameters"],
  },
};
