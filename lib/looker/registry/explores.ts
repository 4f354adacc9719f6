/**
 * Explores, which come from LookML.
 *
 * @module
 */
import { DEPLOY } from "./by_hand.ts";
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const explores: ContentTypeEntry = {
  id: ["id"],
  name: ["id", "name"],
  source: { kind: "special" },
  turn: 5,
  computed: ["lookml_link", "**.lookml_link", "**.times_used"],
  byHand: [DEPLOY],
  reach: {
    backup: "all_lookml_models lookml_model_explore",
    captured: "as served",
    behind: "deploy the project with git",
  },
};
