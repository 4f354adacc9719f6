/**
 * Sections of the primary homepage.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";
import { TWO_VALUED_OF_BOARDS } from "./shared.ts";

/** The facts of the type. */
export const homepages: ContentTypeEntry = {
  id: ["id"],
  name: ["title"],
  createdAt: "created_at",
  updatedAt: "updated_at",
  source: { kind: "list", listing: { operation: "all_primary_homepage_sections" } },
  computed: ["**.content_updated_at", "**.section_fetch_time"],
  twoValued: TWO_VALUED_OF_BOARDS,
  byHand: [{ stage: "after", text: "Build the homepages again in Looker" }],
  reach: {
    backup: "all_primary_homepage_sections",
    captured: "sections and items",
    behind: "the API cannot write them",
  },
};
