/** Dashboards: user-defined ones, LookML ones, and the trash. @module */
import {
  type Answer,
  bodyObject,
  type Call,
  find,
  type Handlers,
  many,
  noContent,
  one,
  pathId,
} from "../call.ts";
import { alreadyExists, invalid, notFound, readOnly, Refusal } from "../errors.ts";
import { asObject, asText, given, type Json, type JsonObject } from "../json.ts";
import { dashboard as blank, layout } from "../seed/tiles.ts";
import { siblingKey } from "../store.ts";
import { type Item, madeItem } from "../table.ts";
import { opaqueId } from "../random.ts";
import { removeContent } from "./cascade.ts";
import { change, type CrudRules } from "./crud.ts";

/** What `sorts` of search_dashboards may name (specs/looker-behaviour.md). */
const SORTABLE =
  ("title user_id id created_at space_id folder_id description view_count favorite_count slug " +
    "content_favorite_id content_metadata_id deleted deleted_at last_viewed_at last_accessed_at certification_status")
    .split(" ");

const rules: CrudRules = { table: "dashboards", accept: (call, body, old) => accept(call, body, old) };

/** Handlers. */
export const dashboards: Handlers = {
  all_dashboards: (call) => many(call, [...live(call), ...call.store.table("lookml_dashboards").all()]),
  search_dashboards: (call) => {
    const deleted = call.query.text("deleted")?.toLowerCase() === "true";
    const items = deleted ? call.store.by("dashboards", "deleted").get("true") ?? [] : live(call);
    return many(call, call.options.pageLacksNested ? items.map((item) => withoutParts(call, item)) : items, {
      sortable: SORTABLE,
      ignore: ["deleted", "curate"],
      match: { not_owned_by: (item) => item.get("user_id") !== call.session.userId },
    });
  },
  dashboard: (call) => one(call, anyDashboard(call, pathId(call))),
  folder_dashboards: (call) => {
    find(call, "folders");
    return many(call, (call.store.by("dashboards", "folder_id").get(pathId(call)) ?? []).filter(isLive));
  },
  search_lookml_dashboards: (call) =>
    many(call, call.store.table("lookml_dashboards").all().map((item) => asLookml(call, item)), {
      sortable: SORTABLE,
    }),
  dashboard_lookml: (call) => {
    const id = pathId(call);
    const made = call.store.table("lookml_dashboards").get(id);
    // From 26.2 on, Looker gives it of user-defined dashboards alone.
    const [major = 0, minor = 0] = call.options.release.split(".").map(Number);
    if (made !== undefined && (major > 26 || (major === 26 && minor >= 2))) {
      throw new Refusal(500, "An error has occurred.");
    }
    if (made !== undefined) {
      return {
        status: 200,
        body: JSON.stringify({ dashboard_id: id, lookml: made.peek("_lookml") ?? null }),
      };
    }
    const item = find(call, "dashboards");
    const lookml = `- dashboard: ${asText(item.get("slug"))}\n  title: ${
      JSON.stringify(asText(item.get("title")))
    }\n`;
    return { status: 200, body: JSON.stringify({ dashboard_id: item.id, lookml }) };
  },
  create_dashboard: (call) => one(call, create(call, bodyObject(call))),
  update_dashboard: (call) => {
    refuseLookml(call);
    return one(call, change(call, rules, pathId(call)));
  },
  delete_dashboard: (call) => {
    refuseLookml(call);
    removeContent(call.store, "dashboards", find(call, "dashboards").id);
    return noContent();
  },
  move_dashboard: (call) => {
    refuseLookml(call);
    const folder = find(call, "folders", call.query.text("folder_id")).id;
    const item = find(call, "dashboards");
    refuseTwin(call, { title: item.get("title") ?? null, folder_id: folder }, item.id);
    return one(call, call.store.patch("dashboards", item.id, { folder_id: folder, updated_at: call.now() }));
  },
  update_dashboard_certification: (call) => certify(call, "dashboards"),
  update_lookml_certification: (call) => certify(call, "lookml_dashboards"),
  import_lookml_dashboard: (call) => {
    const source = find(call, "lookml_dashboards", pathId(call, "lookml_dashboard_id"));
    const folder_id = find(call, "folders", pathId(call, "space_id")).id;
    return one(
      call,
      create(call, {
        title: source.get("title") ?? null,
        ...bodyObject(call),
        folder_id,
        lookml_link_id: source.id,
      }),
    );
  },
  import_dashboard_from_lookml: (call) => {
    const title = /title: (.+)/.exec(asText(bodyObject(call)["lookml"]))?.[1]?.replace(/^"|"$/g, "") ??
      "Imported";
    return one(
      call,
      create(call, { title, folder_id: bodyObject(call)["folder_id"] ?? call.store.builtIns.sharedRoot }),
    );
  },
  sync_lookml_dashboard: (call) => {
    const id = find(call, "lookml_dashboards").id;
    const linked = live(call).filter((item) => item.get("lookml_link_id") === id).map((item) =>
      Number(item.id)
    );
    return { status: 200, body: JSON.stringify(linked) };
  },
};

