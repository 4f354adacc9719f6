/** Content metadata: one per dashboard, look, folder, board and agent; only the last three may have lists of their own. @module */
import { asText, type JsonObject } from "./json.ts";
import type { Store } from "./store.ts";

/** What a content metadata id stands for. */
export interface Content {
  table: "folders" | "boards" | "agents" | "dashboards" | "looks";
  id: string;
}

const TABLES = ["folders", "boards", "agents", "dashboards", "looks"] as const;

/** What a content metadata id stands for. */
export function contentOf(store: Store, metadataId: string): Content | undefined {
  for (const table of TABLES) {
    const item = store.by(table, "content_metadata_id").get(metadataId)?.[0];
    if (item !== undefined) return { table, id: item.id };
  }
  return undefined;
}

/** The metadata object of an id. */
export function metadataOf(store: Store, id: string): JsonObject | undefined {
  const content = contentOf(store, id);
  if (content === undefined) return undefined;
  const item = store.table(content.table).get(content.id);
  const own = content.table !== "dashboards" && content.table !== "looks";
  const inherits = own ? store.table("content_metadata").rows.get(id)?.["inherits"] === true : true;
  const kind = content.table.slice(0, -1);
  const parent = parentOf(store, content);
  return {
    id,
    name: item?.get(content.table === "folders" || content.table === "agents" ? "name" : "title") ?? null,
    parent_id: parent,
    dashboard_id: content.table === "dashboards" ? content.id : null,
    look_id: content.table === "looks" ? content.id : null,
    folder_id: content.table === "folders" ? content.id : null,
    homepage_id: content.table === "boards" ? content.id : null,
    agent_id: content.table === "agents" ? content.id : null,
    content_type: kind === "folder" ? "space" : kind === "board" ? "homepage" : kind,
    inherits,
    inheriting_id: inherits ? inheritingFrom(store, parent) : null,
    slug: item?.get("slug") ?? null,
    can: { show: true, update: own },
  };
}

/** The metadata objects directly below one. */
export function metadataBelow(store: Store, id: string): JsonObject[] {
  const content = contentOf(store, id);
  if (content?.table !== "folders") return [];
  const below = [
    ...(store.by("folders", "parent_id").get(content.id) ?? []),
    ...(store.by("dashboards", "folder_id").get(content.id) ?? []).filter((item) =>
      item.get("deleted") !== true
    ),
    ...(store.by("looks", "folder_id").get(content.id) ?? []).filter((item) => item.get("deleted") !== true),
  ];
  return below.map((item) => metadataOf(store, asText(item.get("content_metadata_id")))).filter((meta) =>
    meta !== undefined
  );
}

function parentOf(store: Store, content: Content): string | null {
  const key = content.table === "folders" ? "parent_id" : "folder_id";
  const folder = content.table === "boards" || content.table === "agents"
    ? undefined
    : store.table("folders").get(asText(store.table(content.table).get(content.id)?.get(key)));
  return folder === undefined ? null : asText(folder.get("content_metadata_id"));
}

function inheritingFrom(store: Store, parent: string | null): string | null {
  let at = parent;
  for (let depth = 0; at !== null && depth < 100; depth++) {
    if (store.table("content_metadata").rows.get(at)?.["inherits"] !== true) return at;
    const content = contentOf(store, at);
    at = content === undefined ? null : parentOf(store, content);
  }
  return null;
}
