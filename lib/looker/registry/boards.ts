/**
 * Boards: their sections and the items in them.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";
import { TWO_VALUED_OF_BOARDS } from "./shared.ts";

/** The facts of the type. */
export const boards: ContentTypeEntry = {
  id: ["id"],
  name: ["title"],
  owner: "user_id",
  createdAt: "created_at",
  updatedAt: "updated_at",
  toldBy: { created: { id: "user_id" } },
  source: { kind: "pages", listing: { operation: "search_boards", sorts: "id" }, pageSize: 100 },
  turn: 1,
  traits: { operation: "all_boards", keys: ["created_at"] },
  paths: ["boards"],
  texts: ["description", "custom_url", "custom_title", "custom_description"],
  computed: [
    "board_sections[].board_items[].content_updated_at",
    "board_sections[].board_items[].content_created_by",
    "board_sections[].board_items[].title",
    "board_sections[].board_items[].description",
    "board_sections[].board_items[].image_url",
    "board_sections[].board_items[].location",
  ],
  twoValued: TWO_VALUED_OF_BOARDS,
  served: {
    schema: "Board",
    parts: { board_sections: { schema: "BoardSection", parts: { board_items: { schema: "BoardItem" } } } },
  },
  changesHands: true,
  holdsNames: true,
  reach: {
    backup: "search_boards board content_metadata all_content_metadata_accesses",
    restore: `
      create_board update_board delete_board create_board_section update_board_section
      delete_board_section create_board_item update_board_item delete_board_item update_content_metadata
      create_content_metadata_access update_content_metadata_access delete_content_metadata_access
    `,
    captured: "sections, items, access lists",
    behind: "pictures of items",
  },
};
