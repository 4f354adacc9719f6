/** Folders: a tree with roots that nobody may touch. @module */
import { bodyObject, type Call, find, type Handlers, many, noContent, one, pathId, value } from "../call.ts";
import { alreadyExists, invalid, notFound, Refusal } from "../errors.ts";
import { asText, type JsonObject } from "../json.ts";
import { siblingKey } from "../store.ts";
import type { Item } from "../table.ts";
import { removeFolder } from "./cascade.ts";
import { isLive } from "./dashboards.ts";

/** Handlers. */
export const folders: Handlers = {
  all_folders: (call) => many(call, call.store.table("folders").all()),
  search_folders: (call) => many(call, call.store.table("folders").all()),
  folder: (call) => value(call, withContent(call, find(call, "folders"))),
  folder_children: (call) => {
    find(call, "folders");
    return many(call, call.store.by("folders", "parent_id").get(pathId(call)) ?? []);
  },
  folder_ancestors: (call) => {
    const above: Item[] = [];
    for (let at = parentOf(call, find(call, "folders")); at && above.length < 100; at = parentOf(call, at)) {
      above.unshift(at);
    }
    return value(call, above.map((item) => item.full()));
  },
  folder_parent: (call) => one(call, parentOf(call, find(call, "folders"))),
  create_folder: (call) => {
    const body = bodyObject(call);
    const parent = find(call, "folders", asText(body["parent_id"]));
    refuse(call, parent, asText(body["name"]), undefined);
    const personal = parent.get("is_personal") === true || parent.get("is_personal_descendant") === true;
    const folder = call.store.table("folders").insert({
      ...NEW,
      name: asText(body["name"]),
      parent_id: parent.id,
      content_metadata_id: call.store.table("content_metadata").insert({ inherits: true }).id,
      created_at: call.now(),
      creator_id: call.session.userId,
      is_personal_descendant: personal,
    });
    return value(call, withContent(call, folder));
  },
  update_folder: (call) => {
    const item = find(call, "folders");
    if (isFixed(item)) throw invalid("name", "invalid", "This folder cannot be changed");
    const body = bodyObject(call);
    const parent = find(call, "folders", asText(body["parent_id"] ?? item.get("parent_id")));
    for (let at: Item | undefined = parent, depth = 0; at && depth < 100; at = parentOf(call, at), depth++) {
      if (at.id === item.id) throw invalid("parent_id", "invalid", "A folder cannot be moved below itself");
    }
    refuse(call, parent, asText(body["name"] ?? item.get("name")), item.id);
    call.store.patch("folders", item.id, body);
    return value(call, withContent(call, find(call, "folders")));
  },
  delete_folder: (call) => {
    const item = find(call, "folders");
    if (isFixed(item)) {
      throw new Refusal(422, "Validation Failed", [{
        field: "id",
        code: "invalid",
        message: "This folder cannot be deleted",
      }]);
    }
    removeFolder(call.store, item.id);
    return noContent();
  },
};

const NEW: JsonObject = {
  external_id: null,
  is_embed: false,
  is_embed_shared_root: false,
  is_embed_users_root: false,
  is_personal: false,
  is_personal_descendant: false,
  is_shared_root: false,
  is_users_root: false,
  can: { index: true, show: true, create: true, move: true, update: true, destroy: true },
};

function withContent(call: Call, item: Item): JsonObject {
  const below = (table: "dashboards" | "looks"): JsonObject[] =>
    (call.store.by(table, "folder_id").get(item.id) ?? []).filter(isLive).map((one) => one.full());
  const lookml = item.id === "lookml"
    ? call.store.table("lookml_dashboards").all().map((one) => one.full())
    : [];
  return { ...item.full(), dashboards: [...below("dashboards"), ...lookml], looks: below("looks") };
}

function parentOf(call: Call, item: Item): Item | undefined {
  return call.store.table("folders").get(asText(item.get("parent_id")));
}

function isFixed(item: Item): boolean {
  const flags = [
    "is_shared_root",
    "is_users_root",
    "is_embed_shared_root",
    "is_embed_users_root",
    "is_personal",
  ];
  return item.id === "lookml" || flags.some((flag) => item.get(flag) === true);
}

function refuse(call: Call, parent: Item, name: string, id: string | undefined): void {
  if (name === "") throw invalid("name", "missing_field", "name is required");
  if (parent.id === "lookml" || parent.get("is_users_root") === true) throw notFound();
  const twin = call.store.siblings("folders", "parent_id", "name").get(siblingKey(parent.id, name))
    ?.find((item) => item.id !== id);
  if (twin) throw alreadyExists("[:name, :parent_id]", "A folder with that name already exists here");
}
