/**
 * Datagroups, which come from LookML.
 *
 * @module
 */
import { DEPLOY } from "./by_hand.ts";
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const datagroups: ContentTypeEntry = {
  id: ["id"],
  name: ["name"],
  createdAt: "created_at",
  source: { kind: "list", listing: { operation: "all_datagroups" } },
  volatile: ["trigger_check_at", "trigger_error", "trigger_value", "triggered_at"],
  byHand: [DEPLOY],
  reach: {
    backup: "all_datagroups",
    captured: "as served",
    behind: "deploy the project with git",
  },
};
