/** Boards with their sections and items. @module */
import { asText, given, type JsonObject } from "../json.ts";
import { find, type Handlers, many, noContent } from "../call.ts";
import { invalid } from "../errors.ts";
import { removeBoard, removeBoardItem, removeBoardSection } from "./cascade.ts";
import { crud } from "./crud.ts";

const CAN: JsonObject = { can: { index: true, show: true, create: true, update: true, destroy: true } };

/** Handlers. Trash is not asked for: assumed, boards with `deleted_at` are listed like others. */
export const boards: Handlers = {
  ...crud({
    table: "boards",
    get: "board",
    lists: ["all_boards"],
    create: "create_board",
    updates: ["update_board"],
    accept: (call, body) => {
      if (given(body["user_id"]) && !call.store.table("users").get(asText(body["user_id"]))) {
        throw invalid("user_id", "invalid", "User not found");
      }
      return body;
    },
    initial: (call) => ({
      ...CAN,
      content_metadata_id: call.store.table("content_metadata").insert({ inherits: false }).id,
      user_id: call.session.userId,
      deleted_at: null,
      description: null,
      section_order: [],
      title: null,
      primary_homepage: false,
    }),
  }),
  delete_board: (call) => {
    removeBoard(call.store, find(call, "boards").id);
    return noContent();
  },
  delete_board_section: (call) => {
    removeBoardSection(call.store, find(call, "board_sections").id);
    return noContent();
  },
  delete_board_item: (call) => {
    removeBoardItem(call.store, find(call, "board_items").id);
    return noContent();
  },
  search_boards: (call) =>
    many(call, call.store.table("boards").all(), {
      ignore: ["favorited", "permission"],
      match: {
        creator_id: (item, wanted) => wanted.split(",").includes(asText(item.get("user_id"))),
        first_name: (item, wanted) =>
          call.store.table("users").get(asText(item.get("user_id")))?.get("first_name") === wanted,
        last_name: (item, wanted) =>
          call.store.table("users").get(asText(item.get("user_id")))?.get("last_name") === wanted,
      },
    }),
  ...crud({
    table: "board_sections",
    get: "board_section",
    lists: ["all_board_sections"],
    create: "create_board_section",
    updates: ["update_board_section"],
    required: ["board_id"],
    accept: (call, body) => {
      if (given(body["board_id"]) && !call.store.table("boards").get(asText(body["board_id"]))) {
        throw invalid("board_id", "invalid", "Board not found");
      }
      return body;
    },
    initial: () => ({ ...CAN, deleted_at: null, description: null, item_order: [], title: null }),
  }),
  ...crud({
    table: "board_items",
    get: "board_item",
    lists: ["all_board_items"],
    create: "create_board_item",
    updates: ["update_board_item"],
    required: ["board_section_id"],
    accept: (call, body) => {
      const { custom_image_data_base64: _image, ...rest } = body;
      for (
        const [name, table] of [["board_section_id", "board_sections"], ["dashboard_id", "dashboards"], [
          "look_id",
          "looks",
        ]] as const
      ) {
        if (given(rest[name]) && !call.store.table(table).get(asText(rest[name]))) {
          throw invalid(name, "invalid", `${name} not found`);
        }
      }
      return rest;
    },
    initial: () => ({
      ...CAN,
      custom_description: null,
      custom_title: null,
      custom_url: null,
      dashboard_id: null,
      look_id: null,
      lookml_dashboard_id: null,
      order: null,
      location: "Shared",
    }),
  }),
};
