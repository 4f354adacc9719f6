/** Looks and their trash. @module */
import { bodyObject, type Call, find, type Handlers, many, noContent, one, pathId } from "../call.ts";
import { alreadyExists, invalid, notFound } from "../errors.ts";
import { asObject, asText, given, type JsonObject } from "../json.ts";
import { look as blank } from "../seed/looks.ts";
import { siblingKey } from "../store.ts";
import type { Item } from "../table.ts";
import { removeContent } from "./cascade.ts";
import { change, type CrudRules } from "./crud.ts";
import { isLive } from "./dashboards.ts";

const rules: CrudRules = { table: "looks", accept: (call, body, old) => accept(call, body, old) };

/** Handlers. */
export const looks: Handlers = {
  all_looks: (call) => many(call, live(call)),
  search_looks: (call) => {
    const deleted = call.query.flag("deleted") === true;
    return many(call, deleted ? call.store.by("looks", "deleted").get("true") ?? [] : live(call), {
      ignore: ["deleted", "curate"],
    });
  },
  folder_looks: (call) => {
    find(call, "folders");
    return many(call, (call.store.by("looks", "folder_id").get(pathId(call)) ?? []).filter(isLive));
  },
  look: (call) => one(call, find(call, "looks")),
  create_look: (call) => {
    const body = bodyObject(call);
    for (const name of ["title", "folder_id"]) {
      if (asText(body[name]) === "") throw invalid(name, "missing_field", `${name} is required`);
    }
    const accepted = accept(call, body, undefined);
    if (asText(accepted["query_id"]) === "") {
      throw invalid("query_id", "missing_field", "query_id is required");
    }
    const table = call.store.table("looks");
    const item = table.insert(blank({
      id: table.nextId(),
      user_id: call.session.userId,
      content_metadata_id: call.store.table("content_metadata").nextId(),
      created_at: call.now(),
      updated_at: call.now(),
      last_updater_id: call.session.userId,
      is_run_on_load: false,
      ...accepted,
    }));
    return one(call, item);
  },
  update_look: (call) => one(call, change(call, rules, pathId(call))),
  delete_look: (call) => {
    removeContent(call.store, "looks", find(call, "looks").id);
    return noContent();
  },
  move_look: (call) => {
    const folder = find(call, "folders", call.query.text("folder_id")).id;
    const item = find(call, "looks");
    refuseTwin(call, { title: item.get("title") ?? null, folder_id: folder }, item.id);
    return one(call, call.store.patch("looks", item.id, { folder_id: folder, updated_at: call.now() }));
  },
  update_look_certification: (call) => {
    const certification_metadata = { ...bodyObject(call), user_name: "API Admin", updated_at: call.now() };
    return one(call, call.store.patch("looks", find(call, "looks").id, { certification_metadata }));
  },
};

function live(call: Call): readonly Item[] {
  return call.store.by("looks", "deleted").get("false") ?? [];
}

function accept(call: Call, body: JsonObject, old: Item | undefined): JsonObject {
  const { folder, query, certification_metadata: _certification, ...rest } = body;
  if (rest["folder_id"] === undefined && asText(asObject(folder)["id"]) !== "") {
    rest["folder_id"] = asText(asObject(folder)["id"]);
  }
  if (!given(rest["query_id"]) && asText(asObject(query)["model"]) !== "") {
    rest["query_id"] = call.store.createQuery(asObject(query));
  }
  if (rest["folder_id"] !== undefined && !call.store.table("folders").get(asText(rest["folder_id"]))) {
    throw notFound();
  }
  if (rest["folder_id"] === "lookml") {
    throw invalid("folder_id", "invalid", "Cannot create content in the LookML folder");
  }
  if (given(rest["query_id"]) && call.store.query(asText(rest["query_id"])) === undefined) {
    throw invalid("query_id", "invalid", "Query not found");
  }
  if (given(rest["user_id"]) && !call.store.table("users").get(asText(rest["user_id"]))) {
    throw invalid("user_id", "invalid", "User not found");
  }
  if (given(rest["query_id"])) call.store.keepQuery(old?.full()["query"]);
  const next: JsonObject = {
    ...(old &&
      {
        title: old.get("title") ?? null,
        folder_id: old.get("folder_id") ?? null,
        deleted: old.get("deleted") ?? false,
      }),
    ...rest,
  };
  if (next["deleted"] !== true) refuseTwin(call, next, old?.id);
  return {
    ...rest,
    last_updater_id: call.session.userId,
    ...(rest["deleted"] === true &&
      { deleted_at: old?.get("deleted_at") ?? call.now(), deleter_id: call.session.userId }),
    ...(rest["deleted"] === false && { deleted_at: null, deleter_id: null }),
  };
}

function refuseTwin(call: Call, next: JsonObject, id: string | undefined): void {
  const twin = call.store.siblings("looks", "folder_id", "title")
    .get(siblingKey(next["folder_id"], next["title"]))?.find((item) => item.id !== id && isLive(item));
  if (twin !== undefined) {
    throw alreadyExists("[:title, :space_id]", "A look with that title already exists in this folder");
  }
}
