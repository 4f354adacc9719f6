/**
 * The settings of an instance, which are one object.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const settings: ContentTypeEntry = {
  id: [],
  name: [],
  source: { kind: "special" },
  isNamedById: true,
  byHand: [
    {
      stage: "after",
      text: "Set the general settings: compare with lookervault show settings settings",
      secrets: /./,
    },
  ],
  reach: {
    backup: "get_setting",
    captured: "as served",
    behind: "compare with `lookervault show settings settings`, and set them in Looker",
  },
};