function live(call: Call): readonly Item[] {
  return call.store.by("dashboards", "deleted").get("false") ?? [];
}

/** Whether an item is not in the trash. */
export function isLive(item: Item): boolean {
  return item.peek("deleted") !== true;
}

function anyDashboard(call: Call, id: string): Item {
  const item = call.store.table("dashboards").get(id) ?? call.store.table("lookml_dashboards").get(id);
  const bySlug = item ?? (id === "" ? undefined : call.store.by("dashboards", "slug").get(id)?.[0]);
  if (bySlug === undefined) throw notFound();
  return bySlug;
}

function refuseLookml(call: Call): void {
  if (call.store.table("lookml_dashboards").get(pathId(call))) throw readOnly("LookML dashboard");
}

function create(call: Call, body: JsonObject): Item {
  for (const name of ["title", "folder_id"]) {
    if (asText(body[name]) === "") throw invalid(name, "missing_field", `${name} is required`);
  }
  const accepted = accept(call, body, undefined);
  const table = call.store.table("dashboards");
  const id = table.nextId();
  return table.insert(blank({
    id,
    user_id: call.session.userId,
    slug: opaqueId(call.store.idSeed + 77, Number(id)).slice(0, 20),
    content_metadata_id: call.store.table("content_metadata").nextId(),
    created_at: call.now(),
    updated_at: call.now(),
    last_updater_id: call.session.userId,
    preferred_viewer: "dashboards-next",
    dashboard_layouts: [layout(call.store.nextPartId("dashboard_layouts"), id, 0, [], false)],
    ...accepted,
  }));
}

function accept(call: Call, body: JsonObject, old: Item | undefined): JsonObject {
  const { folder, certification_metadata: _certification, ...rest } = body;
  if (rest["folder_id"] === undefined && asText(asObject(folder)["id"]) !== "") {
    rest["folder_id"] = asText(asObject(folder)["id"]);
  }
  const folderId = rest["folder_id"];
  if (folderId !== undefined && !call.store.table("folders").get(asText(folderId))) throw notFound();
  if (folderId === "lookml") {
    throw invalid("folder_id", "invalid", "Cannot create content in the LookML folder");
  }
  if (given(rest["user_id"]) && !call.store.table("users").get(asText(rest["user_id"]))) {
    throw invalid("user_id", "invalid", "User not found");
  }
  if (rest["slug"] === null) delete rest["slug"];
  if (rest["preferred_viewer"] === null) delete rest["preferred_viewer"];
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
  refuseSlug(call, rest["slug"], old?.id);
  return {
    ...rest,
    last_updater_id: call.session.userId,
    ...(rest["deleted"] === true &&
      { deleted_at: old?.get("deleted_at") ?? call.now(), deleter_id: call.session.userId }),
    ...(rest["deleted"] === false && { deleted_at: null, deleter_id: null }),
  };
}

function refuseTwin(call: Call, next: JsonObject, id: string | undefined): void {
  const twin = call.store.siblings("dashboards", "folder_id", "title")
    .get(siblingKey(next["folder_id"], next["title"]))?.find((item) => item.id !== id && isLive(item));
  if (twin !== undefined) {
    throw alreadyExists("[:title, :space_id]", "A dashboard with that title already exists in this folder");
  }
}

/** Slugs are unique in the whole instance, trash included. */
function refuseSlug(call: Call, slug: Json | undefined, id: string | undefined): void {
  if (typeof slug !== "string") return;
  const twin = call.store.by("dashboards", "slug").get(slug)?.find((item) => item.id !== id);
  if (twin !== undefined) throw alreadyExists("slug", "Slug is already in use");
}

function certify(call: Call, table: "dashboards" | "lookml_dashboards"): Answer {
  const item = find(call, table);
  const certification_metadata = { ...bodyObject(call), user_name: "API Admin", updated_at: call.now() };
  return one(call, call.store.patch(table, item.id, { certification_metadata }));
}

function withoutParts(call: Call, item: Item): Item {
  const bare = (): JsonObject => ({
    ...item.full(),
    dashboard_elements: null,
    dashboard_filters: null,
    dashboard_layouts: null,
  });
  return madeItem(item.id, bare, { served: call.store.served, of: item });
}

function asLookml(call: Call, item: Item): Item {
  const lookml = (): JsonObject => ({ dashboard_id: item.id, lookml: item.full()["_lookml"] ?? null });
  return madeItem(item.id, lookml, { served: call.store.served, of: item });
}
