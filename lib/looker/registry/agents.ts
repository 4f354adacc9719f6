/**
 * Conversational agents, with their golden queries.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const agents: ContentTypeEntry = {
  id: ["id"],
  name: ["name"],
  owner: "created_by_user_id",
  createdAt: "created_at",
  updatedAt: "updated_at",
  trashed: "deleted",
  source: {
    kind: "pages",
    listing: { operation: "search_agents", sorts: "id" },
    pageSize: 100,
    trash: { deleted: true },
    mayLack: true,
  },
  computed: [
    "created_by_name",
    "created_by_first_name",
    "created_by_last_name",
    "created_by_avatar_url",
    "has_inaccessible_source",
  ],
  served: { schema: "Agent", parts: { golden_queries: { schema: "GoldenQuery" } } },
  holdsNames: true,
  fixedNames: ["golden_queries"],
  reach: {
    backup: "search_agents content_metadata all_content_metadata_accesses",
    restore: `
      get_agent create_agent update_agent create_golden_query update_golden_query update_content_metadata
      create_content_metadata_access update_content_metadata_access delete_content_metadata_access
    `,
    captured: "sources, instructions, golden queries, access lists, the trash",
    behind:
      "the query of a golden query that is created again: the API accepts only its questions and its answer",
    lacks: ["agents' conversations"],
  },
};
