/**
 * Looks.
 *
 * @module
 */
import { PUBLIC_LINKS } from "./by_hand.ts";
import type { ContentTypeEntry } from "./entry.ts";
import { COMPUTED_WITH_QUERIES, COPIES_OF_PLACES, MAPS_OF_DATA } from "./shared.ts";

/** The facts of the type. */
export const looks: ContentTypeEntry = {
  id: ["id"],
  name: ["title"],
  owner: "user_id",
  folder: "folder_id",
  createdAt: "created_at",
  updatedAt: "updated_at",
  trashed: "deleted",
  toldBy: {
    edited: { id: "last_updater_id" },
    deleted: { id: "deleter_id", at: "deleted_at" },
  },
  source: { kind: "special" },
  turn: 10,
  isByFolder: true,
  tellsUse: { viewedAs: "look_id", summedUpAs: "look" },
  traits: { operation: "search_looks", keys: ["created_at"] },
  paths: ["looks"],
  texts: ["description", "vis_config", "dynamic_fields"],
  referredBy: ["look_id"],
  computed: [...COMPUTED_WITH_QUERIES, ...COPIES_OF_PLACES],
  verbatim: MAPS_OF_DATA,
  served: { schema: "LookWithQuery", also: ["space", "space_id"], parts: { query: { schema: "Query" } } },
  changesHands: true,
  holdsNames: true,
  byHand: [PUBLIC_LINKS],
  reach: {
    backup: "search_looks folder_looks look search_content_views content_summary",
    restore: "create_look update_look update_look_certification create_query query",
    captured: "the query, the trash",
    behind: "ids of permanently deleted looks; counts and times; query results; public links",
    lacks: ["followers", "query results"],
  },
};
