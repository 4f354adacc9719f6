/** Access lists and favorites. @module */
import { bodyObject, type Call, find, type Handlers, many, noContent, one, pathId, value } from "../call.ts";
import { contentOf, metadataBelow, metadataOf } from "../content_metadata.ts";
import { invalid, notFound, Refusal } from "../errors.ts";
import { asText, type JsonObject } from "../json.ts";
import { crud } from "./crud.ts";

/** Handlers. Assumed: an inheriting item's list holds its own rows only, normally none. */
export const contentAccess: Handlers = {
  content_metadata: (call) => value(call, metadata(call, pathId(call))),
  all_content_metadatas: (call) => {
    const parent = call.query.text("parent_id") ?? "";
    metadata(call, parent);
    return value(call, metadataBelow(call.store, parent));
  },
  update_content_metadata: (call) => {
    const id = pathId(call);
    metadata(call, id);
    const table = contentOf(call.store, id)?.table;
    const inherits = bodyObject(call)["inherits"];
    if (table === "dashboards" || table === "looks") {
      throw invalid("inherits", "invalid", "Dashboards and looks always inherit");
    }
    if (inherits === true && table === "folders" && metadata(call, id)["parent_id"] === null) {
      throw invalid("inherits", "invalid", "There is nothing to inherit from");
    }
    if (typeof inherits === "boolean") call.store.table("content_metadata").set(id, { id, inherits });
    return value(call, metadata(call, id));
  },
  all_content_metadata_accesses: (call) => {
    const id = call.query.text("content_metadata_id") ?? "";
    metadata(call, id);
    return value(
      call,
      (call.store.by("content_accesses", "content_metadata_id").get(id) ?? []).map((item) => item.full()),
    );
  },
  create_content_metadata_access: (call) => {
    const body = bodyObject(call);
    const id = asText(body["content_metadata_id"]);
    if (metadata(call, id)["inherits"] === true) {
      throw new Refusal(422, "Can't add access when inheriting", [{
        field: "content_metadata_id",
        code: "invalid",
        message: "Can't add access when inheriting",
      }]);
    }
    const group = asText(body["group_id"]), user = asText(body["user_id"]);
    if ((group === "") === (user === "")) {
      throw invalid("group_id", "missing_field", "Either group_id or user_id is required");
    }
    if (group !== "") find(call, "groups", group);
    else find(call, "users", user);
    const rows = call.store.by("content_accesses", "content_metadata_id").get(id) ?? [];
    if (rows.some((row) => asText(row.get("group_id")) === group && asText(row.get("user_id")) === user)) {
      throw new Refusal(409, "Access already exists");
    }
    const row: JsonObject = { can: {}, group_id: null, user_id: null, permission_type: "view", ...body };
    delete row["id"];
    if (
      contentOf(call.store, id)?.table === "boards" &&
      call.query.flag("send_boards_notification_email") !== false
    ) {
      call.store.mails.push({ why: "board_shared", id });
    }
    return one(call, call.store.table("content_accesses").insert(row));
  },
  update_content_metadata_access: (call) => {
    const item = find(call, "content_accesses");
    const { permission_type } = bodyObject(call);
    return one(
      call,
      call.store.patch("content_accesses", item.id, permission_type === undefined ? {} : { permission_type }),
    );
  },
  delete_content_metadata_access: (call) => {
    call.store.table("content_accesses").remove(find(call, "content_accesses").id);
    return noContent();
  },
  ...crud({
    table: "content_favorites",
    get: "content_favorite",
    create: "create_content_favorite",
    required: ["content_metadata_id"],
    unique: [["content_metadata_id", "user_id"]],
    accept: (call, body) => {
      metadata(call, asText(body["content_metadata_id"]));
      if (body["user_id"] !== undefined) mayMark(call, asText(body["user_id"]));
      return { user_id: call.session.userId, ...body };
    },
  }),
  delete_content_favorite: (call) => {
    const item = find(call, "content_favorites");
    mayMark(call, asText(item.get("user_id")));
    call.store.table("content_favorites").remove(item.id);
    return noContent();
  },
  search_content_favorites: (call) =>
    many(call, call.store.table("content_favorites").all(), { ignore: ["include_board_items"] }),
};

/** Assumed: an admin may mark content for others, whom `user_id` names; with `ownFavorites`, nobody may. */
function mayMark(call: Call, userId: string): void {
  if (userId === call.session.userId) return;
  if (call.options.ownFavorites) throw notFound();
  if (call.store.table("users").get(userId) === undefined) throw notFound();
}

function metadata(call: Call, id: string): JsonObject {
  const found = metadataOf(call.store, id);
  if (found === undefined) throw notFound();
  return found;
}
